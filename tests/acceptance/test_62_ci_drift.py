"""The nightly look: what differs, and what is there that no inventory knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from forge import ENVIRONMENT, Forge
from world import AGENCIES, PEOPLE, foreign, person_dn

from hopthu.commands.ci import main
from hopthu.lab.slapd import Slapd


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
    assert text.startswith("# hopthu: Thư mục không đúng như kho dữ liệu: thêm ")
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
