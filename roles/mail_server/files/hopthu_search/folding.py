"""Text as it is compared: without marks, without case, one space between words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from email.message import Message
from email.utils import collapse_rfc2231_value

# What Unicode puts above, below or through a letter, and signs that nobody sees. Decomposed, a
# letter has its marks apart whichever way it was typed: as one sign, as a letter and two marks, or
# as a letter with a hat and a mark.
_MARKS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe2f\u200b-\u200f\u00ad]+"
)
_SPACE = re.compile(r"\s+")
# The one Vietnamese letter that does not decompose.
_D = str.maketrans("đĐ", "dd")
_NAMED = re.compile(r"^(content-(?:disposition|type)):(.*)$", re.IGNORECASE | re.MULTILINE)


def fold(text: str) -> str:
    """Return a text folded, with a space at neither end."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_D)
    return _SPACE.sub(" ", text.casefold()).strip()


def attachment_names(headers: str) -> Iterator[str]:
    """The names of files in a letter's headers ("name: value" a line), percent-encoded or not."""
    for header, value in _NAMED.findall(headers):
        part = Message()
        part[header] = value.strip()
        parameter = "filename" if header.lower() == "content-disposition" else "name"
        name = part.get_param(parameter, header=header)
        if name:
            yield collapse_rfc2231_value(name)
