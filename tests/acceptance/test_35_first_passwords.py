"""First passwords: sealed before the account, working once it is there, and seen by nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import ldap3
import pyrage
import pytest
import yaml
from test_40_playbook import play
from world import PEOPLE, PROJECT, World, by_province, codes, foreign, person_dn

from hopthu.commands.reissue import reissue
from hopthu.directory.messages import WRITTEN_UNCERTAINLY as UNCERTAIN
from hopthu.directory.session import ConnectionLost, Directory
from hopthu.errors import HopthuError, Problem
from hopthu.handover.bundle import LIST, SHEETS
from hopthu.handover.opened import open_bundle
from hopthu.handover.store import ISSUED, SEALED, Record, Store
from hopthu.plan.render import change_lines
from hopthu.provision.reissue import plan_reissue
from hopthu.provision.report import Report, report_lines
from hopthu.provision.run import provision

EXPIRE = PROJECT / "roles" / "directory_server" / "files" / "hopthu-expire-first-passwords"


class Office:
    """The centre's folder of bundles, and the key of the one who opens them in Thanh Hóa."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.opened = ExitStack()
        self.store = Store(folder / "handover")
        self.key = folder / "thanh_hoa.key"
        pair = pyrage.x25519.Identity.generate()
        self.key.write_text(f"{pair}\n")
        self.public = str(pair.to_public())
        self.name_key("thanh_hoa", self.public)
        world.run("agencies")

    def name_key(self, province: str, key: str) -> None:
        """Put a key into the inventory."""
        path = self.world.root / "provinces" / province / "handover.yml"
        records = {"keys": [{"name": "Ứng Hoè Sơn", "key": key}]}
        path.write_text(yaml.safe_dump(records, allow_unicode=True), encoding="utf-8")

    def run(self, *provinces: str, **more: Any) -> list[Report]:
        """Run the accounts with first passwords."""
        return self.world.run("accounts", *provinces, handover=self.store.folder, **more)

    def lines(self, report: Report, *, check: bool = False) -> str:
        """What the operator reads of a report."""
        policy = self.world.request().policy
        return "\n".join(report_lines(report, policy, check=check, language="en"))

    def slips(self, record: Record) -> dict[str, str]:
        """The passwords of a bundle, by id."""
        files = open_bundle(self.store.path(record.bundle), self.key, lambda: "")
        assert set(files) == {LIST, SHEETS}
        return {slip["id"]: slip["password"] for slip in json.loads(files[LIST])["slips"]}

    def connect(self, person: str, password: str) -> ldap3.Connection | None:
        """Log in as a person; None where that is refused."""
        server = ldap3.Server(self.world.slapd.uri)
        connection = ldap3.Connection(server, f"uid={person},{PEOPLE}", password)
        self.opened.callback(connection.unbind)
        return connection if connection.bind() else None


@pytest.fixture
def office(world: World, tmp_path: Path) -> Iterator[Office]:
    """A world whose agencies are made and whose province Thanh Hóa has a key."""
    made = Office(world, tmp_path)
    with made.opened:
        yield made


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


class Crashed(BaseException):
    """The process ends here."""


def test_crash_before_the_accounts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slips are on the disk and no account is there; the next run begins anew."""
    with monkeypatch.context() as patch:
        patch.setattr(Directory, "begin", _crash)
        with pytest.raises(Crashed):
            office.run("thanh_hoa")
    (orphan,) = office.store.records()
    assert orphan.state == SEALED
    assert len(office.slips(orphan)) == 6
    assert person_dn("thanh_hoa", 1).lower() not in office.world.state()
    office.run("thanh_hoa")
    (record,) = office.store.records()
    assert record.bundle != orphan.bundle
    assert not office.store.path(orphan.bundle).exists()
    assert office.connect("thanh-hoa-0001", office.slips(record)["thanh-hoa-0001"])


def test_crash_after_the_accounts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The accounts are there, and so are their slips; the next run only notes it."""
    with monkeypatch.context() as patch:
        patch.setattr(Store, "issued", _crash)
        with pytest.raises(Crashed):
            office.run("thanh_hoa")
    (record,) = office.store.records()
    assert record.state == SEALED
    assert office.connect("thanh-hoa-0001", office.slips(record)["thanh-hoa-0001"])
    assert not office.run("thanh_hoa")[0].plan.changes
    (settled,) = office.store.records()
    assert (settled.bundle, settled.state) == (record.bundle, ISSUED)


def _crash(*_: object, **__: object) -> None:
    raise Crashed


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

    class Lost(Directory):
        def begin(self, operations: Any, batch: int = 1000) -> Any:
            writer = super().begin(operations, batch)
            commit = writer.commit

            def lost() -> None:
                commit()
                problem = Problem(UNCERTAIN, values={"written": 0, "unknown": 6, "total": 6})
                raise ConnectionLost.while_writing(problem, written=0, unknown=6, total=6)

            writer.commit = lost  # type: ignore[assignment]
            return writer

    (report,) = office.run("thanh_hoa", connect=lambda: Lost.connect(office.world.slapd.settings()))
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


def reissued(office: Office, *people: str, province: str = "thanh_hoa", **more: Any) -> Report:
    """Ask for new first passwords as the module does."""
    request = office.world.request(province, people=people, handover=office.store.folder, **more)
    (report,) = provision(plan_reissue, request, office.world.connect)
    return report


def test_a_new_slip_for_somebody_who_lost_it(office: Office) -> None:
    """The new password works, the one before does not, everybody else's stays; audited."""
    office.run("thanh_hoa")
    first = office.slips(office.store.records()[0])
    me = office.connect("thanh-hoa-0003", first["thanh-hoa-0003"])
    assert me is not None
    assert me.extend.standard.modify_password(None, None, "quen-mat-roi-1")
    people = ("thanh-hoa-0001", "thanh-hoa-0003")
    check = reissued(office, *people, check=True)
    assert "2 first passwords would be made" in office.lines(check, check=True)
    assert len(office.store.records()) == 1
    assert office.connect("thanh-hoa-0003", "quen-mat-roi-1")
    done = reissued(office, *people, artifacts=office.world.root / "runs")
    assert done.plan.digest == check.plan.digest
    assert "2 got a new one" in office.lines(done)
    record = office.store.records()[-1]
    assert (record.people, record.again, record.state) == (people, True, ISSUED)
    second = office.slips(record)
    for person, old in (("thanh-hoa-0001", first["thanh-hoa-0001"]), (people[1], "quen-mat-roi-1")):
        assert office.connect(person, old) is None
        me = office.connect(person, second[person])
        assert me is not None
        assert not me.search(f"uid={person},{PEOPLE}", "(objectClass=*)", "BASE")
    assert office.connect("thanh-hoa-0002", first["thanh-hoa-0002"])
    (folder,) = (office.world.root / "runs").iterdir()
    audit = (folder / "audit.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line)["action"] for line in audit.splitlines()] == ["reissue", "reissue"]
    assert "ARGON2" not in audit
    assert "pwdReset" not in (folder / "undo.ldif").read_text(encoding="utf-8")


def test_nobody_is_given_a_password_before_the_accounts_are_made(office: Office) -> None:
    """Asked for all who have none, people without an account are passed over."""
    assert not reissued(office, check=True).plan.changes


def test_those_without_a_password_get_one(office: Office) -> None:
    """Accounts from before the key, and first passwords that ended; nobody who has their own."""
    office.run("quang_ngai")
    assert not reissued(office, province="quang_ngai", check=True).plan.changes[6:]
    report = reissued(office, province="quang_ngai")
    assert codes(report) == ["reissue.no-key"]
    office.name_key("quang_ngai", office.public)
    assert reissued(office, province="quang_ngai").written == 6
    slips = office.slips(office.store.records()[-1])
    me = office.connect("quang-ngai-0001", slips["quang-ngai-0001"])
    assert me is not None
    assert me.extend.standard.modify_password(None, None, "cua-rieng-toi-1")
    assert not reissued(office, province="quang_ngai").plan.changes
    days = replace(office.world.request().policy.handover, days=-1)  # as if it were tomorrow
    policy = replace(office.world.request().policy, handover=days)
    late = reissued(office, province="quang_ngai", check=True, policy=policy)
    assert [change.subject.id for change in late.plan.changes] == [
        f"quang-ngai-{number:04}" for number in range(2, 7)
    ]


def test_who_gets_no_new_password(office: Office) -> None:
    """Who left, who is not there yet, who is protected or somebody else's, and who is nobody."""
    office.world.person("thanh_hoa", 1)["state"] = "suspended"
    office.world.save()
    office.run("thanh_hoa")
    office.world.delete(person_dn("thanh_hoa", 2), person_dn("thanh_hoa", 3))
    office.world.modify(foreign(3))
    office.world.replace(person_dn("thanh_hoa", 4), hopthuState="left")
    policy = office.world.request().policy
    report = reissued(
        office,
        *(f"thanh-hoa-{number:04}" for number in range(1, 7)),
        policy=replace(policy, protected=frozenset({"thanh-hoa-0005"})),
    )
    assert codes(report) == [
        *("reissue.not-active", "reissue.not-there", "plan.foreign-entry"),
        *("reissue.not-active", "plan.protected"),
    ]
    assert report.written == 0
    assert len(office.store.records()) == 1
    with pytest.raises(HopthuError, match="quang-ngai-0001 is nobody in thanh_hoa"):
        reissued(office, "quang-ngai-0001")


def test_interrupted_reissue_stays_in_doubt(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run of the accounts does not take its bundle for issued; the next reissue replaces it."""
    office.run("thanh_hoa")
    with monkeypatch.context() as patch:
        patch.setattr(Directory, "begin", _crash)
        with pytest.raises(Crashed):
            reissued(office, "thanh-hoa-0001")
    office.run("thanh_hoa")
    assert [record.state for record in office.store.records()] == [ISSUED, SEALED]
    reissued(office, "thanh-hoa-0001")
    last = office.store.records()[-1]
    assert office.connect("thanh-hoa-0001", office.slips(last)["thanh-hoa-0001"])


def test_the_script(office: Office, capfd: pytest.CaptureFixture[str]) -> None:
    """scripts/reissue finds the provinces, runs the playbook, and names who is nobody."""
    office.world.provision("thanh_hoa")
    office.world.write_hosts()
    root = office.world.root
    assert reissue(root, ["thanh-hoa-0002"], [], ["--check", "--diff"]) == 0
    said = capfd.readouterr().out
    assert "nguoi2.thanhhoa@moj.gov.vn" in said
    assert "quang_ngai" not in said
    assert reissue(root, [], ["thanh_hoa"], []) == 0
    office.store = Store(root / "handover")
    (record,) = office.store.records()
    assert len(record.people) == 6
    password = office.slips(record)["thanh-hoa-0002"]
    assert office.connect("thanh-hoa-0002", password)
    assert password not in capfd.readouterr().out
    with pytest.raises(HopthuError, match="nobody-0001 is nobody"):
        reissue(root, ["nobody-0001"], [], [])
    with pytest.raises(HopthuError, match="no province ha_noi"):
        reissue(root, [], ["ha_noi"], [])


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


def test_no_password_is_anywhere(office: Office, tmp_path: Path, watched: set[bytes]) -> None:
    """After a playbook as verbose as can be: no file, no output and no process holds one."""
    (tmp_path / "tmp").mkdir()
    settings = {
        "TMPDIR": str(tmp_path / "tmp"),
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
    files = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink()]
    names = {path.name for path in files}
    assert {"audit.jsonl", "undo.ldif", "plan.json", "slapd.log", "ansible.log"} <= names
    assert "AnsiballZ_provision.py" in names
    haystack = [path.read_bytes() for path in files]
    haystack += [run.stdout.encode(), run.stderr.encode(), *watched]
    for text in haystack:
        assert not any(password in text for password in passwords)
        assert not any(password.replace(b"-", b"") in text for password in passwords)
    for path in office.store.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
