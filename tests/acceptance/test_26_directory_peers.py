"""What a directory server does before it can be asked, as the role's unit has it done."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hopthu.servers.directory.several import by_server

from .policy_service import PYTHON, environment
from .twins import Twins, context, everything, kill

PROJECT = Path(__file__).resolve().parents[2]
START = """
import sys
from pathlib import Path
import hopthu_directory_peers as program
folder, data, program.SOCKET, program.CONFIGURATION = Path(sys.argv[1]), *sys.argv[2:5]
program.FOLDER, program.DATA, program.SLAPD = folder, Path(data), ("slapd", "-d", "none")
program.PATIENCE = 3.0
sys.exit(program.main(sys.argv[5:]))
"""


class Host:
    """The second of two, as the program finds it."""

    def __init__(self, twins: Twins, folder: Path) -> None:
        self.twins, self.folder = twins, folder
        self.slapd = twins.second
        self.data = self.slapd.folder / "data"
        self.listen = folder / "listen"
        (folder / "replicator.password").write_text("r" * 32)
        self.say(before=[twins.first.uri])

    def say(self, **more: object) -> None:
        """Write what the role says of the others."""
        told = {
            "number": 2,
            "suffix": self.slapd.suffix,
            "bind_dn": f"cn=replicator,ou=services,{self.slapd.suffix}",
            "listen": str(self.listen),
            "before": [],
            "after": [],
            **more,
        }
        (self.folder / "peers.json").write_text(json.dumps(told))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the program."""
        config = self.slapd.folder / "config"
        own = [PROJECT / each for each in ("roles/directory_server/files", "module_utils")]
        known = environment()
        path = ":".join([*map(str, own), known["PYTHONPATH"]])
        return subprocess.run(
            [PYTHON, "-c", START, self.folder, self.data, self.slapd.uri, config, *arguments],
            env={**known, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )

    def empty(self) -> None:
        """As a new host is."""
        for file in self.data.iterdir():
            file.unlink()

    def listens(self) -> str:
        """Where slapd will be asked."""
        return self.listen.read_text()


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """The first one runs; the second one has what it had, and is about to be started."""
    folder = tmp_path_factory.mktemp("t")
    twins = Twins(folder / "w")
    twins.second.stop()
    yield Host(twins, folder)
    twins.destroy()


EVERYWHERE = 'HOPTHU_LISTEN="ldapi:/// ldaps:/// ldap:///"\n'


def catch_up(host: Host) -> str:
    """Where it listens after a run that has to succeed, with nothing left of it."""
    done = host.run("catch-up")
    assert done.returncode == 0, done.stderr
    assert not host.slapd.running
    assert not (host.data / "part").exists()
    return host.listens()


def test_a_new_one_has_everything_before_it_is_asked(host: Host) -> None:
    """And what it noted itself leads the others to whatever it had written."""
    host.empty()
    assert catch_up(host) == EVERYWHERE
    host.slapd.start()
    assert "002" in by_server(context(host.slapd))
    host.twins.settle()
    first, second = (dict(everything(each)) for each in host.twins.both)
    assert first == second
    assert host.run("equal").returncode == 0


def test_a_first_copy_that_was_cut_off_is_begun_anew(host: Host) -> None:
    """Half of one would be taken for a whole one."""
    (host.data / "part").touch()
    (host.data / "data.mdb").write_bytes(b"half of it")
    assert catch_up(host) == EVERYWHERE


def test_where_no_other_answers(host: Host) -> None:
    """One with entries goes on with them; one without stays where nobody asks it."""
    kill(host.twins.first)
    assert catch_up(host) == EVERYWHERE
    host.empty()
    assert catch_up(host) == f'HOPTHU_LISTEN="{host.slapd.uri}"\n'
    host.slapd.start()
    assert host.run("equal").returncode == 1


def test_others_have_more_and_it_does_not_get_it(host: Host) -> None:
    """Then it does not start; the journal says why."""
    host.empty()
    host.twins.cut()
    done = host.run("catch-up")
    assert (done.returncode, host.listen.exists()) == (1, False)
    assert "other servers have more than this one" in done.stderr
    assert (host.data / "part").exists()
    host.twins.mend()
    assert catch_up(host) == EVERYWHERE


def test_what_one_of_them_does_by_itself(host: Host) -> None:
    """The first that is there does it."""
    assert host.run("first").returncode == 1
    host.say(after=[host.twins.first.uri])
    assert host.run("first").returncode == 0
    host.say(before=[host.twins.first.uri])
    (host.folder / "replicator.password").write_text("another")
    done = host.run("first")
    assert (done.returncode, "Invalid credentials" in done.stderr) == (0, True)
    assert host.run("anything").returncode == 2
