"""Snapshots of what hopthu says and writes: two of the same behaviour are equal, file by file."""
