"""First passwords: sealed before the account, working once it is there, and seen by nobody else."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pyrage
import pytest
import yaml

from hopthu.provision.handover.store import ISSUED, SEALED, Record, Store
from hopthu.provision.plan.render import change_lines
from hopthu.servers.directory.messages import WRITTEN_UNCERTAINLY as UNCERTAIN
from hopthu.servers.directory.session import Committed, ConnectionLost, Directory

from .office import Crashed, Office, crash
from .sessions import committing
from .world import PEOPLE, PROJECT, by_province, foreign, person_dn, play

EXPIRE = PROJECT / "roles" / "directory_server" / "files" / "hopthu-expire-first-passwords"


def test_new_people_log_in_and_must_choose_their_own(office: Office) -> None:
    """Every active new account has a working password that only lets its owner choose another."""
    office.world.person("thanh_hoa", 2)["state"] = "suspended"
    office.world.save()
    done = by_province(office.run())
    assert "5 first passwords, sealed for Ứng Hoè Sơn" in office.lines(done["thanh_hoa"])
    (record,) = office.store.records()
    assert record.state == ISSUED
    slips = office.slips(record)
    assert sorted(slips) == [f"thanh-hoa-{number:04}" for number in (1, 3, 4, 5, 6)]
    assert len(set(slips.values())) == 5
    person, first = "thanh-hoa-0003", slips["thanh-hoa-0003"]
    me = office.connect(person, first)
    assert me is not None
    assert not me.search(f"uid={person},{PEOPLE}", "(objectClass=*)", "BASE")
    change = me.extend.standard.modify_password
    assert not change(None, first, "short")
    assert not change(None, first, first)
    assert change(None, first, "mot-mat-khau-rieng")
    assert office.connect(person, first) is None
    me = office.connect(person, "mot-mat-khau-rieng")
    assert me is not None
    assert me.search(f"uid={person},{PEOPLE}", "(objectClass=*)", "BASE")
    assert not me.extend.standard.modify_password(None, "mot-mat-khau-rieng", first)


def test_a_second_run_changes_no_password(office: Office) -> None:
    """Nothing is planned, no bundle is made, and the slip goes on working."""
    office.run()
    (record,) = office.store.records()
    assert not any(report.plan.changes for report in office.run())
    assert office.store.records() == [record]
    office.world.person("thanh_hoa", 1)["title"] = "Thẩm tra viên"
    office.world.save()
    office.run()
    assert office.store.records() == [record]
    assert office.connect("thanh-hoa-0001", office.slips(record)["thanh-hoa-0001"])


def test_check_says_how_many_and_makes_none(office: Office) -> None:
    """Check names the number and the holders; its plan is the one of the apply."""
    checked = by_province(office.run(check=True))
    line = "6 first passwords would be made, sealed for Ứng Hoè Sơn."
    assert line in office.lines(checked["thanh_hoa"], check=True)
    assert not office.store.folder.exists()
    done = by_province(office.run())
    for province, report in done.items():
        assert report.plan.digest == checked[province].plan.digest
        assert change_lines(report.plan) == change_lines(checked[province].plan)


def test_a_province_without_a_key_gets_accounts_and_is_told(office: Office) -> None:
    """Accounts are made as without passwords; report and check say what is missing."""
    told = "6 new accounts without a first password: quang_ngai/handover.yml names no key."
    for check in (True, False):
        report = office.run("quang_ngai", check=check)[0]
        assert told in office.lines(report, check=check)
    assert office.store.records() == []
    assert person_dn("quang_ngai", 1).lower() in office.world.state()


def test_refused_province_leaves_no_bundle(office: Office) -> None:
    """When the server refuses the transaction there is no account, and so no slip."""

    class Occupied(Directory):
        def begin(self, *arguments: Any, **more: Any) -> Any:
            office.world.modify(foreign(5))
            return super().begin(*arguments, **more)

    (report,) = office.run(
        "thanh_hoa", connect=lambda: Occupied.connect(office.world.slapd.settings())
    )
    assert report.failed
    assert office.store.records() == []
    assert list(office.store.folder.glob("*.age")) == []
    assert person_dn("thanh_hoa", 1).lower() not in office.world.state()


def crashed(office: Office, monkeypatch: pytest.MonkeyPatch, owner: type, step: str) -> Record:
    """The only record of a run that ended at a step: its slips are sealed."""
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, crash)
        with pytest.raises(Crashed):
            office.run("thanh_hoa")
    (record,) = office.store.records()
    assert record.state == SEALED
    return record


def test_crash_before_the_accounts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slips are on the disk and no account is there; the next run begins anew."""
    orphan = crashed(office, monkeypatch, Directory, "begin")
    assert len(office.slips(orphan)) == 6
    assert person_dn("thanh_hoa", 1).lower() not in office.world.state()
    office.run("thanh_hoa")
    (record,) = office.store.records()
    assert record.bundle != orphan.bundle
    assert not office.store.path(orphan.bundle).exists()
    assert office.connect("thanh-hoa-0001", office.slips(record)["thanh-hoa-0001"])


def test_crash_after_the_accounts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The accounts are there, and so are their slips; the next run only notes it."""
    record = crashed(office, monkeypatch, Store, "issued")
    assert office.connect("thanh-hoa-0001", office.slips(record)["thanh-hoa-0001"])
    assert not office.run("thanh_hoa")[0].plan.changes
    (settled,) = office.store.records()
    assert (settled.bundle, settled.state) == (record.bundle, ISSUED)


def test_unwritable_folder_makes_no_account(office: Office) -> None:
    """Where the slips cannot be kept nobody gets an account, and the reason is told."""
    office.store.folder.mkdir(mode=0o700)
    (office.store.folder / "lock").touch()
    blocked = office.store.folder / "thanh_hoa-x.json"
    blocked.write_text("{")
    (report,) = office.run("thanh_hoa")
    assert "handover.unreadable-record" in [problem.code for problem in report.problems]
    assert str(blocked) in office.lines(report)


def test_lost_answer_keeps_the_slips(office: Office) -> None:
    """When the server goes away before it answers, the slips stay until a run sees."""

    def lost(commit: Callable[[], Committed]) -> NoReturn:
        commit()
        problem = UNCERTAIN.at(written=0, unknown=6, total=6)
        raise ConnectionLost.while_writing(problem, written=0, unknown=6, total=6)

    (report,) = office.run("thanh_hoa", connect=committing(office.world, lost))
    assert report.uncertain
    (record,) = office.store.records()
    assert record.state == SEALED
    assert office.connect("thanh-hoa-0001", office.slips(record)["thanh-hoa-0001"])
    office.run("thanh_hoa")
    assert [record.state for record in office.store.records()] == [ISSUED]


def test_recovery_key_opens_every_bundle(office: Office) -> None:
    """What policy names as the centre's key opens what was sealed for a province."""
    pair = pyrage.x25519.Identity.generate()
    policy = yaml.safe_load((office.world.root / "group_vars/all/policy.yml").read_text())
    policy["hopthu_policy"]["handover"]["recovery_key"] = str(pair.to_public())
    (office.world.root / "group_vars").unlink()
    path = office.world.root / "group_vars" / "all" / "policy.yml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump(policy, allow_unicode=True), encoding="utf-8")
    office.run("thanh_hoa")
    office.key.write_text(f"{pair}\n")
    (record,) = office.store.records()
    assert len(office.slips(record)) == 6


def test_unused_first_passwords_end(office: Office) -> None:
    """What the server runs every night takes them away, and no password of anybody's own."""
    office.run("thanh_hoa")
    slips = office.slips(office.store.records()[0])
    me = office.connect("thanh-hoa-0001", slips["thanh-hoa-0001"])
    assert me is not None
    assert me.extend.standard.modify_password(None, slips["thanh-hoa-0001"], "cua-rieng-toi-1")

    def expire(days: int) -> int:
        settings = {
            "DAYS": str(days),
            "URI": office.world.slapd.uri,
            "SUFFIX": "dc=moj,dc=gov,dc=vn",
        }
        done = subprocess.run(
            ["sh", str(EXPIRE)], env={**os.environ, **settings}, check=True, capture_output=True
        )
        return done.stdout.count(b"dn: ")

    assert expire(1) == 0
    assert office.connect("thanh-hoa-0002", slips["thanh-hoa-0002"])
    assert expire(-1) == 5  # as it will be tomorrow
    assert office.connect("thanh-hoa-0002", slips["thanh-hoa-0002"]) is None
    assert office.connect("thanh-hoa-0001", "cua-rieng-toi-1")
    assert expire(-1) == 0


@pytest.fixture
def watched() -> Iterator[set[bytes]]:
    """Every command line and environment of every process, as long as the test runs."""
    seen: set[bytes] = set()
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            for process in Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    try:
                        seen.add((process / name).read_bytes())
                    except OSError:
                        continue
            ended.wait(0.02)

    thread = threading.Thread(target=watch)
    thread.start()
    yield seen
    ended.set()
    thread.join()


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Where programs put files of the moment; Ansible has a socket there, whose path is short."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


def test_no_password_is_anywhere(
    office: Office, tmp_path: Path, temporary: Path, watched: set[bytes]
) -> None:
    """After a playbook as verbose as can be: no file, no output and no process holds one."""
    settings = {
        "TMPDIR": str(temporary),
        "ANSIBLE_LOCAL_TEMP": str(tmp_path / "local"),
        "ANSIBLE_REMOTE_TEMP": str(tmp_path / "remote"),
        "ANSIBLE_KEEP_REMOTE_FILES": "1",
        "ANSIBLE_LOG_PATH": str(tmp_path / "ansible.log"),
    }
    run = play(office.world, "-vvvv", "--diff", "--limit", "thanh_hoa", **settings)
    assert run.returncode == 0, run.stdout
    assert "6 first passwords, sealed for Ứng Hoè Sơn" in run.stdout
    office.store = Store(office.world.root / "handover")
    (record,) = office.store.records()
    passwords = [text.encode() for text in office.slips(record).values()]
    assert len(passwords) == 6
    assert any(b"ansible-playbook" in process for process in watched)
    every = (path for folder in (tmp_path, temporary) for path in folder.rglob("*"))
    files = [path for path in every if path.is_file() and not path.is_symlink()]
    names = {path.name for path in files}
    assert {"audit.jsonl", "undo.ldif", "plan.json", "slapd.log", "ansible.log"} <= names
    assert not any("AnsiballZ_provision" in name for name in names)  # no process of its own
    haystack = [path.read_bytes() for path in files]
    haystack += [run.stdout.encode(), run.stderr.encode(), *watched]
    for text in haystack:
        assert not any(password in text for password in passwords)
        assert not any(password.replace(b"-", b"") in text for password in passwords)
    for path in office.store.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
