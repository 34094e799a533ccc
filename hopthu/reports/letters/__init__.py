"""Official letters of the ministry, as Word documents that a clerk can still edit and sign."""
