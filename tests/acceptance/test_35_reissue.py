"""New first passwords, for those who lost theirs or have none that works."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hopthu.interfaces.commands.reissue import reissue
from hopthu.provision.applying.report import Report
from hopthu.provision.handover.store import ISSUED, SEALED, Store
from hopthu.provision.resources.reissue import Reissue
from hopthu.provision.run import provision
from hopthu.servers.directory.session import Directory
from hopthu.text.errors import HopthuError

from .office import Crashed, Office, crash
from .world import PEOPLE, PROJECT, codes, foreign, person_dn

EXPIRE = PROJECT / "roles" / "directory_server" / "files" / "hopthu-expire-first-passwords"


def reissued(office: Office, *people: str, province: str = "thanh_hoa", **more: Any) -> Report:
    """Ask for new first passwords as the module does."""
    request = office.world.request(province, **more)
    (report,) = provision(Reissue(office.store.folder, people), request, office.world.connect)
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
        patch.setattr(Directory, "begin", crash)
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
