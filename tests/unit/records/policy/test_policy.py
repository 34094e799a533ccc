"""The ministry's policy: every wrong key named, and limits that mean what they say."""

from __future__ import annotations

import copy
import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.records.keeping import kept_until
from hopthu.records.model import Person
from hopthu.records.policy import Limit, Policy
from hopthu.text.errors import HopthuError

LAB = Path(__file__).parents[4] / "inventory" / "lab"
SHIPPED: dict[str, Any] = yaml.safe_load(
    (LAB / "group_vars" / "all" / "policy.yml").read_text(encoding="utf-8")
)["hopthu_policy"]


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the shipped policy with one key changed, or (None) taken out."""
    data = copy.deepcopy(SHIPPED)
    *above, last = path.split(".")
    inner = data
    for part in above:
        inner = inner[part]
    inner[last] = value
    if value is None:
        del inner[last]
    return data


def wrong_keys(data: dict[str, Any]) -> list[object]:
    """Return the keys that the error names."""
    with pytest.raises(HopthuError) as raised:
        Policy.from_mapping(data)
    return [problem.values["key"] for problem in raised.value.problems]


def test_the_shipped_policy_is_sound() -> None:
    """The lab links to it, and it is what the design says."""
    policy = Policy.of_environment(LAB)
    assert policy.domain == "moj.gov.vn"
    assert policy.province_parent == "thads"
    assert {"postmaster", "abuse"} <= policy.reserved
    assert policy.keep_months == {"staff": 6, "leader": 12, "address": 12, "agency": 24}
    assert policy.limits["suspend"]["province"] == Limit(10, 5)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("domain", None),
        ("domain", 1),
        ("province_parent", None),
        ("addresses.max_length", "40"),
        ("addresses.max_length", True),
        ("addresses.form", "short"),
        ("addresses.homonyms", 2),
        ("addresses.reserved", "abuse"),
        ("addresses.reserved", [False]),
        ("protected", [["admin"]]),
        ("keep_months.leader", None),
        ("limits.suspend.agency.count", 1.5),
        ("limits.readdress.run.share", "1 %"),
        ("limits.smallest_source", None),
        ("quotas.watch", 0),
        ("quotas.people.cap", "10 GB"),
        ("quotas.people.cap", 10),
        ("quotas.people.default", {"class": "staff"}),
        ("quotas.agencies.classes", {}),
        ("limits.retire.run.count", None),
        ("mail_hosts.default", None),
        ("mail_hosts.default", "mail2"),
        ("mail_hosts.default", "-oProxyCommand.moj.gov.vn"),
        ("mail_hosts.default", "-mail2.moj.gov.vn"),
        ("mail_hosts.default", "mail2-.moj.gov.vn"),
        ("mail_hosts.default", "mail2.-moj.vn"),
        ("mail_hosts.provinces", []),
        ("mail_hosts.provinces", {"thanh_hoa": "mail2 moj.gov.vn"}),
        ("mail_hosts.provinces", {"thanh_hoa": 2}),
        ("mail_hosts.standing_in", []),
        ("mail_hosts.standing_in", {"mail1.moj.gov.vn": "mail2"}),
        ("mail_hosts.standing_in", {"mail1.moj.gov.vn": "mail1.moj.gov.vn"}),
    ],
)
def test_a_wrong_key_is_named(key: str, value: object) -> None:
    """Missing, of another type, no size, or a list of what is no name."""
    (wrong,) = wrong_keys(changed(key, value))
    assert str(wrong).startswith(key)


@pytest.mark.parametrize(
    ("ladder", "record", "code", "named"),
    [
        ("people", {"class": "x", "size": "1G"}, "policy.wrong", "classes.2.titles"),
        ("people", {"class": "x", "size": "1G", "titles": []}, "policy.wrong", "classes.2.titles"),
        ("people", {"size": "1G", "titles": ["x"]}, "policy.wrong", "classes.2.class"),
        ("people", {"class": "x", "size": "1", "titles": ["x"]}, "policy.wrong", "classes.2.size"),
        ("people", "x", "policy.wrong", "classes.2."),
        (
            *("people", {"class": "x", "size": "1G", "titles": ["x"], "title": 1}),
            *("policy.unknown-key", "classes.2.title"),
        ),
        (
            *("people", {"class": "x", "size": "11G", "titles": ["x"]}),
            *("policy.quota-over-cap", "x gets 11G"),
        ),
        (
            *("people", {"class": "staff", "size": "1G", "titles": ["x"]}),
            *("policy.quota-twice", "names staff"),
        ),
        (
            *("people", {"class": "x", "size": "1G", "titles": ["cục  TRƯỞNG"]}),
            *("policy.quota-twice", "names Cục trưởng"),
        ),
        (
            *("agencies", {"class": "x", "size": "1G", "kinds": ["districts"]}),
            *("policy.quota-kind", "names districts"),
        ),
    ],
)
def test_a_class_of_service_is_checked(ladder: str, record: object, code: str, named: str) -> None:
    """What is missing, what is misspelt, what can never count."""
    data = copy.deepcopy(SHIPPED)
    data["quotas"][ladder]["classes"].append(record)
    with pytest.raises(HopthuError) as raised:
        Policy.from_mapping(data)
    assert {problem.code for problem in raised.value.problems} == {code}
    assert named in raised.value.render()


def test_all_wrong_keys_come_together() -> None:
    """An empty mapping lacks everything, each key once."""
    keys = wrong_keys({})
    assert len(keys) == len(set(keys))
    assert {"domain", "limits.suspend.agency.count", "quotas.people.default.size"} <= set(keys)


@pytest.mark.parametrize(
    ("key", "close"),
    [
        ("domains", "domain"),
        ("addresses.max_lenght", "addresses.max_length"),
        ("limits.suspend.agency.counts", "limits.suspend.agency.count"),
        ("limits.suspended", "limits.suspend"),
    ],
)
def test_an_unknown_key_is_named_with_its_neighbour(key: str, close: str) -> None:
    """A misspelt key would else leave a rule unset without a word."""
    with pytest.raises(HopthuError) as raised:
        Policy.from_mapping(changed(key, 1))
    (problem,) = raised.value.problems
    assert (problem.code, problem.values["key"]) == ("policy.unknown-key", key)
    assert str(problem.values["close"]).startswith(close)


def test_a_branch_of_another_type_lacks_its_keys() -> None:
    """A text where a mapping belongs is no traceback."""
    assert wrong_keys(changed("addresses", "none")) == [
        "addresses.agency_prefix",
        "addresses.form",
        "addresses.homonyms",
        "addresses.max_length",
        "addresses.reserved",
        "addresses.shortest_wish",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the policy cannot be read"),
        (b"hopthu_policy: [", "the policy cannot be read"),
        (b"a: \xff", "the policy cannot be read"),
        (b"a: 2008-13-45", "the policy cannot be read"),
        (b"", "domain is missing or wrong"),
        (b"- a", "domain is missing or wrong"),
        (b"hopthu_policy: 1", "domain is missing or wrong"),
    ],
)
def test_a_file_that_is_no_policy(tmp_path: Path, content: bytes | None, message: str) -> None:
    """The message names the file."""
    path = tmp_path / "group_vars" / "all" / "policy.yml"
    path.parent.mkdir(parents=True)
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(HopthuError, match=message) as raised:
        Policy.of_environment(tmp_path)
    lines = raised.value.render().splitlines()
    assert all(line.startswith(str(path)) for line in lines)
    assert len(lines) == len(raised.value.problems)


@pytest.mark.parametrize(
    ("count", "share", "existing", "allowed"),
    [(10, 5, 0, 10), (10, 5, 200, 10), (10, 5, 219, 10), (10, 5, 220, 11), (0, 0, 100, 0)],
)
def test_a_limit_is_the_greater_of_count_and_share(
    count: int, share: float, existing: int, allowed: int
) -> None:
    """A share is rounded down."""
    assert Limit(count, share).allowed(existing) == allowed


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("handover.recovery_key", "age1nothing"),
        ("handover.recovery_key", "AGE-SECRET-KEY-1UNWXLJ0T6SAZ7LHV4H9Z0D5WQ8"),
        ("passwords.shortest", 0),
        ("passwords.first_valid_days", -1),
    ],
)
def test_wrong_rules_for_passwords(key: str, value: object) -> None:
    """A recovery key that is none, and numbers below one, are named."""
    assert wrong_keys(changed(key, value)) == [key]


def test_a_recovery_key_is_read() -> None:
    """A public key of age."""
    key = "age1as6qey0ll0zdswrapp46z9fsgz33q5e40jyz9n6xwx67wnadwp8svacp25"
    assert Policy.from_mapping(changed("handover.recovery_key", key)).handover.recovery_key == key


def test_the_day_is_that_of_the_ministry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever zone the machine goes by; a zone that does not exist is named."""
    policy = Policy.of_environment(LAB)
    now = datetime.datetime(2026, 11, 28, 18, 30, tzinfo=datetime.UTC)

    class Clock(datetime.datetime):
        """It is the next day already where the ministry is."""

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
            """The moment, in a zone."""
            return now.astimezone(tz)

    monkeypatch.setattr(datetime, "datetime", Clock)
    assert policy.today() == datetime.date(2026, 11, 29)
    monkeypatch.undo()
    for wrong in ("Asia/Nowhere", "../etc/passwd", ""):
        assert wrong_keys(changed("time_zone", wrong)) == ["time_zone"]


@pytest.mark.parametrize(
    "title",
    ["Phó chi cục trưởng", "Chấp hành viên, Phó Chi cục trưởng", "Quyền Chi cục trưởng",
     "Phụ trách Cục trưởng"],
)  # fmt: skip
def test_who_leads_is_told_however_the_title_is_written(title: str) -> None:
    """Their mailbox is kept for longer; a policy that names no leaders means the usual ones."""
    for policy in (Policy.from_mapping(SHIPPED), Policy.from_mapping(changed("leaders", None))):
        assert policy.is_leader(title)
        assert not policy.is_leader("Thư ký của Cục trưởng")


def test_another_ministry_says_who_leads() -> None:
    """A title is a leader's by the policy, and by nothing else."""
    policy = Policy.from_mapping(changed("leaders", ["Trạm trưởng", "Phó Trạm trưởng"]))
    an = Person(id="a-1", name="Lê An", agency="a", title="", mailbox="an")
    gone = replace(an, state="left", since="2026-01-31")
    kept = {
        title: kept_until(replace(gone, title=title), policy)
        for title in ("Trạm trưởng", "Chi cục trưởng")
    }
    assert kept == {"Trạm trưởng": "2027-01-31", "Chi cục trưởng": "2026-07-31"}
