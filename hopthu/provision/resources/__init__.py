"""What a province has in the directory, one resource a file."""
