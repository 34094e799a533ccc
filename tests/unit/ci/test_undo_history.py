"""What runs did to an entry, told from their audit lines, and what stands in an undo's way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hopthu.ci.runs.history import History
from hopthu.text.errors import HopthuError

DN = "uid=thanh-hoa-0001,ou=people,dc=moj,dc=gov,dc=vn"
PHOTO = {"base64": "/9j/"}


def line(action: str, *, dn: str = DN, **more: Any) -> dict[str, Any]:
    """An audit line that says that it was written."""
    told = {"plan": "1", "fingerprint": f"{action}-{dn}", "action": action, "dn": dn, "step": 1}
    return {**told, "before": {}, "after": {}, "outcome": "written", **more}


def history(tmp_path: Path, *lines: dict[str, Any]) -> History:
    """The history of one run with these lines."""
    plan = {"digest": "1", "resource": "province", "province": "thanh_hoa", "title": "Thanh Hóa"}
    (tmp_path / "run").mkdir(exist_ok=True)
    text = "".join(f"{json.dumps(each)}\n" for each in lines)
    (tmp_path / "run" / "audit.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "run" / "plan.json").write_text(json.dumps([{**plan, "after": 7}]))
    return History.of(tmp_path / "run")


def test_what_was_made_has_no_before(tmp_path: Path) -> None:
    """And what was changed of it afterwards is part of how it was left."""
    made = line("add", after={"title": ["a"], "jpegPhoto": [PHOTO]})
    changed = line("change", before={"title": ["a"]}, after={"title": ["b"]}, fingerprint="2")
    (passage,) = history(tmp_path, made, changed).passages.values()
    assert passage.before is None
    assert passage.after == {"title": (b"b",), "jpegPhoto": (b"\xff\xd8\xff",)}


def test_a_first_quota_is_no_new_entry(tmp_path: Path) -> None:
    """It is told as an addition, and to the entry it is a change: its undo leaves the account."""
    first = line("add", before={"mailQuota": []}, after={"mailQuota": ["5"]})
    (passage,) = history(tmp_path, first).passages.values()
    assert passage.before == {"mailQuota": ()}


def test_of_several_changes_the_first_state_counts(tmp_path: Path) -> None:
    """An attribute that was written twice goes back to what it was at first."""
    one = line("change", before={"title": ["a"]}, after={"title": ["b"]})
    two = line(
        *("change",),
        before={"title": ["b"], "sn": ["x"]},
        after={"title": ["c"], "sn": ["y"]},
        fingerprint="2",
    )
    (passage,) = history(tmp_path, one, two).passages.values()
    assert passage.before == {"title": (b"a",), "sn": (b"x",)}
    assert passage.after == {"title": (b"c",), "sn": (b"y",)}


def test_what_was_made_and_taken_away_was_never_there(tmp_path: Path) -> None:
    """Neither before nor after; of what was there before, the whole comes back."""
    made = line("add", after={"title": ["a"]})
    gone = line("retire", before={"title": ["a"], "jpegPhoto": [PHOTO]}, fingerprint="2")
    (passage,) = history(tmp_path, made, gone).passages.values()
    assert (passage.before, passage.after) == (None, None)
    (passage,) = history(tmp_path, gone).passages.values()
    assert passage.before == {"title": (b"a",), "jpegPhoto": (b"\xff\xd8\xff",)}
    assert passage.after is None


def test_what_was_not_written_has_no_way_back(tmp_path: Path) -> None:
    """A run of which nothing was written has nothing to undo; a new password neither."""
    for each in (line("change", outcome="not written"), line("reissue")):
        with pytest.raises(HopthuError):
            history(tmp_path, each)


def test_a_move_is_told_and_not_undone(tmp_path: Path) -> None:
    """Entries below it have other names since: the inventory knows the way back."""
    with pytest.raises(HopthuError) as caught:
        history(tmp_path, line("move", after={"dn": ["ou=x"]}), line("add"))
    assert DN in caught.value.render("en")


@pytest.mark.parametrize("part", ["plan", "fingerprint", "action", "dn", "before", "after"])
def test_a_line_that_lacks_something(tmp_path: Path, part: str) -> None:
    """A damaged audit is named with its file, whatever of it is missing."""
    damaged = {name: value for name, value in line("change").items() if name != part}
    with pytest.raises(HopthuError, match=r"audit\.jsonl: the audit lines of this run"):
        history(tmp_path, damaged)
    damaged[part] = {"title": 7} if part in ("before", "after") else 7
    with pytest.raises(HopthuError, match=r"audit\.jsonl: the audit lines of this run"):
        history(tmp_path, damaged)


@pytest.mark.parametrize("plans", ["{}", "1", "[1]", "[{}]", "[[]]"])
def test_plans_that_are_none(tmp_path: Path, plans: str) -> None:
    """A damaged plan.json is named, or the plan that it lacks."""
    history(tmp_path, line("change"))
    (tmp_path / "run" / "plan.json").write_text(plans, encoding="utf-8")
    with pytest.raises(HopthuError, match=r"no plan of a run|is not beside them"):
        History.of(tmp_path / "run")


def test_a_plan_that_is_lost(tmp_path: Path) -> None:
    """Without it nobody knows whose changes they were: told with the other way back."""
    history(tmp_path, line("change"))
    (tmp_path / "run" / "plan.json").unlink()
    with pytest.raises(HopthuError, match=r"undo\.ldif"):
        History.of(tmp_path / "run")
