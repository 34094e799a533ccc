"""The engine of staged configurations, with files, folders and commands as on a host."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from hopthu_host.staged import main

from . import cut_off
from .try_out import TryOut

Tree = dict[str, tuple[int, int, int, bytes]]
FORMER = {"files/a.conf": "a", "files/sub/b.conf": "b", "folder/c.conf": "c", "folder/gone": "c"}
NEW = {"files/a.conf": "a2", "files/sub/new.conf": "n", "folder/c.conf": "c2", "folder/d/e": "e"}


class Host:
    """A host in a folder; ``capture`` has what is printed."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root, self._capture = root, capture

    def stage(self, files: dict[str, str]) -> None:
        """Stage these files and no others, each with a mode (and, as root, an owner) of its own."""
        subprocess.run(["rm", "-rf", self.root / "staged"], check=True)
        for number, (name, text) in enumerate(sorted(files.items())):
            path = self.root / "staged" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod((0o600, 0o640, 0o644)[number % 3])
            if os.geteuid() == 0:
                os.chown(path, 65534, number)

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run it; return the status, and what it says."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["try-out", *arguments])
            status = main(TryOut(self.root))
        said = self._capture.readouterr()
        return status, (said.out + said.err).strip()

    def cut_off(self) -> list[dict[str, Any]]:
        """Have cut_off.py run it in copies of the host; return what it tells of each."""
        done = subprocess.run(
            [sys.executable, "-m", cut_off.__name__, self.root],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def tree(self, folder: str) -> Tree:
        """All files below a folder, by mode, owner, group and content."""
        found: Tree = {}
        for path in sorted((self.root / folder).rglob("*")):
            if path.is_file():
                facts = path.stat()
                told = (facts.st_mode, facts.st_uid, facts.st_gid, path.read_bytes())
                found[str(path.relative_to(self.root / folder))] = told
        return found

    def reads(self, name: str) -> int:
        """When a server last read anything, as a number that grows."""
        return (self.root / "running" / name).stat().st_mtime_ns

    @property
    def kept(self) -> set[str]:
        """What the engine keeps."""
        return {path.name for path in (self.root / "state").iterdir()}


@pytest.fixture
def host(capsys: pytest.CaptureFixture[str]) -> Iterator[Host]:
    """A host that runs with :data:`FORMER`, beside whose files there are others.

    It is in memory: to wait for a disk a thousand times would take minutes.
    """
    with TemporaryDirectory(dir="/dev/shm") as folder:
        made = Host(Path(folder) / "host", capsys)
        for name in ("etc/files", "running"):
            (made.root / name).mkdir(parents=True)
        (made.root / "etc" / "files" / "debian.conf").write_text("not ours")
        made.stage(FORMER)
        assert made.run() == (0, "changed")
        yield made


def test_what_is_staged_runs(host: Host) -> None:
    """Byte for byte, with owners and modes; a second run changes nothing, and reads nothing."""
    before = host.reads("files")
    assert host.run() == host.run("--check") == (0, "unchanged")
    assert host.reads("files") == before
    host.stage(NEW)
    was = host.tree("etc")
    assert host.run("--check") == (0, "changed")
    assert host.tree("etc") == was
    assert host.run() == (0, "changed")
    live = host.tree("etc")
    assert {name: live[name] for name in NEW} == host.tree("staged")
    # What is staged no more goes with its folder; single files stay, as others of the host's do.
    assert live.keys() - NEW.keys() == {"files/debian.conf", "files/sub/b.conf"}
    assert host.kept == {"files.works", "folder.works"}
    assert (host.root / "state").stat().st_mode & 0o777 == 0o700
    assert host.run() == (0, "unchanged")


def test_only_who_is_concerned_reads_again(host: Host) -> None:
    """The other server goes on undisturbed."""
    before = {name: host.reads(name) for name in ("files", "folder")}
    host.stage({**FORMER, "folder/c.conf": "other"})
    assert host.run() == (0, "changed")
    assert {name for name in before if host.reads(name) != before[name]} == {"folder"}


def test_refused_by_the_check(host: Host) -> None:
    """Nothing is touched, and what runs is known to work still."""
    host.stage({**NEW, "files/a.conf": "wrong"})
    before = host.tree(".")
    refused = "The new configuration is refused, nothing was changed. something is wrong"
    assert host.run() == (1, refused)
    assert host.tree(".") == before
    host.stage(FORMER)
    assert host.run() == (0, "unchanged")


@pytest.mark.parametrize(
    ("word", "reason"), [("mute", "nobody answers"), ("unreadable", "folder does not read it")]
)
def test_taken_back(host: Host, word: str, reason: str) -> None:
    """The former files are back as they were and are read; what is new has gone."""
    before, ran = host.tree("etc"), host.tree("running")
    host.stage({**NEW, "folder/c.conf": word})
    for _ in range(2):
        told = f"The new configuration does not work; the one before is back. {reason}"
        assert host.run() == (1, told)
        assert host.tree("etc") == before
        assert host.tree("running") == ran
        assert host.kept == {"files.works", "folder.works"}
    assert host.run("--check") == (0, "changed")
    host.stage(FORMER)
    assert host.run() == (0, "unchanged")


def test_the_former_is_not_read_either(host: Host) -> None:
    """That is said; its files are in their place, and nobody takes it for one that works."""
    before = host.tree("etc")
    host.stage(NEW)
    (host.root / "dead").touch()
    status, told = host.run()
    assert (status, "nor does the one before (files does not read it)" in told) == (1, True)
    assert host.tree("etc") == before
    assert host.kept == set()
    (host.root / "dead").unlink()
    host.stage(FORMER)
    assert host.run() == (0, "changed")


def test_the_former_cannot_be_put_back(host: Host) -> None:
    """It stays kept until it can."""
    host.stage({**NEW, "files/blocks": "x", "files/a.conf": "unreadable"})
    status, told = host.run()
    assert (status, "nor can the one before be put back from" in told) == (1, True)
    host.stage({**FORMER, "files/a.conf": "wrong"})
    status, told = host.run()
    assert (status, "A run before this one was cut off; nor can" in told) == (1, True)
    assert host.run("--check") == (0, "changed")
    (host.root / "etc" / "files").unlink()
    status, told = host.run()
    assert (status, "refused, nothing was changed" in told) == (1, True)
    host.stage(FORMER)
    # Of what the block took away, one file was not about to be replaced.
    assert host.run() == (0, "changed")
    assert {name: host.tree("etc")[name] for name in FORMER} == host.tree("staged")


def test_there_was_none_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Then the new one stays, for whoever looks for what is wrong with it."""
    host = Host(tmp_path, capsys)
    (tmp_path / "running").mkdir()
    host.stage({**NEW, "files/a.conf": "mute"})
    assert host.run() == (
        1,
        "The new configuration does not work; there was none before. nobody answers",
    )
    assert host.tree("etc") == host.tree("staged")
    assert host.kept == set()
    host.stage(NEW)
    assert host.run() == (0, "changed")


@pytest.mark.parametrize("name", ["files/sub/b.conf", "folder/c.conf"])
@pytest.mark.parametrize("mend", ["echo '# by hand' >>", "chmod 0666", "rm"])
def test_mended_by_hand(host: Host, name: str, mend: str) -> None:
    """It is found, and made what is staged again."""
    subprocess.run(f"{mend} {host.root}/etc/{name}", shell=True, check=True)  # noqa: S602
    assert host.run("--check") == host.run() == (0, "changed")
    assert {each: host.tree("etc")[each] for each in FORMER} == host.tree("staged")


def test_a_server_that_does_not_run(host: Host) -> None:
    """It is made to."""
    subprocess.run(["rm", "-r", host.root / "running" / "folder"], check=True)
    assert host.run() == (0, "changed")
    assert host.run() == (0, "unchanged")


@pytest.mark.parametrize("text", ["c2", "mute"])
def test_killed_between_any_two_writes(
    host: Host, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next run ends as one that nobody disturbed, with the new files or the former ones."""
    before = host.tree("etc")
    new = {"files/a.conf": "a2", "files/sub/new.conf": "n", "folder/c.conf": text}
    host.stage(new)
    runs = host.cut_off()
    assert len(runs) > 50
    for run in runs:
        after = Host(host.root.with_name(f"{host.root.name}.{run['at']}"), capsys)
        live = after.tree("etc")
        if text == "c2":
            # The last writes are of one that is there already.
            assert run["next"] in ([0, "changed"], [0, "unchanged"]), run
            assert run["check"] == [0, "unchanged"], run
            assert {name: live[name] for name in new} == after.tree("staged"), run
        else:
            assert run["next"][0] == 1, run
            assert "the one before is back" in run["next"][1], run
            assert live == before, run
        assert after.kept == {"files.works", "folder.works"}, run
