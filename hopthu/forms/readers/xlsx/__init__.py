"""Workbooks of Excel since 2007, read in one pass."""
