"""What each kind of change does to the records of a draft."""
