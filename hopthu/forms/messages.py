"""What can be wrong with a registration form, in both languages: files first, then cells."""

from hopthu.text.tables import messages_of

__getattr__, __dir__ = messages_of(__package__)
