"""What the bench's command line understands."""

from __future__ import annotations

import argparse
import re

import pytest

from tests.bench import __main__ as command
from tests.bench import forms


def test_sizes() -> None:
    """Numbers with commas, in the order given."""
    assert command._sizes("10000,1000") == [10_000, 1000]


@pytest.mark.parametrize("text", ["", "0", "1000,", "many", "-5", "1e3"])
def test_wrong_sizes(text: str) -> None:
    """Anything else is refused with an example of what is right."""
    with pytest.raises(argparse.ArgumentTypeError, match="1000,10000"):
        command._sizes(text)


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """All sizes and all contestants, unless it is to be quick."""
    seen: list[argparse.Namespace] = []

    def bench(options: argparse.Namespace) -> int:
        seen.append(options)
        return 0

    monkeypatch.setattr(command, "bench", bench)
    assert [command.main([]), command.main(["--quick", "--only", "ldap3"])] == [0, 0]
    assert (seen[0].accounts, seen[0].only) == ([1000, 10_000, 100_000], list(command.CONTESTANTS))
    assert (seen[1].accounts, seen[1].only) == ([1000], ["ldap3"])


def test_stopped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends it with one line and the status of an interruption."""

    def bench(_options: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "bench", bench)
    assert command.main([]) == 130
    assert capsys.readouterr().err == "Stopped; nothing is left behind.\n"


def test_the_bench_of_the_intake(capsys: pytest.CaptureFixture[str]) -> None:
    """It reads a real form, and takes a country's in, in processes; and says how long that took."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "FORMS", {"few.xlsx": lambda path: forms.people(path, 5)})
        patch.setattr(command, "_QUICK", 700)
        assert command.main(["--intake", "--quick"]) == 0
    out = capsys.readouterr().out
    assert "people: 5" in out
    assert re.search(
        r"63 forms, \d{3} people +[\d.]+ s +\d+ MB  processor: [\d.]+ s, asked: 0\.", out
    )
