"""What a probe may find, in both languages. The place is the mailbox and the layer."""

from hopthu.text.tables import messages_of

__getattr__, __dir__ = messages_of(__package__)
