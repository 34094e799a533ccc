"""What can be wrong with a name, in both languages."""

from ..tables import messages_of

__getattr__, __dir__ = messages_of(__package__)
