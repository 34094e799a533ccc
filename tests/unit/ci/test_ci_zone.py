"""The DNS of the domain is part of drift: compared by what the inventory says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dns.resolver
import pytest

from hopthu.ci.runs.environment import Environment
from hopthu.ci.steps.drift import Drift, drift_json, drift_line, drift_markdown, server_lines
from hopthu.ci.steps.zone import ZoneFound, check_zone, domain_of
from hopthu.servers.zone.needed import needed

from ..servers.zone.name_server import Zone, serving

LAB = Path(__file__).parents[3] / "inventory" / "lab"
HOSTS = """\
all:
  vars: {hopthu_zone_server: "SERVER"}
  children:
    provinces: {hosts: {trung_uong: }}
    mail_servers:
      hosts:
        mail1.moj.gov.vn: {mail_server_addresses: [192.0.2.25]}
"""


@pytest.fixture(scope="module")
def zone() -> Iterator[Zone]:
    """A server that says what a test has it say; ``address`` is where."""
    made = Zone("")
    with serving(made) as made.address:
        yield made


@pytest.fixture(scope="module")
def root(zone: Zone, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment whose domain's zone is that server's."""
    folder = tmp_path_factory.mktemp("moj")
    shutil.copytree(LAB / "group_vars", folder / "group_vars")
    (folder / "hosts.yml").write_text(HOSTS.replace("SERVER", zone.address))
    return folder


@pytest.fixture(scope="module")
def environment(root: Path) -> Environment:
    """As Ansible reads it, which takes seconds."""
    return Environment.read(root)


@pytest.fixture
def look(root: Path, environment: Environment, review_of: Any) -> Callable[[], Drift]:
    """Compare, and return the drift of an environment where all else is right."""

    def drift() -> Drift:
        found = check_zone(environment, root)
        assert found is not None
        return Drift(review_of(), (), zone=found)

    return drift


@pytest.fixture(autouse=True)
def _whole(zone: Zone, root: Path, environment: Environment, monkeypatch: Any) -> None:
    """The zone says all that is needed, until a test has it say something else."""
    monkeypatch.setenv("HOPTHU_LANG", "en")
    zone.silent = False
    zone.say("\n".join(map(str, needed(domain_of(root, environment)))))


def test_a_zone_that_says_all_is_no_drift(look: Any) -> None:
    """It is told that it was looked at."""
    drift = look()
    assert not drift.found
    assert drift_line(drift) == "The directory is as the inventory says"
    head, line = server_lines(drift)
    assert head == "Lines of the DNS:"
    assert "- moj.gov.vn: all " in line


def test_each_difference_is_told_with_its_remedy(
    zone: Zone, look: Any, root: Path, environment: Environment
) -> None:
    """In the line, in the report and for programs."""
    lines = map(str, needed(domain_of(root, environment)))
    zone.say("\n".join(line for line in lines if " MX " not in line and "DMARC1" not in line))
    drift = look()
    assert drift.found
    assert drift_line(drift).endswith("; the DNS of moj.gov.vn differs in 2 lines")
    text = drift_markdown(drift)
    assert "put this line into the zone: moj.gov.vn. IN MX 10 mail1.moj.gov.vn." in text
    assert '"code": "dns.missing"' in drift_json(drift)


def test_a_server_that_is_silent_is_told_and_is_no_drift(
    zone: Zone, look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for it again and again."""
    monkeypatch.setattr("hopthu.servers.zone.asking._PATIENCE", 0.05)
    zone.silent = True
    zone.asked.clear()
    drift = look()
    assert not drift.found
    assert drift_line(drift).endswith("; the DNS of moj.gov.vn could not be compared whole")
    (line,) = drift.zone.lines()
    assert "could not be compared, because nobody answered" in line
    assert len(drift.zone.unanswered) > 5


def test_a_resolver_that_is_silent_is_asked_once(
    root: Path, environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no server is named, the system's resolver has to find the zone's."""
    asked: list[str] = []

    def silent(name: str, **_: object) -> None:
        asked.append(name)
        raise dns.resolver.LifetimeTimeout(timeout=1, errors=[])  # type: ignore[no-untyped-call]

    monkeypatch.setattr("dns.resolver.zone_for_name", silent)
    nowhere = replace(environment, _values={**environment._values, "hopthu_zone_server": ""})
    found = check_zone(nowhere, root)
    assert found is not None
    assert not found.differs
    assert len(asked) == 1


def test_what_is_wrong_in_the_environment_is_told(root: Path, look: Any) -> None:
    """A file of a key that is none keeps nothing else from the report."""
    (root / "dns").mkdir()
    (root / "dns" / "dkim-x.txt").write_text("no line\n")
    try:
        drift = look()
    finally:
        shutil.rmtree(root / "dns")
    assert drift.found
    assert [each.code for each in drift.zone.problems] == ["dns.dkim"]


@pytest.mark.parametrize("told", [{"hopthu_zone_server": "none"}, {}])
def test_where_it_is_not_asked(root: Path, environment: Environment, told: dict[str, str]) -> None:
    """By the inventory's word, or without mail hosts."""
    groups = environment._groups if told else {}
    quiet = replace(environment, _values={**environment._values, **told}, _groups=groups)
    assert check_zone(quiet, root) is None


def test_in_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    """As everything."""
    monkeypatch.setenv("HOPTHU_LANG", "vi")
    assert list(ZoneFound("moj.gov.vn", 30).lines()) == ["moj.gov.vn: có đủ 30 dòng"]
