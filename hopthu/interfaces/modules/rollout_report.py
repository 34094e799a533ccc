"""The module ``rollout_report``: options in, files and lines out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from hopthu.records.policy import Policy
from hopthu.reports.board.make import Sources, day_of, make_board
from hopthu.reports.board.pages.lines import lines
from hopthu.reports.board.pages.write import write_board
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.mail.copies import Copies
from hopthu.servers.mail.logins import Logins
from hopthu.servers.mail.reported import Reported
from hopthu.servers.mail.usage import Usage

from .call import Call


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    given, check = call.options, call.check
    folder = Path(given["folder"])
    sources = Sources(
        root=Path(given["inventory"]),
        policy=Policy.from_mapping(given["policy"]),
        suffix=given["suffix"],
        connect=partial(Directory.connect, Settings.of_options(given)),
        usage=Usage.of_answers(given["usage"]),
        logins=Logins.read(Path(given["logins"])) if given["logins"] else Logins(),
        copies=Copies.of_answers(given["copies"]),
        reported=Reported.read(folder / "dmarc"),
        artifacts=Path(given["artifacts"]) if given["artifacts"] else None,
    )
    board = make_board(sources, day_of(given["day"]))
    written = write_board(board, folder, check=check)
    results: dict[str, Any] = {
        "changed": bool(written.paths),
        "lines": lines(board, written, folder, check=check, language=given["language"]),
        "paths": [str(path) for path in written.paths],
    }
    if call.diff:
        results["diff"] = {"before": written.before, "after": written.after}
    return results
