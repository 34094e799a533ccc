"""Spreadsheets in OpenDocument format."""
