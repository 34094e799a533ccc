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


_WRONGLY = ("its name is encoded wrongly, write it in UTF-8", "ten bi ma hoa sai, hay dung UTF-8")
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
    parts: list[tuple[str, bytes]] = []  # character set and octets, those of one set together
    end = 0
    for word in _WORD.finditer(joined):
        charset, octets = word[1].lower(), _octets(word[2], word[3])
        if word.start() == end and parts and parts[-1][0] == charset:
            # Some programs part a letter in the middle, and others put it together again.
            parts[-1] = (charset, parts[-1][1] + octets)
        else:
            parts += [("", joined[end : word.start()].encode()), (charset, octets)]
        end = word.end()
    text = "".join(_text(*part) for part in parts) + joined[end:]
    if "=?" in text:
        raise Unclear(*_WRONGLY)
    return text


def _octets(coding: str, data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True) if coding in "bB" else _quoted(data)
    except (binascii.Error, ValueError):
        raise Unclear(*_WRONGLY) from None


def _text(charset: str, octets: bytes) -> str:
    try:
        return octets.decode(charset or "utf-8", "strict")
    except (LookupError, ValueError):
        raise Unclear(*_WRONGLY) from None


def _quoted(data: str) -> bytes:
    if re.search(r"=(?![0-9A-Fa-f]{2})", data):
        raise ValueError
    plain = data.replace("_", "=20")
    return re.sub(
        rb"=([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), plain.encode("ascii")
    )
