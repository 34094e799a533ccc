"""The probe, as far as the directory: which mailboxes it looks at, and what it finds."""

from __future__ import annotations

import pytest

from hopthu.provision.probe.choose import choose
from hopthu.provision.probe.directory import differences
from hopthu.provision.probe.expected import Expected, expected
from hopthu.records.inventory.read import read_inventory
from hopthu.text.errors import HopthuError, Problem

from .world import World, agency_dn, person_dn, play


def everybody(world: World, *provinces: str) -> dict[str, Expected]:
    """What has a mailbox, by address."""
    request = world.request(*provinces)
    inventory = read_inventory(world.root, request.policy)
    found = expected(inventory, request)
    return {each.subject.address.partition("@")[0]: each for each in found.values()}


def chosen(world: World, wish: str, *provinces: str) -> list[str]:
    """The mailboxes that a wish means."""
    subjects = [each.subject for each in everybody(world, *provinces).values()]
    found = choose(wish, subjects, world.root / "runs")
    return [each.address.partition("@")[0] for each in found]


def found(world: World) -> list[Problem]:
    """What is wrong in the directory."""
    with world.connect() as directory:
        return list(differences(everybody(world).values(), directory, world.request().suffix))


def test_what_the_last_runs_changed(world: World) -> None:
    """Those who were written by the last run of each module; a sample where nobody was."""
    world.provision()
    runs = world.root / "runs"
    world.people["thanh_hoa"][4]["title"] = "Thủ quỹ"  # an earlier run
    world.save()
    world.run("accounts", artifacts=runs)
    world.people["thanh_hoa"][0]["title"] = "Kế toán"
    world.people["thanh_hoa"][1]["state"] = "suspended"
    world.agencies["thanh_hoa"][0]["managers"] = ["thanh-hoa-0004"]
    world.save()
    for resource in ("agencies", "accounts"):
        world.run(resource, artifacts=runs)
        world.check(resource, artifacts=runs)
    changed = ["nguoi1.thanhhoa", "nguoi2.thanhhoa", "thads.thanhhoa"]
    assert chosen(world, "changed") == changed
    assert len(chosen(world, "changed", "bac_giang", "trung_uong")) == 7
    served = [name for name in changed if everybody(world)[name].is_served]
    assert served == ["nguoi1.thanhhoa", "thads.thanhhoa"]


def test_sample_is_drawn_anew(world: World) -> None:
    """A number draws as many, not always the same; more than there are is all."""
    samples = {tuple(chosen(world, "5")) for _ in range(20)}
    assert {len(set(sample)) for sample in samples} == {5}
    assert len(samples) > 1
    assert len(chosen(world, "1000")) == 21


def test_names(world: World) -> None:
    """Mailboxes, addresses and ids are known, in any case; all that are not are told."""
    wish = "nguoi2.thanhhoa, THANH-HOA,thads.bacgiang@moj.gov.vn"
    names = ["nguoi2.thanhhoa", "thads.bacgiang", "thads.thanhhoa"]
    assert sorted(chosen(world, wish)) == names
    with pytest.raises(HopthuError) as caught:
        chosen(world, "nguoi1.thanhhoa,ai,ai.khac")
    assert [problem.values["name"] for problem in caught.value.problems] == ["ai", "ai.khac"]
    with pytest.raises(HopthuError):
        chosen(world, " , ")


def test_what_was_done_behind_hopthu_is_named(world: World) -> None:
    """Missing entries and other values are told; what nobody owns is left alone."""
    world.provision()
    assert found(world) == []
    world.delete(person_dn("thanh_hoa", 1))
    world.replace(person_dn("bac_giang", 2), title="Giám đốc", description="left alone")
    world.replace(agency_dn("quang_ngai"), hopthuManager=[])
    assert [f"{problem.place}: {problem.text('en')}" for problem in found(world)] == [
        "nguoi2.bacgiang@moj.gov.vn, LDAP: title is Giám đốc, the inventory says Chấp hành viên",
        "nguoi1.thanhhoa@moj.gov.vn, LDAP: Nguyễn Văn A is not in the directory",
        "thads.quangngai@moj.gov.vn, LDAP: hopthuManager is –,"
        f" the inventory says {person_dn('quang_ngai', 1)}",
    ]
    assert "--limit bac_giang" in found(world)[0].remedy("vi")


def test_mail_server_is_told_what_to_expect(world: World) -> None:
    """Address, further addresses that count today, and quota; an agency's box is always served."""
    person = world.person("thanh_hoa", 1)
    person["aliases"], person["quota"] = ["son"], "700M"
    person["former_mailboxes"] = [{"mailbox": "cu", "until": "2008-11-15"}]
    world.save()
    boxes = everybody(world)
    assert boxes["nguoi1.thanhhoa"].mailbox() == {
        "address": "nguoi1.thanhhoa@moj.gov.vn",
        "aliases": ("son@moj.gov.vn",),
        "quota": 700 * 2**20,
        "host": "",
    }
    assert boxes["thads.thanhhoa"].is_served


def test_playbook(world: World) -> None:
    """It shows what it found, in both languages; changes nothing; fails if something is wrong."""
    world.provision()
    good = play(world, "--limit", "thanh_hoa", "--check", playbook="probe", HOPTHU_LANG="vi")
    assert good.returncode == 0, good.stdout
    assert "LDAP: 7 hộp thư đúng như kho dữ liệu" in good.stdout
    assert "không có máy chủ thư (nhóm mail_servers)" in good.stdout
    world.delete(person_dn("thanh_hoa", 1))
    bad = play(world, "-e", "hopthu_probe=nguoi1.thanhhoa", playbook="probe")
    assert bad.returncode == 2
    assert "LDAP: 1 problems, 1 mailboxes looked at" in bad.stdout
    assert "changed=0" in bad.stdout
    unknown = play(world, "-e", "hopthu_probe=ai", playbook="probe")
    assert unknown.returncode == 2
    assert "has the mailbox or the id ai → hopthu_probe is `changed`" in unknown.stdout
    shown = good.stdout + bad.stdout + unknown.stdout
    assert "Traceback" not in shown
