"""The board has a line of what others report of letters that bear our domain."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hopthu.reports.board.pages.data import data
from hopthu.reports.board.pages.lines import lines
from hopthu.reports.board.pages.page import page
from hopthu.reports.board.pages.write import write_board
from hopthu.servers.mail.reported import Reported
from hopthu.text.errors import HopthuError

from .rollout_samples import Environment


def source(address: str, letters: int, *, ours: bool) -> dict[str, Any]:
    """What somebody saw from an address."""
    return {"address": address, "letters": letters, "dkim": ours, "spf": False}


def report(organisation: str, *sources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A report as hopthu-dmarc has it."""
    made = {"organisation": organisation, "id": "1", "begin": 1227484800, "end": 1227571199}
    return {**made, "proven": True, "sources": list(sources), **more}


def write(folder: Path, host: str, *reports: dict[str, Any]) -> None:
    """What the playbook keeps of a host."""
    folder.mkdir(exist_ok=True)
    text = json.dumps({"reports": reports, "unreadable": []})
    (folder / f"{host}.json").write_text(text)


def test_reports_of_all_hosts_are_summed(tmp_path: Path) -> None:
    """Each once; what nobody proves counts for nothing."""
    ours, strange = source("192.0.2.1", 90, ours=True), source("198.51.100.7", 7, ours=False)
    one = report("example.org", ours, strange)
    write(tmp_path, "mail1", one, report("forged.example", strange, proven=False))
    write(tmp_path, "mail2", one, report("example.net", strange, source("::1", 3, ours=False)))
    assert Reported.read(tmp_path) == Reported(
        2, 107, 17, 2, datetime.fromtimestamp(1227571199, UTC)
    )


def test_without_reports_there_is_no_line(two: Environment, tmp_path: Path) -> None:
    """No folder, none that came, or none that is proven."""
    assert Reported.read(tmp_path / "nowhere") is None
    write(tmp_path / "dmarc", "mail1", report("x", proven=False))
    assert Reported.read(tmp_path / "dmarc") is None
    assert data(two.board())["reported"] is None
    assert "bear our domain" not in page(two.board())


@pytest.mark.parametrize("text", ["{", "[]", '{"reports": [{}]}', '{"reports": 3}'])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    """With its name."""
    (tmp_path / "mail1.json").write_text(text)
    with pytest.raises(HopthuError, match="mail1"):
        Reported.read(tmp_path)


def test_the_board_tells(two: Environment, tmp_path: Path) -> None:
    """In both languages, on the page and in the terminal."""
    seen = datetime(2008, 11, 24, 23, 59, tzinfo=UTC)
    board = two.board(reported=Reported(2, 107, 17, 3, seen))
    text = page(board)
    assert "2 organisations told of 107 letters that bear our domain, until 24 Nov 2008" in text
    assert "trong đó 17 thư, từ 3 địa chỉ, không phải của ta" in text
    assert data(board)["reported"]["strange"] == 17
    written = write_board(board, tmp_path, check=True)
    said = "\n".join(lines(board, written, tmp_path, check=True, language="en"))
    assert "17 of them, from 3 addresses, were not ours" in said
    calm = two.board(reported=Reported(2, 107, 0, 0, seen))
    assert "were not ours" not in page(calm)
