"""The board says since when letters are safe; a copy that is late or failed is work for now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hopthu.reports.board.pages.data import data
from hopthu.reports.board.pages.lines import lines
from hopthu.reports.board.pages.page import page
from hopthu.reports.board.pages.write import write_board
from hopthu.servers.mail.copies import Copies

from .rollout_samples import Environment


def told(server: str, at: str, trial: str = "", **more: Any) -> dict[str, Any]:
    """What a server answers; ``more`` is what else its state has."""
    state: dict[str, Any] = {
        name: {"good": {"at": when, "files": 3}}
        for name, when in (("copy", at), ("drill", trial))
        if when
    }
    return {"server": server, "rc": 0, "stdout": json.dumps({**state, "late": {}, **more})}


GOOD = told("mail1", "2008-11-24T18:05:00Z", "2008-11-23T20:00:00Z")
OLDER = told("ldap1", "2008-11-24T17:30:00Z", "2008-11-23T21:00:00Z", late={"drill": "-"})


def test_the_oldest_counts(two: Environment, tmp_path: Path) -> None:
    """In the ministry's time: 17:30 of one day is 0:30 of the next; that is no work."""
    before = two.board()
    board = two.board(copies=Copies.of_answers([GOOD, OLDER]))
    assert board.safety is not None
    assert (board.safety.servers, board.safety.wrong) == (2, ())
    text = page(board)
    assert "Thư an toàn tính đến 00:30 ngày 25/11/2008" in text
    assert "Letters are safe as of 00:30, 25 Nov 2008" in text
    assert "lần thử khôi phục gần nhất: 24/11/2008" in text
    assert "alarm" not in text.partition('class="safety')[2].partition(">")[0]
    assert data(board)["safety"]["as_of"] == "2008-11-25T00:30:00+07:00"
    assert board.steps == before.steps
    written = write_board(board, tmp_path, check=True)
    said = lines(board, written, tmp_path, check=True, language="en")
    assert "Letters are safe as of 00:30, 25 Nov 2008" in "\n".join(said)


def test_what_is_wrong_is_work(two: Environment) -> None:
    """Too old, or failed: first among the steps, and marked on the page."""
    late = told("mail2", "2008-11-01T00:00:00Z", late={"copy": "2008-11-01T00:00:00Z"})
    copy = {"good": {"at": "2008-11-24T00:00:00Z"}, "problem": {"code": "full"}}
    failing = told("web1", "", copy=copy)
    board = two.board(copies=Copies.of_answers([GOOD, late, failing]))
    assert board.safety is not None
    assert board.safety.wrong == ("mail2", "web1")
    assert board.safety.tried is None
    assert board.steps[0].urgent
    assert "mail2, web1" in board.steps[0].text.render(language="en")
    text = page(board)
    assert 'class="safety alarm"' in text
    assert "restoring was not tried yet" in text
    assert "to be looked after: mail2, web1" in text


def test_one_that_never_had_a_copy(two: Environment) -> None:
    """Then not everything is safe, whatever the others say."""
    board = two.board(copies=Copies.of_answers([GOOD, told("mail2", "", late={"copy": "-"})]))
    assert board.safety is not None
    assert board.safety.as_of is None
    assert "Not everything is known to have a copy" in page(board)


def test_what_is_not_known(two: Environment) -> None:
    """A server that is away, or answers something else: the others are told, and that it is not."""
    away = {"server": "mail2", "rc": None, "msg": "no route to host\nmore"}
    odd = [
        {"server": f"odd{n}", "rc": 0, "stdout": text}
        for n, text in enumerate(("[]", "{", '{"copy": {"good": {"at": "2008"}}}', '{"copy": 3}'))
    ]
    board = two.board(copies=Copies.of_answers([GOOD, away, *odd]))
    assert board.safety is not None
    assert board.safety.servers == 1
    assert board.safety.as_of is None
    assert board.safety.wrong == ("mail2", *(f"odd{n}" for n in range(4)))
    said = [text.render(language="en") for text in board.unknown]
    assert "mail2 did not tell of its copies: no route to host" in said
    assert sum("did not tell of its copies" in each for each in said) == 5


def test_nobody_was_asked(two: Environment) -> None:
    """An environment without a repository has no such line."""
    board = two.board()
    assert board.safety is None
    assert 'class="safety' not in page(board)
    assert data(board)["safety"] is None
