"""The embedded directory: starting, stopping, keeping its data, and saying what is wrong."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import ldap3
import pytest

from hopthu.servers.directory.session import Directory
from hopthu.servers.lab import config
from hopthu.servers.lab.process import program
from hopthu.servers.lab.slapd import Slapd
from hopthu.text.errors import HopthuError

NewSlapd = Callable[..., Slapd]
Load = Callable[[Slapd, str], None]
UNIT = "dn: ou=people,dc=moj,dc=gov,dc=vn\nobjectClass: organizationalUnit\nou: people\n"


def test_start_is_idempotent_and_stop_ends_only_this_process(new_slapd: NewSlapd) -> None:
    """A second start keeps the process; a stop ends it and leaves the neighbour alone."""
    one, other = new_slapd(), new_slapd()
    first = one.pid
    one.start()
    assert one.pid == first
    one.stop()
    one.stop()
    assert not one.running
    assert other.running
    assert other.count() == 6


def test_another_object_of_the_folder_is_the_same_directory(slapd: Slapd) -> None:
    """What another program opens by the folder has the same process, address and passwords."""
    twin = Slapd(slapd.folder)
    assert (twin.pid, twin.uri) == (slapd.pid, slapd.uri)
    assert twin.service_password == slapd.service_password != slapd.admin_password
    twin.stop()
    assert not slapd.running


def test_data_survive_a_restart_and_a_kill(slapd: Slapd, load: Load) -> None:
    """Entries are there after a stop, and after the process was killed in the middle."""
    load(slapd, UNIT)
    slapd.stop()
    slapd.start()
    assert slapd.count() == 7
    pid = slapd.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while slapd.running:  # a killed process takes a moment
        os.sched_yield()
    slapd.stop()
    slapd.start()
    assert slapd.count() == 7


def test_new_configuration_keeps_the_data(
    slapd: Slapd, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change of the schema or the rules, the next start has them and the old entries."""
    load(slapd, UNIT)
    slapd.stop()
    rules = config.access

    def more(*names: str, several: bool = False) -> list[str]:
        return ["to * by anonymous read", *rules(*names, several=several)]

    monkeypatch.setattr(config, "access", more)
    slapd.start()
    with ldap3.Connection(ldap3.Server(slapd.uri)) as anonymous:
        assert anonymous.search("ou=people,dc=moj,dc=gov,dc=vn", "(ou=people)")
    assert slapd.count() == 7


def test_two_starts_at_once_make_one_server(tmp_path: Path) -> None:
    """Two programs that start the same folder at the same time end up with one process."""
    code = (
        "import sys; from pathlib import Path; from hopthu.servers.lab.slapd import Slapd; "
        "slapd = Slapd(Path(sys.argv[1])); slapd.start(); print(slapd.pid)"
    )
    folder = tmp_path / "slapd"
    command = [sys.executable, "-c", code, str(folder)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        pids = {run.communicate(timeout=60)[0].strip() for run in runs}
        assert pids == {str(Slapd(folder).pid)}
    finally:
        Slapd(folder).destroy()


def test_everything_is_private_to_the_user(slapd: Slapd) -> None:
    """Neither the folder nor its passwords can be read by anybody else."""
    assert stat.S_IMODE(slapd.folder.stat().st_mode) == 0o700
    for name in ("admin.password", "service.password"):
        assert stat.S_IMODE((slapd.folder / name).stat().st_mode) == 0o600
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert slapd.admin_password.encode() not in line.read_bytes()
        except OSError:
            continue  # that process has ended


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short path, whatever the options of the test run."""
    with tempfile.TemporaryDirectory(prefix="t-", dir="/tmp") as folder:
        yield Path(folder)


@pytest.mark.parametrize("name", ["with blanks and ộ", "x" * 90])
def test_any_folder_will_do(short: Path, new_slapd: NewSlapd, name: str) -> None:
    """Blanks, Vietnamese letters and paths too long for a socket work, and nothing is left."""
    slapd = new_slapd(folder=short / name, tls=True)
    link = slapd.folder / "run"
    outside = link.readlink() if link.is_symlink() else None
    assert (outside is not None) == (len(name) == 90)
    assert slapd.count() == 6
    slapd.destroy()
    assert not slapd.folder.exists()
    assert outside is None or not outside.exists()


def test_cleaned_temporary_folder_is_made_anew(short: Path, new_slapd: NewSlapd) -> None:
    """When the short folder of the socket has been swept away, the next start has another."""
    slapd = new_slapd(folder=short / ("x" * 90))
    slapd.stop()
    shutil.rmtree((slapd.folder / "run").readlink())
    slapd.start()
    assert slapd.count() == 6


def test_destroy_leaves_strange_files_alone(slapd: Slapd) -> None:
    """A folder with files of somebody else is not removed, and the server goes on."""
    strange = slapd.folder / "thesis.odt"
    strange.write_text("ten years of work")
    with pytest.raises(HopthuError, match=r"thesis\.odt"):
        slapd.destroy()
    assert strange.exists()
    assert slapd.running
    strange.unlink()


def test_hopthu_connects_with_the_settings(slapd: Slapd) -> None:
    """The settings open a session as the service account, with transactions at hand."""
    with Directory.connect(slapd.settings()) as directory:
        assert directory.transactional
        assert [entry.dn for entry in directory.search(slapd.suffix, "(o=*)", ["o"])] == [
            slapd.suffix
        ]


def test_destroy_of_nothing_is_nothing(tmp_path: Path) -> None:
    """Removing a directory that was never started is no error."""
    Slapd(tmp_path / "never").destroy()


def test_failed_start_shows_the_end_of_the_log(slapd: Slapd) -> None:
    """A server that can't start says why in one message, at once, and leaves no process."""
    slapd.stop()
    (slapd.folder / "data" / "data.mdb").write_bytes(b"no database" * 1000)
    with pytest.raises(HopthuError, match=r"slapd did not start: .*mdb") as caught:
        slapd.start()
    assert caught.value.problems[0].code == "lab-not-started"
    assert not slapd.running


def test_server_that_never_answers_is_given_up(
    slapd: Slapd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that hangs at its start is ended after the patience, with a message."""
    slapd.stop()
    hanging = tmp_path / "slapd"
    # Its version it still tells: the configuration depends on it, and is the one that is there.
    hanging.write_text(f"#!/bin/sh\n[ $# -gt 1 ] || exec {program('slapd')} $*\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("hopthu.servers.lab.slapd._TRIES", 2)
    with pytest.raises(HopthuError, match="slapd did not start: no output"):
        slapd.start()
    assert not slapd.running


def test_interrupted_building_is_done_again(slapd: Slapd) -> None:
    """Without the mark of a finished building the next start builds from the beginning."""
    slapd.stop()
    (slapd.folder / "ready").unlink()
    (slapd.folder / "config" / "cn=config.ldif").write_text("half a fi")
    slapd.start()
    assert slapd.count() == 6


def test_missing_slapd_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without slapd the error says what to install, and no folder is made."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(HopthuError, match="apt-get install slapd ldap-utils"):
        Slapd(tmp_path / "slapd").start()
    assert not (tmp_path / "slapd").exists()


def test_size_limit_is_kept(new_slapd: NewSlapd, load: Load) -> None:
    """A database that reaches its size refuses the next entry and stays readable."""
    slapd = new_slapd(max_size=256 * 1024)
    big = "description: " + "x" * 60_000
    units = "\n".join(UNIT.replace("people", f"people{n}") + big + "\n" for n in range(10))
    with pytest.raises(subprocess.CalledProcessError) as caught:
        load(slapd, units)
    assert "(80)" in caught.value.stderr
    assert 5 < slapd.count() < 15


def test_tls_connections(new_slapd: NewSlapd) -> None:
    """Ldaps and StartTLS work under the CA; a password over a clear connection is refused."""
    slapd = new_slapd(tls=True)
    # On Python 3.12 and later ldap3 matches no IP address, though the certificate has it.
    tls = ldap3.Tls(validate=2, ca_certs_file=slapd.ca_file, valid_names=["localhost"])
    who = {"user": slapd.service_dn, "password": slapd.service_password}
    with ldap3.Connection(ldap3.Server(slapd.tls_uri, tls=tls), **who) as secure:
        assert secure.bound
    # Asked for nothing before: StartTLS is refused while slapd still puts away an answered search.
    clear_server = ldap3.Server(slapd.clear_uri, tls=tls, get_info=ldap3.NONE)
    started = ldap3.Connection(clear_server, **who)
    started.open()
    assert started.start_tls()
    assert started.bind()
    started.unbind()
    clear = ldap3.Connection(ldap3.Server(slapd.clear_uri), **who)
    assert not clear.bind()
    assert clear.result["description"] == "confidentialityRequired"
    clear.unbind()
