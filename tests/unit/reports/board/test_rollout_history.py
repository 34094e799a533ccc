"""What git tells of the records: real repositories with commits of their own days."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from hopthu.reports.board.facts import history
from hopthu.reports.board.facts.history import Unknown, history_of, scan

from .rollout_samples import Environment, agency, person

PEOPLE = "provinces/thanh_hoa/people.yml"
AGENCIES = "provinces/thanh_hoa/agencies.yml"


def why(environment: Environment, language: str) -> str:
    """Why git cannot tell the history of an environment."""
    with pytest.raises(Unknown) as raised, history_of(environment.root):
        pass
    return raised.value.text.render(language=language)


def day(text: str) -> datetime.date:
    """A day of November 2008."""
    return datetime.date(2008, 11, int(text))


def test_versions_and_their_days(two: Environment) -> None:
    """Each file's, the oldest first by the day of its author."""
    with history_of(two.root) as found:
        days = [version.day for version in found.versions[PEOPLE]]
        assert days == [day("18"), day("24"), day("25")]
        assert found.days(9)[0] == datetime.date(2008, 10, 1)
        assert {path for path, _ in found.at(day("3"))} == {
            "provinces/trung_uong/agencies.yml",
            "provinces/quang_ngai/agencies.yml",
            "provinces/quang_ngai/people.yml",
        }


def bears(id_: str) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a record is the one of an id."""
    return lambda record: record["id"] == id_


@pytest.mark.parametrize("few", [0, 64])
def test_the_first_day_of_a_record(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Found among few versions and among many; None for one that is not committed."""
    monkeypatch.setattr(history, "_FEW", few)
    for number in range(1, 21):
        people = [person(each, "thanh-hoa") for each in range(1, number + 1)]
        environment.put("thanh_hoa", [agency("thanh-hoa", "province")], people)
        environment.commit(f"2008-11-{number:02}")
    with history_of(environment.root) as found:
        for number in (1, 7, 20):
            first = found.first_day(PEOPLE, bears(f"thanh-hoa-{number:04}"))
            assert first == day(str(number))
        assert found.first_day(PEOPLE, bears("x")) is None
        assert found.first_day("provinces/x/people.yml", bool) is None


def test_many_days_are_thinned(environment: Environment) -> None:
    """The first and the last stay."""
    for number in range(1, 21):
        environment.put("thanh_hoa", [agency("thanh-hoa", "province", code=str(number))])
        environment.commit(f"2008-11-{number:02}")
    with history_of(environment.root) as found:
        days = found.days(5)
    assert (len(days), days[0], days[-1]) == (5, day("1"), day("20"))


def test_what_a_merge_brings(two: Environment) -> None:
    """A form that was taken in on a branch counts from that day, not from the merge."""
    two.git("checkout", "-q", "-b", "form")
    own = agency("ha-noi", "province")
    two.put("ha_noi", [own], [person(1, "ha-noi")])
    two.commit("2008-11-19")
    two.git("checkout", "-q", "main")
    two.commit("2008-11-20")
    two.git("merge", "--no-ff", "-q", "-m", "merge", "form", day="2008-11-28")
    with history_of(two.root) as found:
        assert found.first_day("provinces/ha_noi/people.yml", bool) == day("19")


def test_a_folder_below_the_root_of_the_repository(tmp_path: Path) -> None:
    """As inventory/lab is in the project's own: paths are from the environment's folder."""
    outer = Environment(tmp_path)
    inner = Environment(tmp_path / "inventory" / "lab")
    inner.put("thanh_hoa", [agency("thanh-hoa", "province")], [person(1, "thanh-hoa")])
    outer.commit("2008-11-07")
    with history_of(inner.root) as found:
        assert found.first_day(PEOPLE, bool) == day("7")


def test_no_repository(environment: Environment) -> None:
    """That is told in both languages, and not in git's words."""
    assert "there is no git repository" in why(environment, "en")
    assert "không thuộc kho git nào" in why(environment, "vi")


def test_nothing_is_committed(environment: Environment) -> None:
    """The repository was made a moment ago."""
    environment.git("init", "--quiet")
    assert "nothing is committed yet" in why(environment, "en")
    assert "chưa có commit nào" in why(environment, "vi")


def test_no_git(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine has none."""
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in why(environment, "en")
    assert "chưa cài git" in why(environment, "vi")


def test_what_is_not_foreseen_is_told_in_the_words_of_git(two: Environment) -> None:
    """In one line."""
    (two.root / ".git" / "config").write_text("[broken")
    assert "bad config" in why(two, "vi")
    assert "\n" not in why(two, "vi")


def test_records_that_are_ignored(two: Environment) -> None:
    """The demo's environment lies in a folder that git ignores: nothing is known of it."""
    inner = Environment(two.root / ".lab" / "demo")
    with pytest.raises(Unknown, match="not in git"), history_of(inner.root):
        pass


def test_a_shallow_clone_is_not_believed(two: Environment, tmp_path: Path) -> None:
    """Its first commit would be the day of everything."""
    clone = tmp_path / "clone"
    two.git("clone", "-q", "--depth", "1", f"file://{two.root}", str(clone))
    with pytest.raises(Unknown, match="whole history"), history_of(clone):
        pass


def test_scan_reads_records_of_any_hand() -> None:
    """Whatever comes first, quoted or not, with comments; what is nested is not the record's."""
    text = """\
# a comment
people:
- name: Ứng Hoè Sơn   # by hand
  id: "a-0001"
  former_mailboxes:
  - mailbox: cu
    state: left
  mailbox: moi # now
- id: a-0002
  state: 'suspended'
"""
    first, second = scan(text.encode())
    assert first == {"name": "Ứng Hoè Sơn", "id": "a-0001", "mailbox": "moi"}
    assert second == {"id": "a-0002", "state": "suspended"}
    assert list(scan(b"\xff\xfe: [")) == []


def test_a_file_that_was_taken_away(two: Environment) -> None:
    """It holds nothing from then on."""
    (two.root / PEOPLE).unlink()
    two.commit("2008-11-29")
    with history_of(two.root) as found:
        assert PEOPLE not in dict(found.at(day("29")))
        assert PEOPLE in dict(found.at(day("28")))
        assert AGENCIES in dict(found.at(day("29")))
