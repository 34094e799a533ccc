"""The nightly look: what differs, and what is there that no inventory knows."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from hopthu.interfaces.commands.ci import main
from hopthu.servers.lab.slapd import Slapd
from tests.unit.servers.zone.name_server import Zone, serving

from .forge import ENVIRONMENT, Forge
from .world import AGENCIES, PEOPLE, SUFFIX, World, foreign, person_dn


@pytest.fixture
def forge(slapd: Slapd, tmp_path: Path) -> Forge:
    """A repository whose inventory is in the directory, whoever wrote it there."""
    made = Forge(tmp_path / "forge", slapd)
    runner = made.runner("main")
    into = ["--into", str(runner / "review")]
    root = str(runner / ENVIRONMENT)
    assert main(["plan", root, "--all", *into]) == 1
    assert main(["apply", root, "--plan", str(runner / "review" / "plan.json"), *into]) == 0
    return made


def drift(forge: Forge, *arguments: str) -> tuple[int, Any, str]:
    """Status, drift.json and drift.md of the inventory on main."""
    runner = forge.runner("main")
    folder = runner / "review"
    root = str(runner / ENVIRONMENT)
    status = main(["drift", root, "--into", str(folder), *arguments])
    if not folder.exists():
        return status, None, ""
    data = json.loads((folder / "drift.json").read_text(encoding="utf-8"))
    return status, data, (folder / "drift.md").read_text(encoding="utf-8")


def test_no_drift(forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0, and a report that says so; what others made is none of our business."""
    forge.world.modify(foreign(90))
    capsys.readouterr()
    status, data, text = drift(forge)
    assert (status, data["drift"], data["strangers"]) == (0, False, [])
    assert "The directory is as the inventory says\n" in capsys.readouterr().out
    assert text.startswith("# hopthu: The directory is as the inventory says\n")


def test_what_differs_and_what_nobody_knows(
    forge: Forge, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value changed by hand, an entry deleted, an entry of ours that the inventory lost."""
    monkeypatch.setenv("HOPTHU_LANG", "vi")
    forge.world.replace(person_dn("thanh_hoa", 2), title="Thư ký")
    forge.world.delete(person_dn("thanh_hoa", 3))
    lost = forge.world.people["quang_ngai"].pop(4)
    forge.world.save()
    forge.push("main")
    before = forge.world.state()
    capsys.readouterr()
    status, data, text = drift(forge)
    assert status == 1
    changes = [change for plan in data["plans"] for change in plan["changes"]]
    assert {(change["id"], change["action"]) for change in changes} >= {
        ("thanh-hoa-0002", "change"),
        ("thanh-hoa-0003", "add"),
    }
    (stranger,) = data["strangers"]
    assert stranger == {
        "dn": f"uid={lost['id']},{PEOPLE}",
        "province": "quang_ngai",
        "address": f"{lost['mailbox']}@moj.gov.vn",
        "state": "active",
    }
    assert text.startswith("# hopthu: Danh bạ không đúng như kho dữ liệu: thêm ")
    assert lost["id"] in text
    assert "Thư ký → Chấp hành viên" in text
    assert "1 mục do hopthu tạo" in capsys.readouterr().out
    assert forge.world.state() == before


def test_a_province_that_no_inventory_knows(forge: Forge) -> None:
    """Its entries bear a mark that means nothing any more; many are counted, not listed."""
    entries = [
        f"dn: uid=ha-tay-{n:04},{PEOPLE}\nobjectClass: inetOrgPerson\nobjectClass: hopthuManaged\n"
        f"objectClass: hopthuAccount\ncn: x\nsn: x\nhopthuProvince: ha_tay\n"
        f"hopthuAgency: ha-tay\nhopthuState: left\n"
        for n in range(120)
    ]
    agency = (
        f"dn: ou=ha-tay,{AGENCIES}\nobjectClass: organizationalUnit\nobjectClass: hopthuManaged\n"
        "objectClass: hopthuAgencyUnit\nhopthuProvince: ha_tay\nhopthuId: ha-tay\n"
        "hopthuKind: province\n"
    )
    forge.world.modify("\n".join([*entries, agency]))
    status, data, text = drift(forge)
    assert (status, len(data["strangers"])) == (1, 121)
    assert "… 21 more" in text


def test_the_server_is_down(forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
    """No report is better than a wrong one."""
    forge.slapd.stop()
    status, data, _ = drift(forge)
    assert (status, data) == (2, None)
    assert forge.slapd.uri in capsys.readouterr().err


AWAY: dict[str, object] = {
    "ansible_host": "127.0.0.9",
    "ansible_port": 1,  # nobody listens there
    **{f"hopthu_tls_{name}": f"{name}.pem" for name in ("ca", "certificate", "key")},
    "hopthu_service_passwords": dict.fromkeys(("hopthu", "postfix", "dovecot"), "x"),
}


def beside(forge: Forge, folder: Path, new_slapd: Any, load: Any) -> World:
    """Another server that holds what the first one holds; returns a world to change it by."""
    folder.mkdir(mode=0o700)
    shutil.copy(forge.slapd.folder / "service.password", folder)
    world = copy.copy(forge.world)
    world.slapd = new_slapd(folder)
    theirs = "(&(hopthuProvince=*)(!(cn=attributes)))"  # that one each server is set up with
    load(world.slapd, forge.world.search("-b", SUFFIX, theirs))
    return world


def test_directory_servers_among_each_other(
    forge: Forge, tmp_path: Path, new_slapd: Any, load: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """One differs in three ways, one is away; the inventory is compared all the same."""
    second = beside(forge, tmp_path / "second", new_slapd, load)
    servers = {
        "ldap1": {**AWAY, "hopthu_server_uri": forge.slapd.uri},
        "ldap2": {**AWAY, "hopthu_server_uri": second.slapd.uri},
    }
    forge.add_servers(directory_servers=servers)
    forge.push("main")
    capsys.readouterr()
    status, data, _ = drift(forge)
    said = capsys.readouterr().out
    assert status == 1  # nobody can say how they are configured
    assert [each["away"] for each in data["replicas"]] == [None, None]
    assert [replica["entries"] for replica in data["replicas"]] == [len(forge.world.state())] * 2
    assert "- ldap2: the same" in said
    assert "- ldap1 could not be reached: " in said
    assert "The directory is as the inventory says; 2 servers are not as they should be" in said
    second.delete(person_dn("thanh_hoa", 3))
    second.replace(person_dn("thanh_hoa", 2), title="Thư ký")
    extra = foreign(90).replace("objectClass", "hopthuProvince: bac_giang\nobjectClass", 1)
    second.modify(extra.replace("cn:", "objectClass: hopthuManaged\ncn:", 1))
    gone = {**AWAY, "hopthu_server_uri": f"ldapi://{quote('/nowhere/ldapi', safe='')}"}
    forge.add_servers(directory_servers={**servers, "ldap3": gone})
    forge.push("main")
    before = forge.world.state()
    status, data, text = drift(forge)
    assert status == 1
    first, differing, away = data["replicas"]
    assert first["missing"] == first["more"] == first["other"] == []
    assert differing["missing"] == [person_dn("thanh_hoa", 3).lower()]
    assert differing["more"] == [person_dn("thanh_hoa", 90).lower()]
    assert differing["other"] == [person_dn("thanh_hoa", 2).lower()]
    assert "/nowhere/ldapi" in away["away"]
    assert "- ldap2 is not like ldap1: 1 entries missing, 1 too many, 1 other" in text
    assert "- ldap3 did not answer: " in text
    assert forge.world.state() == before


def test_servers_are_left_out_when_they_are_not_asked_for(forge: Forge) -> None:
    """Who may read the directory may have no way to the hosts."""
    forge.add_servers(directory_servers={"ldap1": AWAY}, mail_servers={"mail1": AWAY})
    forge.push("main")
    status, data, _ = drift(forge, "--no-servers")
    assert (status, data["replicas"], data["servers"], data["zone"]) == (0, [], [], None)
    zone = Zone("")
    with serving(zone) as zone.address:
        status, data, text = drift(forge, "-e", f"hopthu_zone_server={zone.address}")
    assert {each["code"] for each in data["zone"]["problems"]} == {"dns.missing"}
    assert data["zone"]["unanswered"] == []
    assert "thêm dòng này vào vùng" in text or "put this line into the zone" in text
    assert (status, data["drift"], data["replicas"]) == (1, True, [])  # one server has no other
    assert {each["host"]: each["unreachable"] for each in data["servers"]} == {
        "ldap1": True,
        "mail1": True,
    }
    assert "- mail1 could not be reached: " in text
