"""The state the inventory asks for, as entries of the directory."""
