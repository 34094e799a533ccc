"""Change files: read strictly, described by a schema; files replaced all or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.changes.change import (
    add_steps,
    change_of,
    changes_of,
    effects_of_change,
    next_path,
    read_change,
)
from hopthu.changes.contents import new_contents
from hopthu.changes.json_schema import change_schema
from hopthu.changes.kinds import STEPS
from hopthu.files import fileset
from hopthu.text.errors import HopthuError

from ..json_schema import takes
from .lifecycle_samples import FILES, PROJECT, World, change_text

TRANSFER = "- {change: transfer, people: [thanh-hoa-0002], agency: quang-ngai}"
HEAD = {"date": "2025-07-01", "by": "Vụ", "reason": "QĐ"}
STEP = {"change": "leave", "people": ["a-0001"]}


def test_the_shipped_schema_is_the_generated_one() -> None:
    """scripts/schema change was run after the last change of a kind."""
    shipped = PROJECT / "docs" / "change.schema.json"
    assert json.loads(shipped.read_text(encoding="utf-8")) == change_schema()


def test_steps_are_added_where_they_are_read_again(tmp_path: Path) -> None:
    """A reason that stands last, over several lines, would take them for a part of itself."""
    path = tmp_path / "0001-test.yml"
    head = 'date: "2025-07-01"\nby: Vụ\n'
    steps = f"steps:\n  {TRANSFER}\n"
    more: dict[str, str | tuple[str, ...]] = {"change": "leave", "people": ("thanh-hoa-0004",)}
    path.write_text(f"{head}reason: QĐ\n{steps}", encoding="utf-8")
    add_steps(read_change(path, path.name), [more])
    assert len(read_change(path, path.name).steps) == 2
    text = f"{head}{steps}reason: >-\n  QĐ\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HopthuError):
        add_steps(read_change(path, path.name), [more])
    assert path.read_text(encoding="utf-8") == text


GOOD: list[dict[str, Any]] = [
    HEAD | {"steps": [STEP]},
    HEAD | {"steps": [STEP | {"cause": "retired"}, {"change": "undo", "number": "0001"}]},
    HEAD
    | {"steps": [{"change": "merge", "agencies": ["a", "b"], "into": "c", "mailboxes": "alias"}]},
]
BAD: list[dict[str, Any]] = [
    {},
    HEAD,
    HEAD | {"steps": []},
    HEAD | {"steps": [{}]},
    HEAD | {"steps": ["leave"]},
    HEAD | {"steps": [{"change": "fire", "people": ["a-0001"]}]},
    HEAD | {"steps": [{"change": ["leave"], "people": ["a-0001"]}]},
    HEAD | {"steps": [STEP | {"people": []}]},
    HEAD | {"steps": [STEP | {"people": "a-0001"}]},
    HEAD | {"steps": [STEP | {"agency": "a"}]},
    HEAD | {"steps": [STEP | {"cause": "tired"}]},
    HEAD | {"steps": [STEP], "note": "x"},
    HEAD | {"steps": [STEP], "date": "2025-02-30"},
    {"steps": [STEP], "date": "2025-07-01", "by": "Vụ"},
]


@pytest.mark.parametrize(
    ("document", "good"), [*((d, True) for d in GOOD), *((d, False) for d in BAD)]
)
def test_schema_and_reader_agree(tmp_path: Path, document: dict[str, Any], good: bool) -> None:
    """What an editor underlines is what the command refuses, and nothing else."""
    assert takes(change_schema(), document) is good
    file = tmp_path / "0001-x.yml"
    file.write_text(json.dumps(document), encoding="utf-8")
    try:
        read_change(file, "x")
        read = True
    except HopthuError:
        read = False
    assert read is good


def test_mistakes_at_their_places(tmp_path: Path) -> None:
    """All at once: the name of the file, its head, each step."""
    file = tmp_path / "merge.yml"
    file.write_text(
        "date: 2025-07-01\nby: Vụ\nreson: QĐ\nsteps:\n  - {change: fire}\n  - {change: leave}\n",
        encoding="utf-8",
    )
    with pytest.raises(HopthuError) as raised:
        read_change(file, "merge.yml")
    assert raised.value.render().splitlines() == [
        "merge.yml: a change file is named NNNN-words.yml → call it 0007-sap-nhap.yml, for example",
        "merge.yml:1:1: reason is missing → add the line reason: …",
        "merge.yml:1:7: 2025-07-01 without quotes is read differently by different programs → "
        'write "2025-07-01"',
        "merge.yml:3:1: unknown key reson → did you mean reason?",
        f"merge.yml:5:14: change: “fire” is not one of {', '.join(STEPS)} → correct it",
        "merge.yml:6:5: people is missing → add the line people: …",
    ]


@pytest.mark.parametrize("text", ["", "- a\n", "steps: ["])
def test_no_change_at_all(tmp_path: Path, text: str) -> None:
    """An empty file, a list, half a file."""
    file = tmp_path / "0001-x.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(HopthuError):
        read_change(file, "x")


def test_numbers(world: World) -> None:
    """The next number is after the last; two files of one number are told."""
    folder = world.root / "changes"
    assert (
        next_path(world.root, "transfer thanh-hoa-0003").name == "0001-transfer-thanh-hoa-0003.yml"
    )
    for name in ("0002-a.yml", "0011-b.yml"):
        (folder / name).touch()
    assert next_path(world.root, "Sáp nhập Hà Tây").name == "0012-sap-nhap-ha-tay.yml"
    (folder / "0011-c.yml").touch()
    with pytest.raises(HopthuError, match=r"0011-c\.yml: 0011-b\.yml has the same number"):
        changes_of(world.root)


def test_two_branches_with_one_number(world: World) -> None:
    """What one of them did is not undone in the other's name, nor applied again when renamed."""
    folder = world.root / "changes"
    for name in ("0001-a", "0001-b"):
        (folder / f"{name}.yml").touch()
        (folder / f"{name}.jsonl").touch()
    with pytest.raises(HopthuError, match=r"0001-b\.jsonl: 0001-a\.jsonl has the same number"):
        effects_of_change(world.root, "0001")
    (folder / "0001-b.yml").rename(folder / "0002-b.yml")
    with pytest.raises(HopthuError, match=r"0001-b\.jsonl: .* not there: 0001-b\.yml"):
        change_of(world.root, "2")
    (folder / "0001-b.jsonl").rename(folder / "0002-b.jsonl")
    assert effects_of_change(world.root, "0001") == []
    assert change_of(world.root, "2").name == "0002-b.yml"


class Killed(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize("step", range(12))
def test_all_files_or_none(world: World, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Stopped at any rename: nothing happened, or nobody reads until the rest is done."""
    before = world.contents()
    moves = 0

    def counting(real: Any) -> Any:
        def move(*arguments: Any, **more: Any) -> Any:
            nonlocal moves
            if moves == step:
                raise Killed
            moves += 1
            return real(*arguments, **more)

        return move

    monkeypatch.setattr(Path, "replace", counting(Path.replace))
    monkeypatch.setattr(Path, "rename", counting(Path.rename))
    try:
        world.apply_steps(TRANSFER)
    except Killed:
        monkeypatch.undo()
        if (world.root / "changes" / ".pending").exists():
            with pytest.raises(HopthuError, match="a change was interrupted"):
                world.inventory()
            assert fileset.resume(world.root)
        else:
            done = (world.root / "changes" / "0001-test.jsonl").exists()
            assert done or world.contents() == before
            if not done:
                world.apply_steps(TRANSFER)
    else:
        assert step >= 11
    monkeypatch.undo()
    assert world.person("thanh-hoa-0002").agency == "quang-ngai"
    assert world.text("changes/0001-test.yml") == change_text(TRANSFER)
    assert fileset.resume(world.root) == []


def test_no_hand_edit_is_overwritten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was edited after the interruption is named, and stays."""
    monkeypatch.setattr(fileset, "_put", lambda *_: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        world.apply_steps(TRANSFER)
    monkeypatch.undo()
    path = world.root / "provinces" / "quang_ngai" / "people.yml"
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(HopthuError, match="was edited after change 0001-test was interrupted"):
        fileset.resume(world.root)
    assert path.read_text(encoding="utf-8").endswith("# mine\n")
    path.write_text(FILES["provinces/quang_ngai/people.yml"], encoding="utf-8")
    assert len(fileset.resume(world.root)) == 9
    assert world.person("thanh-hoa-0002").agency == "quang-ngai"


def test_modes_stay(world: World) -> None:
    """A file keeps its permissions."""
    path = world.root / "provinces" / "quang_ngai" / "people.yml"
    path.chmod(0o640)
    world.apply_steps(TRANSFER)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_cannot_be_written(world: World) -> None:
    """The place is named and nothing changed."""
    before = world.contents()
    (world.root / "changes").rmdir()
    (world.root / "changes").touch()
    with pytest.raises(HopthuError, match="cannot be written"):
        world.apply_steps(TRANSFER)
    assert world.contents() == before


def test_every_record_reads_as_meant(world: World) -> None:
    """A list in braces over two lines cannot be edited by line: told, and nothing is written."""
    path = world.root / "provinces" / "thanh_hoa" / "agencies.yml"
    text = path.read_text(encoding="utf-8").replace(
        "managers: [thanh-hoa-0001]", "managers: [\n      thanh-hoa-0001]"
    )
    path.write_text(text, encoding="utf-8")
    step = "- {change: managers, agency: thanh-hoa, managers: [thanh-hoa-0002]}"
    world.apply_steps(step)
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["agencies"][0]["managers"] == [
        "thanh-hoa-0002"
    ]


def test_after_9999_comes_10000(world: World) -> None:
    """In their order, each by its number; one that begins alike is another."""
    folder = world.root / "changes"
    (folder / "9999-last.yml").write_text(change_text(TRANSFER), encoding="utf-8")
    path = next_path(world.root, "leave thanh-hoa-0001")
    assert path.name == "10000-leave-thanh-hoa-0001.yml"
    path.write_text(change_text(TRANSFER), encoding="utf-8")
    (folder / "1000-first.yml").write_text(change_text(TRANSFER), encoding="utf-8")
    assert [each.name[:5] for each in changes_of(world.root)] == ["1000-", "9999-", "10000"]
    assert read_change(path, path.name).number == "10000"
    assert change_of(world.root, "1000").name == "1000-first.yml"
    assert change_of(world.root, "10000") == path


@pytest.mark.parametrize("name", ["people.yml", "agencies.yml"])
def test_what_was_not_written_as_meant_is_not_in_force(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """An edit by line that went wrong is noticed when it is read back, with key and value."""

    def wrong(*given: Any) -> dict[Path, str]:
        contents = new_contents(*given)
        (path,) = (each for each in contents if each.name == name)
        return {**contents, path: contents[path].replace("Bỉm Sơn", "Sầm Sơn")}

    monkeypatch.setattr("hopthu.changes.apply.new_contents", wrong)
    before = world.contents()
    steps = {
        "people.yml": "- {change: rename, person: thanh-hoa-0002, name: Lê Bỉm Sơn}",
        "agencies.yml": "- {change: rename-agency, agency: thanh-hoa.bim-son, name: THADS Bỉm Sơn}",
    }
    with pytest.raises(HopthuError) as caught:
        world.apply_steps(steps[name])
    assert {problem.code for problem in caught.value.problems} == {"change.not-as-meant"}
    assert world.contents() == before
    assert not (world.root / fileset.PENDING).exists()
