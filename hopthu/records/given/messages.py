"""What is wrong between the records and the register of what was given, in both languages."""

from hopthu.text.tables import messages_of

__getattr__, __dir__ = messages_of(__package__)
