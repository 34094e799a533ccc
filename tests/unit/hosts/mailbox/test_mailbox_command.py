"""The command as Ansible calls it: one odd mailbox takes no other's answer away."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu_mailbox import __main__ as command
from hopthu_mailbox.places import Box, Places

Run = Callable[..., tuple[int, dict[str, str], str]]


@pytest.fixture(autouse=True)
def this_host(places: Places, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The command works on the test's folders, and does not really wait."""
    waited: list[float] = []
    monkeypatch.setattr(command, "Places", lambda: places)
    monkeypatch.setattr("time.sleep", waited.append)
    return waited


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run it with a standard input; returns its status and the states it tells, by id."""

    def run(given: str, *arguments: str) -> tuple[int, dict[str, str], str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        monkeypatch.setattr("sys.argv", ["hopthu-mailbox", *arguments])
        status = command.main()
        output, errors = capsys.readouterr()
        boxes = json.loads(output)["boxes"] if output else []
        return status, {each["id"]: each["state"] for each in boxes}, errors

    return run


def boxes(*owners: str) -> str:
    """What Ansible writes."""
    named = [{"id": owner, "address": f"{owner}@moj.gov.vn", "host": "b.vn"} for owner in owners]
    return json.dumps({"boxes": named})


@pytest.mark.parametrize(
    "given", ["", "[]", '{"boxes": ["a"]}', '{"boxes": [{}]}', '{"boxes": null}']
)
def test_an_input_that_is_none(run: Run, given: str) -> None:
    """Is told as such, with a status of its own."""
    status, _, errors = run(given, "look")
    assert status == 2
    assert "the standard input is not as it should be" in errors


@pytest.mark.parametrize("arguments", [("look",), ("elsewhere", "--here", "a.vn")])
def test_one_odd_mailbox(
    run: Run, places: Places, box: Box, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """An id that is none, a home that is a symlink: told of these, and the others are told."""
    (places.store / "thanh-hoa-0009").symlink_to(tmp_path)
    given = boxes("../etc", "thanh-hoa-0009", box.owner)
    status, states, _ = run(given, *arguments)
    assert status == 0
    assert states == {"../etc": "failed", "thanh-hoa-0009": "failed", box.owner: "there"}


def test_an_error_that_nobody_thought_of(
    run: Run, places: Places, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is one of its mailbox, not of the standard input."""

    def odd(box_: Box, _: Places) -> dict[str, str]:
        if box_ == Box("a", "a@moj.gov.vn"):
            raise ValueError("odd")
        return {"state": "archived"}

    monkeypatch.setitem(command.COMMANDS, "archive", odd)
    assert run(boxes("a", box.owner), "archive")[:2] == (0, {"a": "failed", box.owner: "archived"})
    assert places.home(box.owner).exists()


@pytest.mark.usefixtures("dovecot")
def test_deliveries_are_awaited_before_a_removal(
    run: Run, box: Box, this_host: list[float]
) -> None:
    """Where there is a mailbox; ids of mailboxes that went long ago cost no time."""
    run(boxes("thanh-hoa-0001"), "remove")
    assert not this_host
    assert run(boxes(box.owner), "remove")[1] == {box.owner: "failed"}
    assert len(this_host) == 1


def test_a_fresh_folder_of_archives_lets_others_through(places: Places, run: Run) -> None:
    """Whatever mask the command runs under: Dovecot works in it as another user."""
    shutil.rmtree(places.archives, ignore_errors=True)
    before = os.umask(0o077)
    try:
        run(boxes(), "archive")
    finally:
        os.umask(before)
    assert places.archives.stat().st_mode & 0o777 == 0o711
