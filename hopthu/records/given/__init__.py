"""The register of every id and address that was ever given: what is given once stays given."""
