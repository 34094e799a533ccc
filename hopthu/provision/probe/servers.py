"""The words for what mail servers answered: ``module_utils/hopthu_host/probe`` looks at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hopthu.text.errors import Place, Problem
from hopthu.text.sizes import size_text
from hopthu.text.tables import read_messages

from . import messages, words
from .report import report


def report_servers(
    answers: Iterable[Mapping[str, Any]], language: str
) -> tuple[list[str], list[dict[str, str]], bool]:
    """Return the lines about all servers, their problems as data, and whether one was away.

    An answer is ``server``, its name, with what ``probe_mail_server`` returned; with ``msg``, why
    there is none, where it did not.
    """
    lines: list[str] = []
    found: list[dict[str, str]] = []
    away: list[str] = []
    for answer in answers:
        server = answer["server"]
        if "findings" in answer:
            problems = [_problem(server, finding) for finding in answer["findings"]]
            told = report(server, answer["count"], problems, language, answer["seconds"])
            lines += told["lines"]
            found += told["problems"]
        else:
            away.append(f"{server}: {answer['msg']}")
    if not lines and not away:
        lines = [words.NO_SERVER.render(language=language)]
    return lines + away, found, bool(away)


def _problem(server: str, finding: Mapping[str, Any]) -> Problem:
    by_code = {each.code: each for each in read_messages(__package__).values()}
    message, address, values = by_code[finding["code"]], finding["address"], finding["values"]
    if message is messages.OTHER_QUOTA:
        values = {name: size_text(size) if size else "∞" for name, size in values.items()}
    place = Place(f"{address or server}, {finding['layer']}")
    return message.at(place, server=server, address=address, **values)
