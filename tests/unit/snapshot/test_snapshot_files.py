"""Files of all kinds go into a snapshot as text, which differs where they say something else."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.snapshot.compare import differences
from tests.snapshot.files import keep_file, keep_folder, tidy_ldif


def plain(text: str) -> str:
    """No normalising but that of a year, as names of runs have it."""
    return text.replace("2026", "NOW")


def test_runs_are_named_in_their_order(tmp_path: Path) -> None:
    """Names that would be the same are numbered; modes are told."""
    for name in ("2026b-accounts", "2026a-quotas"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "plan.md").write_text(name)
    (tmp_path / "runs" / "2026a-quotas" / "plan.md").chmod(0o600)
    (tmp_path / "runs" / "2026b-accounts" / "plan.md").chmod(0o644)
    keep_folder(tmp_path / "runs", tmp_path / "kept", plain)
    assert (tmp_path / "kept" / "NOWa-quotas~1" / "plan.md").read_text() == "NOWa-quotas"
    modes = (tmp_path / "kept" / "MODES.txt").read_text().splitlines()
    assert modes == ["0600 NOWa-quotas~1/plan.md", "0644 NOWb-accounts~1/plan.md"]


def test_office_files_are_their_parts(tmp_path: Path) -> None:
    """Two workbooks that were zipped at different times are equal; a tag a line."""
    for number in (1, 2):
        book = zipfile.ZipInfo("xl/sheet.xml", (2000 + number, 1, 1, 0, 0, 0))
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr(book, "<a><b>1</b></a>")
        keep_file(tmp_path / "a.xlsx", tmp_path / str(number) / "a.xlsx", plain)
    text = (tmp_path / "1" / "a.xlsx" / "xl" / "sheet.xml").read_text()
    assert text == "<a>\n<b>1</b>\n</a>"
    assert differences(tmp_path / "1", tmp_path / "2") == []


def test_what_cannot_be_read_is_told_by_its_digest(tmp_path: Path) -> None:
    """A picture that changes is noticed; what is sealed is there, and no more can be said."""
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    (tmp_path / "a.age").write_bytes(b"\xff\x00")
    keep_file(tmp_path / "a.png", tmp_path / "kept" / "a.png", plain)
    keep_file(tmp_path / "a.age", tmp_path / "kept" / "a.age", plain)
    assert (tmp_path / "kept" / "a.png").read_text().startswith("4 bytes, SHA-256 ")
    assert "random" in (tmp_path / "kept" / "a.age").read_text()


def test_a_dump_in_a_fixed_order() -> None:
    """Entries and values are sorted, base64 is read, passwords are there or not."""
    dump = "dn: cn=b\nmail: b\ncn:: w4FuaA==\nuserPassword:: e0FSR09OMn0=\n\ndn: cn=a\ncn: a\n"
    expected = "dn: cn=a\ncn: a\n\ndn: cn=b\ncn: Ánh\nmail: b\nuserPassword: PRESENT\n"
    assert tidy_ldif(dump) == expected


def test_differences_are_told_with_their_lines(tmp_path: Path) -> None:
    """A changed word, a file that is new, one that is gone."""
    for side, word in (("before", "added"), ("after", "made")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "same.txt").write_text("a\n")
        (tmp_path / side / "apply.txt").write_text(f"one\n93 {word}\n")
        (tmp_path / side / f"{side}.txt").write_text("")
    told = differences(tmp_path / "before", tmp_path / "after")
    assert told == [
        "new      after.txt",
        "differs  apply.txt",
        "    @@ -2 +2 @@",
        "    -93 added",
        "    +93 made",
        "gone     before.txt",
    ]
