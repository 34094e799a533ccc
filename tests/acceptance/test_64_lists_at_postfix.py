"""What aliases write is what the mail host's policy service goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hopthu.servers.lab.slapd import Slapd

from .policy_service import PASS, Policy, QuotaStatus, account, configuration
from .world import World


@pytest.fixture
def policy(
    world: World, tmp_path: Path, quota_status: QuotaStatus, load: Callable[[Slapd, str], None]
) -> Iterator[Policy]:
    """The service beside a directory that hopthu has filled."""
    district = world.agencies["thanh_hoa"][1]
    district["mailbox"] = "thads.dong.thanhhoa"
    district["roles"] = [{"role": "vanthu", "holders": ["thanh-hoa-0002"]}]
    world.agencies["trung_uong"][1]["managers"] = ["quang-ngai-0006"]
    world.person("quang_ngai", 6)["agency"] = "thads"
    world.person("thanh_hoa", 6)["state"] = "suspended"
    world.lists["thanh_hoa"] = [
        {"id": "du-an", "name": "Dự án", "mailbox": "duan", "lists": ["officers.thanh-hoa"]}
        | {"people": ["bac-giang-0001"], "writers": ["members", "thanh-hoa-0003"]}
    ]
    world.save()
    world.provision("trung_uong", "bac_giang", "quang_ngai", "thanh_hoa")
    load(world.slapd, account())
    (tmp_path / "policy.conf").write_text(configuration(tmp_path, world.slapd))
    service = Policy(tmp_path, world.slapd, quota_status, load)
    yield service
    assert service.stop() == 0, service.log()


QUESTIONS = [
    ("nguoi2.thanhhoa", "canbo.dong.thanhhoa", True),  # works there
    ("nguoi6.thanhhoa", "canbo.dong.thanhhoa", False),  # is suspended
    ("nguoi3.thanhhoa", "canbo.dong.thanhhoa", False),  # works elsewhere
    ("nguoi1.thanhhoa", "canbo.dong.thanhhoa", True),  # manages the agency above
    ("nguoi6.quangngai", "canbo.dong.thanhhoa", True),  # and the one above that
    ("nguoi2.thanhhoa", "toantinh.thanhhoa", False),  # members of it do not write to it
    ("nguoi1.thanhhoa", "toantinh.thanhhoa", True),
    ("nguoi1.bacgiang", "toantinh.thanhhoa", False),  # manages another province
    ("nguoi1.thanhhoa", "toannganh", False),
    ("nguoi6.quangngai", "toannganh", True),
    ("nguoi2.thanhhoa", "duan", True),  # an officer of a district, by nested lists
    ("nguoi1.bacgiang", "duan", True),
    ("nguoi2.bacgiang", "duan", False),
    ("", "duan", False),
    ("", "vanthu.dong.thanhhoa", True),
    ("", "canbo.dong.thanhhoa", False),
]


def test_who_may_write(policy: Policy) -> None:
    """By the policy as it is shipped, and by the writers of a list made by hand."""
    answers = {
        (who, to): policy.ask(f"{to}@moj.gov.vn", login=f"{who}@moj.gov.vn" if who else "")
        for who, to, _ in QUESTIONS
    }
    for who, to, allowed in QUESTIONS:
        action = answers[who, to]
        assert action == PASS if allowed else action.startswith("550 5.7.2 "), (who, to, action)


def test_a_full_mailbox_behind_a_role(policy: Policy, quota_status: QuotaStatus) -> None:
    """The members are found by the addresses that are written: the sender hears of it at once."""
    quota_status.full.add("nguoi2.thanhhoa@moj.gov.vn")
    assert policy.ask("vanthu.dong.thanhhoa@moj.gov.vn").startswith("552 5.2.2 ")
