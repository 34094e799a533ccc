"""What a mail program shows of a name: encoded words decoded, look-alikes of marks made plain."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata


class Unclear(Exception):
    """A field that programs may read in different ways, or not at all; ``args`` say why.

    Two texts: English and Vietnamese without accents, both ASCII.
    """


# RFC 2047, and RFC 2231's language after the character set.
_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([!->@-~]*)\?=")
_BETWEEN = re.compile(r"(\?=)[ \t]+(?==\?)")
# Controls; marks that cannot be seen or turn the direction of a text; ends of lines.
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
# What separates an address from the words around it.
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]*@[^\s<>()\[\],;:\"]*")


def shown_addresses(name: str) -> list[str]:
    """Return whatever looks like an address in a name as a program shows it; raises Unclear."""
    text = unicodedata.normalize("NFKC", decoded(name))
    if any(unicodedata.category(each) in _UNSEEN for each in text):
        raise Unclear("it has invisible characters", "co ky tu vo hinh")
    found = [each.strip(".'`") for each in _ADDRESS.findall(text)]
    if any(each.startswith("@") or each.endswith("@") for each in found):
        raise Unclear("its name has an @ that is no address", "ten co dau @ ma khong phai dia chi")
    return found


def decoded(name: str) -> str:
    """Return the text of a name, its encoded words decoded; raises Unclear."""
    joined = _BETWEEN.sub(r"\1", name)
    text, end = "", 0
    for word in _WORD.finditer(joined):
        text += joined[end : word.start()] + _word(word[1], word[2], word[3])
        end = word.end()
    text += joined[end:]
    if "=?" in text:
        raise Unclear("its name is encoded wrongly", "ten bi ma hoa sai")
    return text


def _word(charset: str, coding: str, data: str) -> str:
    try:
        octets = base64.b64decode(data, validate=True) if coding in "bB" else _quoted(data)
        return octets.decode(charset, "strict")
    except (binascii.Error, LookupError, ValueError):
        raise Unclear(
            "its name is encoded wrongly, write it in UTF-8", "ten bi ma hoa sai, hay dung UTF-8"
        ) from None


def _quoted(data: str) -> bytes:
    if re.search(r"=(?![0-9A-Fa-f]{2})", data):
        raise ValueError
    plain = data.replace("_", "=20")
    return re.sub(
        rb"=([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), plain.encode("ascii")
    )
