"""``hopthu-dmarc MAILBOX [DAYS]`` prints, as JSON, what others report of our domain.

``reports``: of each report who made it, of which time, what they saw by addresses, and whether
DMARC proves that it is theirs; ``unreadable``: why a letter that claims to bring one was left out.
"""

from __future__ import annotations

import email
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from hopthu_host.commands import Wrong

from .letters import domain_of_host, letters
from .reading import read
from .unpacking import Unreadable, report_in

_DAYS = 35


def gathered(found: Iterable[bytes], domain: str) -> dict[str, list[dict[str, Any]]]:
    """Read letters; a report that comes twice counts once."""
    reports: dict[tuple[str, str, int], dict[str, Any]] = {}
    unreadable: list[dict[str, Any]] = []
    for letter in found:
        try:
            report = read(report_in(letter))
            if report.domain != domain:
                raise Unreadable(f"it is of another domain, {report.domain}")
        except Unreadable as error:
            unreadable.append({"why": str(error)})
        else:
            key = (report.organisation, report.id, report.begin)
            reports[key] = {**report.data(), "proven": _is_proven(letter)}
    return {"reports": list(reports.values()), "unreadable": unreadable}


def _is_proven(letter: bytes) -> bool:
    """Whether the filter found that the letter is of the domain that its author has.

    It removes such headers that came with a letter.
    """
    said = email.message_from_bytes(letter).get_all("Authentication-Results", [])
    return any("dmarc=pass" in str(each) for each in said)


def main(arguments: Sequence[str]) -> int:
    """Print what was found, and return 0; else say why not."""
    if not 1 <= len(arguments) <= 2 or arguments[1:2] != [*filter(str.isdigit, arguments[1:])]:
        sys.stderr.write(f"{(__doc__ or '').splitlines()[0]}\n")
        return 2
    days = int(arguments[1]) if arguments[1:] else _DAYS
    try:
        print(json.dumps(gathered(letters(arguments[0], days), domain_of_host())))
    except (OSError, Wrong) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
