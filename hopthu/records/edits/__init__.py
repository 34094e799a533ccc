"""Edits of the environment by line: what a person wrote stays to the byte."""
