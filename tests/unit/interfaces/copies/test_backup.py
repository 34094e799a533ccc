"""scripts/backup: how safe things are; what is done where copies are kept; this machine's own."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest

from hopthu.interfaces.commands.copies import backup, control, messages

from .conftest import Servers

NOW = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"


def call(servers: Servers, verb: str, *arguments: str) -> int:
    """The command, in the environment."""
    return backup.main([verb, "--into", str(servers.root), *arguments])


def test_how_safe(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """Since when, and what is wrong."""
    servers.answer("hopthu-backup", {"copy": {"good": {"at": NOW}}, "drill": {}})
    assert call(servers, "status") == 0
    said = capsys.readouterr().out
    assert "mail1: safe as of" in said
    assert "0 h ago" in said
    assert "never" in said
    problem = {"code": "away", "values": {"reason": "timeout"}}
    servers.answer("hopthu-backup", {"drill": {"problem": problem}})
    assert call(servers, "status") == 1
    shown = capsys.readouterr()
    assert "mail2: no copies yet" in shown.out
    assert "cannot be reached (timeout)" in shown.err
    assert servers.verbs[0] == "state"
    # A timer that does not run fails nowhere.
    late = {"copy": "2026-11-01T00:00:00Z", "drill": "2026-10-01T00:00:00Z"}
    servers.answer("hopthu-backup", {"copy": {"good": {"at": late["copy"]}}, "late": late})
    assert call(servers, "status") == 1
    said = capsys.readouterr().err
    assert "mail1: no good copy was made for too long (the last: 2026-11-01 07:00)" in said
    assert "mail1: restoring was not tried with success for too long" in said
    assert "(the last time: 2026-10-01 07:00)" in said
    servers.answer("hopthu-backup", {"copy": {"good": {"at": NOW}}, "late": {"drill": "-"}})
    assert call(servers, "status") == 0


def test_now(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """Each server's copy."""
    made = {"snapshot": "abcdef1234", "files": 7, "bytes": 3 * 2**30, "added": 0, "seconds": 1}
    servers.answer("hopthu-backup", made)
    assert call(servers, "run") == 0
    assert "mail1: copy abcdef12 of 7 files, 3 GB (0 B new)" in capsys.readouterr().out


def test_old_copies(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """The server gets the password and the rules for the time of the call; a check says so."""
    good = {"host": "mail1", "bytes": 1024, "copies": 5, "forgotten": 2, "read": "5%"}
    strange = {"host": "ldap1", "bytes": 1, "problem": {"code": "strange", "reason": "abc (x)"}}
    servers.answer("hopthu-backup-server", {"repositories": [good]})
    assert call(servers, "prune") == 0
    assert "mail1: 5 copies, 1 KB on the disk" in capsys.readouterr().out
    assert servers.asked[0]["check"] is True
    assert servers.asked[0]["held"] == ""
    assert servers.asked[0]["password"] == "of-the-tests"
    assert servers.asked[0]["keep"]["daily"] == "14d"
    servers.answer("hopthu-backup-server", {"repositories": [strange, good]}, status=1)
    assert call(servers, "prune", "--apply") == 2
    shown = capsys.readouterr()
    assert "5 copies stay, 2 taken away" in shown.out
    assert "ldap1: copies that the host would not have made so: abc (x)" in shown.err
    servers.answer("hopthu-backup-server", {"repositories": [good]})
    assert call(servers, "check", "--read", "5%") == 0
    assert "all right (5% of the contents read)" in capsys.readouterr().out


def test_copies_under_hold(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """The server is told the first day of all holds that are on; without records nothing goes."""
    good = {"host": "mail1", "bytes": 1024, "copies": 5, "forgotten": 0, "held": 2}
    servers.answer("hopthu-backup-server", {"repositories": [good]})
    people = servers.root / "provinces" / "thanh_hoa" / "people.yml"
    text = people.read_text(encoding="utf-8").rstrip("\n")
    hold = "{{reason: {0}, by: Thanh tra Bộ, since: '{1}', until: '{2}'}}"
    over = hold.format("KL 9", "2020-01-01", "2020-12-31")
    on = hold.format("KL 12", "2026-03-02", "2999-03-02")
    people.write_text(f"{text}\n    hold: [{over}, {on}]\n", encoding="utf-8")
    assert call(servers, "prune", "--apply") == 0
    asked = sorted((each["check"], each["held"]) for each in servers.asked)
    assert asked == [(False, "2026-03-02"), (True, "2026-03-02")]  # it looks first
    said = capsys.readouterr().out
    assert "Under legal hold: 1 mailboxes (thanh-hoa-" in said
    assert "No copy up to 2026-03-02 goes" in said
    servers.answer(
        "hopthu-backup-server",
        {"repositories": [{**good, "held": 0}, dict(list(good.items())[:4])]},
    )
    assert call(servers, "prune", "--apply") == 2
    assert "knows no legal holds" in capsys.readouterr().err
    assert sum(not each["check"] for each in servers.asked) == 1
    number = len(servers.asked)
    people.write_text(f"{text}\n    hold: [{{reason: x}}]\n", encoding="utf-8")
    assert call(servers, "prune", "--apply") == 2
    assert len(servers.asked) == number  # the servers were not asked


def test_what_this_machine_alone_has(
    servers: Servers, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Runs, bundles, the key of hashes, and the git with its history: twice the same repository."""
    root = servers.root
    (root / "runs").mkdir()
    (root / "runs" / "audit.jsonl").write_text("{}")
    (root / ".match-key").write_text("secret")
    (root / ".read").mkdir()
    (root / ".read" / "kept").write_text("made anew")
    for command in (
        ["init", "-q"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x"],
    ):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    assert call(servers, "control") == 0
    assert call(servers, "control") == 0
    assert "control machine: copy " in capsys.readouterr().out
    back = tmp_path / "back"
    environment = {**os.environ, "RESTIC_PASSWORD": "of-the-tests"}
    restic = ["restic", "-q", "-r", str(tmp_path / "repository" / "control")]
    subprocess.run(
        [*restic, "restore", "latest", "--target", str(back)], env=environment, check=True
    )
    copied = back / root.relative_to("/")
    assert (copied / ".match-key").read_text() == "secret"
    assert (copied / "runs" / "audit.jsonl").exists()
    assert not (copied / ".read").exists()
    (bundle,) = back.rglob("environment.bundle")
    heads = subprocess.check_output(["git", "bundle", "list-heads", str(bundle)], text=True)
    assert "HEAD" in heads


def test_a_git_that_cannot_be_copied(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """The rest is copied and told as incomplete; a git without commits has nothing to copy."""
    root = servers.root
    subprocess.run(["git", "-C", str(root), "init", "-q"], check=True)
    assert call(servers, "control") == 0
    assert "INCOMPLETE" not in capsys.readouterr().out
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    commit = ["commit", "-q", "--allow-empty", "-m", "x"]
    subprocess.run(["git", "-C", str(root), *identity, *commit], check=True)
    (head,) = (root / ".git" / "refs" / "heads").iterdir()
    for damage in ("0" * 39 + "1\n", "no commit\n"):
        head.write_text(damage)
        assert call(servers, "control") == 2
        shown = capsys.readouterr()
        assert "INCOMPLETE copy" in shown.out
        assert f"the git of {root} is not in the copy" in shown.err
        assert f"git -C {root} fsck" in shown.err
    shutil.rmtree(root / ".git")
    (root / ".git").write_text("gitdir: /nowhere\n")
    assert call(servers, "control") == 2
    assert "INCOMPLETE copy" in capsys.readouterr().out


def test_a_password_that_is_another(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said with its remedy; so are a missing restic and an environment without copies."""
    assert call(servers, "control") == 0
    assert call(servers, "control", "-e", "hopthu_backup_password=another") == 2
    assert "is not that of the repository" in capsys.readouterr().err
    assert call(servers, "control", "-e", "hopthu_backup_repository=") == 2
    assert "names no repository" in capsys.readouterr().err


def test_no_restic(
    servers: Servers, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What to install is said."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert call(servers, "control") == 2
    assert "apt install restic" in capsys.readouterr().err


def test_a_backup_server_by_ssh(
    servers: Servers, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """As Ansible reaches it; there another account's rclone adds to the folder, no more."""
    hosts = servers.root / "hosts.yml"
    way = "{ansible_host: 192.0.2.7, ansible_port: 2222, ansible_ssh_private_key_file: /k}"
    text = hosts.read_text().replace("backup1: ", f"backup1: {way}")
    hosts.write_text(text.replace(str(tmp_path / "repository"), "server:backup1"))
    servers.answer("ssh", "no such host", status=255)
    ssh = tmp_path / "tools" / "ssh"
    ssh.write_text(f'#!/bin/sh\necho "$*" >"{tmp_path}/line"\necho refused >&2\nexit 255\n')
    assert call(servers, "control") == 2
    assert "cannot be reached" in capsys.readouterr().err
    line = (tmp_path / "line").read_text()
    assert "-i /k -p 2222 root@192.0.2.7 runuser -u hopthu-backup -- rclone" in line
    assert "--append-only" in line
    assert "/srv/hopthu-backup/control" in line


def test_sealed_to_two_holders(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    """Either opens it; one alone, or what is no key, is refused, and nothing secret is shown."""
    pairs = [pyrage.x25519.Identity.generate() for _ in range(2)]
    keys = [str(pair.to_public()) for pair in pairs]
    assert call(servers, "seal", *keys) == 0
    path = servers.root / "backup-password.age"
    for pair in pairs:
        assert pyrage.decrypt(path.read_bytes(), [pair]) == b"of-the-tests"
    assert path.stat().st_mode & 0o077 == 0
    assert call(servers, "seal", keys[0], keys[0]) == 2
    assert "two holders" in capsys.readouterr().err
    assert call(servers, "seal", keys[0], str(pairs[1])) == 2
    assert str(pairs[1]) not in capsys.readouterr().err


@pytest.mark.parametrize(
    "said",
    [
        "Fatal: unable to open repository at rclone:/srv/x: error talking HTTP to rclone: Get "
        '"http://localhost/file-1": write |1: broken pipe',
        "Fatal: unable to open config file: Head: dial tcp 192.0.2.7:22: connect: no route to host",
        "Fatal: unable to open repository: read tcp 192.0.2.7:22: connection reset by peer",
        "Fatal: unable to open repository: unexpected EOF",
    ],
)
def test_a_connection_that_ends_at_any_moment(said: str) -> None:
    """It is the server that is away, however far restic had come."""
    assert control._problem(said).code == messages.AWAY.code
