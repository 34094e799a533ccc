"""Where a zone differs from what it should say."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from hopthu.text.errors import Message, Place, Problem

from . import messages
from .asking import Asker, Unanswered
from .lines import ZoneLine, quoted

# A TXT record is looked for by its beginning: others of the same name are somebody else's.
_BEGINNINGS = ("v=spf1", "v=DMARC1", "v=STSv1", "v=TLSRPTv1", "v=DKIM1")


def differences(lines: Iterable[ZoneLine], asker: Asker) -> Iterator[Problem]:
    """Yield what is missing, other or too much, each with its remedy."""
    sets: dict[tuple[str, str], list[ZoneLine]] = {}
    for line in lines:
        sets.setdefault((line.name, line.kind), []).append(line)
    for (name, kind), wanted in sets.items():
        place = Place(name)
        try:
            answers = asker.answers(name, kind)
            judged: dict[tuple[Message, str, ZoneLine], list[str]] = {}
            for server, found in answers.items():
                for message, shown, line in _judged(kind, wanted, found):
                    if not _does_instead(line, server, asker):
                        judged.setdefault((message, shown, line), []).append(server)
        except Unanswered as error:
            yield messages.NO_ANSWER.at(place, kind=kind, reason=error.args[0])
            continue
        for (message, shown, line), servers in judged.items():
            told = {"kind": kind, "found": shown, "line": line, "servers": ", ".join(servers)}
            yield message.at(place, **told)


def _judged(
    kind: str, wanted: list[ZoneLine], found: frozenset[str]
) -> Iterator[tuple[Message, str, ZoneLine]]:
    if kind == "TXT":
        for line in wanted:
            yield from _text(line, found)
        return
    missing = [line for line in wanted if line.comparable not in found]
    extra = sorted(found - {line.comparable for line in wanted})
    for line in missing:
        # What stands in its place is named with the first, or it would be named often.
        shown = "; ".join(extra) if line is missing[0] else ""
        yield (messages.OTHER if shown else messages.MISSING), shown, line
    if extra and not missing:
        yield messages.OTHER, "; ".join(sorted(found)), wanted[0]


def _text(line: ZoneLine, found: frozenset[str]) -> Iterator[tuple[Message, str, ZoneLine]]:
    start = next((each for each in _BEGINNINGS if line.data.startswith(each)), "")
    same = sorted(text for text in found if text.lower().startswith(start.lower()))
    if not same:
        yield messages.MISSING, "", line
    elif len(same) > 1:
        yield messages.TOO_MANY, "; ".join(map(quoted, same)), line
    elif not _means(same[0], line.data, start):
        yield messages.OTHER, same[0], line


def _means(found: str, wanted: str, start: str) -> bool:
    """Whether a text does what the wanted one does; more of it may be said."""
    if start == "v=spf1":
        terms, asked = found.lower().split(), wanted.split()
        strict = terms[-1] in ("-all", "~all")
        return strict and set(asked[:-1]) <= set(terms) and "+all" not in terms
    there, asked_for = _tags(found), _tags(wanted)
    if start == "v=DMARC1":
        return there.get("p", "").lower() in ("quarantine", "reject") and "rua" in there
    if start == "v=TLSRPTv1":
        return "rua" in there
    if start == "v=DKIM1":
        return {**there, "k": there.get("k", "rsa")} == {
            **asked_for,
            "k": asked_for.get("k", "rsa"),
        }
    return there == asked_for


def _tags(text: str) -> dict[str, str]:
    """Return the tags of a text such as ``v=DKIM1; p=…``, without the space that means nothing."""
    pairs = (each.partition("=") for each in text.split(";") if each.strip())
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs}


def _does_instead(line: ZoneLine, server: str, asker: Asker) -> bool:
    """Whether a name that should be an alias has the other's addresses of its own."""
    if not line.instead:
        return False
    own: set[str] = set()
    for kind in ("A", "AAAA"):
        own |= asker.answers(line.name, kind).get(server, frozenset())
    return own == {str(ipaddress.ip_address(each)) for each in line.instead}
