"""The addresses of a field such as From, read strictly.

Every program has its own way with what the standard forbids, or allows for old times' sake. So
one form alone is taken, which all read alike: ``name <local@domain>``, ``local@domain`` or
``local@domain (name)``, several of them with commas between. What else the standard knows
(groups, routes, quoted local parts, address literals, comments within) nobody here needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .shown import Unclear, shown_addresses

# More than anybody writes as; each is looked up.
MOST = 20

_FOLD = re.compile(r"\r?\n(?=[ \t])")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TOKEN = re.compile(
    r"""(?P<space>[ ]+)
    |(?P<quoted>"(?:[^"\\]|\\.)*")
    |(?P<comment>\((?:[^()\\]|\\.)*\))
    |(?P<mark>[<>@,:;])
    |(?P<atom>[^ "()<>@,:;\\\[\]]+)""",
    re.VERBOSE,
)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


_COMMA, _OPEN, _CLOSE = (_Token("mark", each) for each in ",<>")
_ADDRESS_FORM = ("write the address as name@domain", "hay viet dia chi dang ten@ten-mien")


def addresses(field: str) -> list[str]:
    """Return every address that a field shows, in lower case; raises Unclear.

    ``field`` is the text after ``From:`` with its folds, bytes that are not UTF-8 as surrogates.
    Addresses within the names are among them: programs show those in the address's place.
    """
    text = _FOLD.sub("", field).replace("\t", " ")
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise Unclear("it is not UTF-8", "khong phai UTF-8")
    if _CONTROL.search(text):
        raise Unclear("it has control characters", "co ky tu dieu khien")
    found = [each for part in _parts(_tokens(text)) for each in _mailbox(part)]
    if len(found) > MOST:
        raise Unclear(f"it has more than {MOST} addresses", f"co hon {MOST} dia chi")
    return [each.lower() for each in found]


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise Unclear(
                f'"{_plain(text[at])}" is not understood there', f'khong hieu "{_plain(text[at])}"'
            )
        yield _Token(str(token.lastgroup), token[0])
        at = token.end()


def _plain(mark: str) -> str:
    return mark if " " < mark < "\x7f" and mark not in '"\\' else "?"


def _parts(tokens: Iterator[_Token]) -> Iterator[list[_Token]]:
    """Yield the tokens of each mailbox, without the space around them."""
    part: list[_Token] = []
    for token in tokens:
        if token == _COMMA:
            yield _stripped(part)
            part = []
        elif token.text in (":", ";") and token.kind == "mark":
            raise Unclear("it is a group", "la mot nhom")
        else:
            part.append(token)
    yield _stripped(part)


def _stripped(part: list[_Token]) -> list[_Token]:
    while part and part[0].kind == "space":
        part = part[1:]
    while part and part[-1].kind == "space":
        part = part[:-1]
    return part


def _mailbox(part: list[_Token]) -> list[str]:
    """Return the address of one mailbox, and those that its name shows."""
    if not part:
        raise Unclear("an address is missing", "thieu dia chi")
    shown: list[str] = []
    if part[-1].kind == "comment":
        shown += shown_addresses(_unquoted(part[-1].text[1:-1]))
        part = _stripped(part[:-1])
    if part and part[-1] == _CLOSE:
        if _OPEN not in part:
            raise Unclear(*_ADDRESS_FORM)
        opening = part.index(_OPEN)
        shown += _name(part[:opening])
        part = part[opening + 1 : -1]
    return [_address(part), *shown]


def _name(phrase: list[_Token]) -> list[str]:
    """Return the addresses that a name shows, both word by word and as one text."""
    if any(token.kind not in ("space", "quoted", "atom") for token in phrase):
        raise Unclear("put the name into quotation marks", "hay dat ten trong dau ngoac kep")
    words = [
        _unquoted(token.text[1:-1]) if token.kind == "quoted" else token.text for token in phrase
    ]
    return shown_addresses("".join(words))


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _address(part: list[_Token]) -> str:
    if any(token.kind not in ("atom", "mark") for token in part):
        raise Unclear(*_ADDRESS_FORM)
    text = "".join(token.text for token in part)
    local, _, domain = text.partition("@")
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise Unclear(*_ADDRESS_FORM)
    return text
