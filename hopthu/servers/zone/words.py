"""What is said here, in both languages."""

from hopthu.text.tables import words_of

__getattr__, __dir__ = words_of(__package__)
