"""What others report of letters that bear our domain, as ``playbooks/dmarc.yml`` left it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hopthu.text.errors import HopthuError, Place

from . import messages


@dataclass(frozen=True, slots=True)
class Reported:
    """Sums over the reports that somebody proves to be theirs.

    ``letters`` bore our domain, ``strange`` of them were shown to be ours in no way; they came from
    so many ``addresses``. ``until`` is the end of the newest report (UTC).
    """

    organisations: int
    letters: int
    strange: int
    addresses: int
    until: datetime

    @classmethod
    def read(cls, folder: Path) -> Reported | None:
        """Sum up what hosts' files in a folder say; None where there is no report.

        Raises HopthuError naming a file that is none of these.
        """
        reports: dict[tuple[str, str, int], dict[str, Any]] = {}
        for path in sorted(folder.glob("*.json")):
            try:
                for report in json.loads(path.read_text(encoding="utf-8"))["reports"]:
                    if report["proven"]:
                        # Letters to several mail hosts may bring the same one.
                        reports[report["organisation"], report["id"], report["begin"]] = report
                found = _summed(reports.values())
            except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
                raise HopthuError.of(
                    messages.REPORTED_UNREADABLE, Place(str(path)), reason=repr(error)
                ) from error
        return found if reports else None


def _summed(reports: Iterable[dict[str, Any]]) -> Reported | None:
    each = list(reports)
    if not each:
        return None
    sources = [source for report in each for source in report["sources"]]
    strange = [source for source in sources if not (source["dkim"] or source["spf"])]
    return Reported(
        organisations=len({report["organisation"] for report in each}),
        letters=sum(int(source["letters"]) for source in sources),
        strange=sum(int(source["letters"]) for source in strange),
        addresses=len({source["address"] for source in strange}),
        until=datetime.fromtimestamp(max(report["end"] for report in each), UTC),
    )
