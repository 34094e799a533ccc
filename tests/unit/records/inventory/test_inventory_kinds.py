"""Agencies are of the kinds that the environment's policy names, and hang where it says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hopthu.interfaces.commands.environments.checks.variables import without_kinds
from hopthu.records.catalogues import Start, catalogue, files_of
from hopthu.records.inventory.check import check_inventory
from hopthu.records.inventory.read import read_inventory, read_unchecked
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

SOUTH = "provinces/mien_nam/agencies.yml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented ministry's environment."""
    chosen = catalogue("example")
    for path, text in files_of(Start(chosen, chosen.domain, chosen.folders)).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(root: Path, old: str, new: str, name: str = SOUTH) -> int:
    """Put something else into a file; the line where it stands."""
    text = (root / name).read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found
    (root / name).write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def told(root: Path) -> list[tuple[str, str, int]]:
    """What is wrong with the environment: code, file and line."""
    with pytest.raises(HopthuError) as raised:
        read_inventory(root, Policy.of_environment(root))
    return [(p.code, p.place.file, p.place.line) for p in raised.value.problems]


def test_the_kinds_of_another_ministry(root: Path) -> None:
    """They are taken, the doctor misses none; its letterhead is that of its centre."""
    policy = Policy.of_environment(root)
    inventory = read_inventory(root, policy)
    assert not list(without_kinds(policy, root))
    assert {agency.kind for agency in inventory.agencies.values()} == {
        *("bo", "tong-cuc", "cuc", "chi-cuc", "tram")
    }
    assert inventory.letterhead() == ("Bộ Quan trắc", "Tổng cục Quan trắc sông biển")
    assert inventory.top() == "Bộ Quan trắc"
    assert inventory.provinces["mien_nam"].title == "Cục Quan trắc miền Nam"


def test_an_unknown_kind_is_refused_at_its_word(root: Path) -> None:
    """With everything else that is wrong in the file; a shipped kind is as unknown as any."""
    kind = edit(root, "kind: tram", "kind: station")
    code = edit(root, 'code: "3"', 'code: "three"')
    wrong = [("inventory.bad-value", SOUTH, code), ("inventory.bad-value", SOUTH, kind)]
    assert told(root) == wrong
    assert told(root) == wrong  # nothing of it is kept


def test_who_reads_without_a_policy_is_told_by_the_check(root: Path) -> None:
    """As what a change makes is."""
    edit(root, "kind: tram", "kind: station")
    problems = list(check_inventory(read_unchecked(root), Policy.of_environment(root)))
    assert [problem.code for problem in problems] == ["inventory.unknown-kind"]
    assert "tram" in problems[0].remedy("en")


def test_an_agency_hangs_where_its_kind_may(root: Path) -> None:
    """Told at its record; one that ended hangs where it did."""
    edit(root, "parent: mien-nam.cuu-long\n", "parent: tcqt\n")
    ((code, file, line),) = told(root)
    assert (code, file) == ("inventory.wrong-level", SOUTH)
    ended = 'parent: tcqt\n    state: ended\n    since: "2026-01-01"\n    mailbox'
    edit(root, "parent: tcqt\n    mailbox", ended)
    read_inventory(root, Policy.of_environment(root))
    assert (root / SOUTH).read_text(encoding="utf-8").splitlines()[line - 1].endswith("tan-chau")


def test_a_kind_is_added_and_used(root: Path) -> None:
    """A line of the policy is all that a new kind takes."""
    policy = "group_vars/all/policy.yml"
    edit(
        root,
        "    - kind: tram\n",
        "    - {kind: doi, level: below, under: [chi-cuc], one: {en: team, vi: đội},\n"
        "       many: {en: teams, vi: đội}}\n    - kind: tram\n",
        policy,
    )
    edit(root, "kind: tram", "kind: doi")
    found = read_inventory(root, Policy.of_environment(root))
    assert found.agencies["mien-nam.cuu-long.tan-chau"].kind == "doi"


def test_an_environment_of_before_goes_on(root: Path) -> None:
    """Of the shipped kinds, hanging as it did; the doctor says what to do about it."""
    path = root / "group_vars" / "all" / "policy.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    del data["hopthu_policy"]["kinds"], data["hopthu_policy"]["rollout"]
    data["hopthu_policy"]["quotas"]["agencies"]["classes"] = []
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    old = {"bo": "ministry", "tong-cuc": "department", "cuc": "province", "chi-cuc": "district"}
    for file in root.glob("provinces/*/agencies.yml"):
        text = file.read_text(encoding="utf-8")
        for new, was in {**old, "tram": "station"}.items():
            text = text.replace(f"kind: {new}\n", f"kind: {was}\n")
        file.write_text(text, encoding="utf-8")
    edit(root, "parent: mien-nam.cuu-long\n", "parent: tcqt\n")
    policy = Policy.of_environment(root)
    assert len(read_inventory(root, policy).agencies) == 17
    (problem,) = without_kinds(policy, root)
    assert (problem.code, problem.place.file) == ("doctor.no-kinds", str(path))
    assert "kinds" in problem.remedy("vi")
