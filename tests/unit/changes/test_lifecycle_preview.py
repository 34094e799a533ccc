"""The report of a change: what it counts, shows and asks; the same on each way out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from hopthu.changes.reach import Reach, Rule, reach
from hopthu.records.model import Agency, FormerMailbox, Inventory, Person, Province
from hopthu.reports.changes.preview import preview
from hopthu.text.document.markdown import as_markdown
from hopthu.text.document.model import Column, Document, Section
from hopthu.text.document.page import as_html
from hopthu.text.document.terminal import print_document
from hopthu.text.language import Text

from .lifecycle_samples import World, change_text

Run = Callable[..., tuple[int, str, str]]
STEPS = """
- {change: found, agency: lam-son, name: Thi hành án Lam Sơn, kind: province, parent: thads}
- {change: merge, agencies: [thanh-hoa.bim-son], into: thanh-hoa, mailboxes: alias}
- {change: merge, agencies: [quang-ngai], into: thanh-hoa}
- {change: leave, people: [thanh-hoa-0003], cause: retired}
- {change: rename, person: thanh-hoa-0002, name: Lê Thị Mai, mailbox: lethimai}
- {change: move, agency: thanh-hoa, parent: moj}
- {change: recode, agency: thanh-hoa, code: "39"}
"""


def _title(section: Section) -> str:
    assert isinstance(section.title, Text)
    return section.title.en


def rows(document: Document, title: str) -> list[tuple[str, ...]]:
    """The rows of a section, in English."""
    for section in document.sections:
        if _title(section) == title:
            return [
                tuple(cell.en if isinstance(cell, Text) else str(cell) for cell in row)
                for row in section.rows
            ]
    return []


def test_what_a_report_holds(world: World) -> None:
    """Counts, agencies, people, addresses, managers: each in its table."""
    document = preview(world.try_steps(STEPS, "2025-07-01"))
    assert {name.en: str(value) for name, value in document.facts}["As of"] == "2025-07-01"
    assert rows(document, "Counts") == [
        ("ministries", "1", "1", "0"),
        ("departments", "1", "1", "0"),
        ("agencies of provinces", "2", "2", "0"),
        ("agencies of districts", "1", "0", "-1"),
        ("people in service", "4", "3", "-1"),
        ("people suspended", "1", "1", "0"),
        ("people who left", "0", "1", "1"),
    ]
    thanh_hoa = "Thi hành án dân sự tỉnh Thanh Hóa (thanh-hoa)"
    quang_ngai = "Thi hành án dân sự tỉnh Quảng Ngãi (quang-ngai)"
    bim_son = "Thi hành án dân sự thị xã Bỉm Sơn (thanh-hoa.bim-son)"
    assert rows(document, "Agencies before and after") == [
        ("–", "–", "–", "new", "Thi hành án Lam Sơn (lam-son)", "", "0"),
        (thanh_hoa, "38", "2", "other code, moves: thads → moj", thanh_hoa, "39", "4"),
        (quang_ngai, "51", "1", "becomes part of", thanh_hoa, "39", "4"),
        (bim_son, "381", "2", "becomes part of", thanh_hoa, "39", "4"),
    ]
    assert rows(document, "People who change their agency") == [
        (quang_ngai, thanh_hoa, "1"),
        (bim_son, thanh_hoa, "2"),
    ]
    assert rows(document, "People who leave") == [
        ("Trần Văn Bình", "thanh-hoa-0003", "Trưởng Thi hành án dân sự", bim_son.partition(" (")[0],
         "tranvanbinh", "2026-07-01"),
    ]  # fmt: skip
    assert rows(document, "Addresses that change") == [
        ("Lê Thị Mai (thanh-hoa-0002)", "lethihoa", "lethimai", "2026-07-01")
    ]
    assert rows(document, "New addresses") == [("thads.lamson", "Thi hành án Lam Sơn (lam-son)")]
    assert rows(document, "Addresses that go to another mailbox") == [
        ("thads.bimson.thanhhoa", bim_son, thanh_hoa, "2027-07-01")
    ]
    assert rows(document, "Mailboxes of agencies that end") == [
        ("thads.quangngai", quang_ngai.partition(" (")[0], thanh_hoa, "2027-07-01")
    ]
    managers = rows(document, "Who manages the agencies' mailboxes")
    assert managers[1] == (
        thanh_hoa.partition(" (")[0],
        "thads.thanhhoa",
        "Ứng Hoè Sơn",
        "Ứng Hoè Sơn, Lê Thị Mai, Võ Thị Sáu",
    )
    codes = [row[0] for row in rows(document, "To look after")]
    assert len(codes) == 2  # nobody manages Lam Sơn's box, Thanh Hóa has two heads


def test_lists_follow_their_agencies(world: World) -> None:
    """Those of an agency that ends reach nobody; those of its successor reach its people too."""
    document = preview(world.try_steps(STEPS, "2025-07-01"))
    lists = {row[1]: row[2:] for row in rows(document, "Mailing lists")}
    assert lists["Cán bộ Thi hành án dân sự thị xã Bỉm Sơn"] == (
        "reaches nobody any more", "1", "–", "–", "tranvanbinh"
    )  # fmt: skip
    assert lists["Cán bộ Thi hành án dân sự tỉnh Thanh Hóa"] == (
        *("other members", "2", "3"), "vothisau", "–"
    )  # fmt: skip
    same = preview(world.try_steps("- {change: retitle, people: [quang-ngai-0001], title: A}"))
    titles = set(map(_title, same.sections))
    assert "Agencies before and after" not in titles


def test_what_has_to_be_decided_comes_first(world: World) -> None:
    """With the step that is proposed, as it would stand in the file; an error with its remedy."""
    document = preview(world.try_steps("- {change: leave, people: [thanh-hoa-0001]}"))
    assert document.sections[0].alarm
    assert rows(document, "To be decided") == [
        (
            "nobody would manage the mailbox of thanh-hoa any more",
            "- change: managers agency: thanh-hoa managers: [thanh-hoa-0002]",
        )
    ]
    document = preview(world.try_steps("- {change: leave, people: [nobody-0001]}"))
    assert rows(document, "Mistakes") == [
        ("nobody-0001 is nobody in the inventory", "correct the id")
    ]
    document = preview(world.try_steps("- {change: leave, people: [nobody-0001, nobody-0002]}"))
    assert rows(document, "Mistakes") == [
        ("nobody-0001 is nobody in the inventory", "correct the id"),
        ("nobody-0002 is nobody in the inventory", ""),
    ]
    document = preview(world.try_steps("- {change: leave, people: [quang-ngai-0001]}"))
    ((what, remedy),) = rows(document, "To be decided")
    assert what.startswith("nobody would manage")
    assert remedy == "name somebody in a step “change: managers”"


def test_an_address_that_closes(world: World) -> None:
    """It is in the table of those that receive no more."""
    step = "- {change: merge, agencies: [thanh-hoa.bim-son], into: thanh-hoa, mailboxes: close}"
    document = preview(world.try_steps(step))
    ((address, _),) = rows(document, "Addresses that receive no more")
    assert address == "thads.bimson.thanhhoa"


@pytest.fixture
def run(world: World, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run scripts/change on the environment."""
    return lambda *arguments: world.run(capsys, *arguments)


def test_preview_accept_apply(world: World, run: Run, tmp_path: Path) -> None:
    """Asked, answered as proposed, applied; the report in three shapes on the way."""
    path = world.root / "changes" / "0001-nghi.yml"
    before = world.contents()
    steps = """
- {change: transfer, people: [quang-ngai-0001], agency: thanh-hoa}
- {change: managers, agency: quang-ngai, managers: [thanh-hoa-0004]}
- {change: leave, people: [thanh-hoa-0001]}
"""
    path.write_text(change_text(steps) + "...\n", "utf-8")
    words = ("--markdown", str(tmp_path / "a.md"), "--html", str(tmp_path / "a.html"))
    status, out, _ = run("preview", "0001", *words)
    assert (status, "To be decided (1)" in out) == (1, True)
    assert "## To be decided (1)" in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "Phải quyết định" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert run("accept", "0001")[1] == "Wrote 1 steps into env/changes/0001-nghi.yml.\n"
    assert run("accept", "0001")[1] == "Wrote 0 steps into env/changes/0001-nghi.yml.\n"
    assert path.read_text(encoding="utf-8").endswith(
        "  - change: managers\n    agency: thanh-hoa\n    managers: [quang-ngai-0001]\n...\n"
    )
    assert world.contents() == before
    assert run("preview", "0001")[0] == 0
    assert run("apply", "0001")[0] == 0
    assert world.agency("thanh-hoa").managers == ("quang-ngai-0001",)
    assert run("preview", "0001")[1] == "0001-nghi.yml is applied already: nothing to do.\n"


SECTION = Section(
    Text("Rows", "Dòng"),
    (Column(Text("a|b", "a|b")), Column(Text("n", "số"), number=True)),
    [("<b>{x}\x1b[31m", 1), (Text("en", "vi"), 2), ("c", 3)],
    note=Text("note", "ghi chú"),
)
DOCUMENT = Document(Text("Title", "Tựa"), [(Text("By", "Bởi"), "*Lê*")], [SECTION])


def test_nothing_acts_in_a_report() -> None:
    """What records hold is text: no markup of a page, of Markdown or of the terminal."""
    page = as_html(DOCUMENT, "vi")
    assert "&lt;b&gt;{x}\N{REPLACEMENT CHARACTER}[31m" in page
    assert '<span lang="vi">vi</span><span lang="en">en</span>' in page
    assert "http" not in page.replace("http-equiv", "")
    text = as_markdown(DOCUMENT, 2, "vi")
    assert text == (
        "# Tựa\n\n- Bởi: \\*Lê\\*\n\n## Dòng (3)\n\nghi chú\n\n| a\\|b | số |\n| --- | --: |\n"
        "| \\<b\\>{x}\N{REPLACEMENT CHARACTER}\\[31m | 1 |\n| vi | 2 |\n\n… và 1 dòng nữa\n"
    )
    stream = io.StringIO()
    print_document(DOCUMENT, Console(file=stream, width=60), 1)
    assert "<b>{x}\N{REPLACEMENT CHARACTER}[31m" in stream.getvalue()
    assert "… and 2 more rows" in stream.getvalue()


def test_where_letters_go() -> None:
    """By main, other, former and expired addresses; boxes of those who are gone are kept."""
    agency = Agency(
        id="a", name="A", kind="district", mailbox="a", state="ended", since="2025-01-01"
    )
    shut = Agency(
        id="b", name="B", kind="district",
        former_mailboxes=(FormerMailbox(mailbox="b", until="2030-01-01"),),
    )  # fmt: skip
    person = Person(
        id="a-0001", name="Lê", agency="a", title="x", mailbox="le", aliases=("an",),
        former_mailboxes=(
            FormerMailbox(mailbox="old", until="2025-07-01"),
            FormerMailbox(mailbox="older", until="2025-06-30"),
            FormerMailbox(mailbox="oldest"),
        ),
    )  # fmt: skip
    inventory = Inventory({"x": Province("x", (agency, shut), (person,))})
    assert reach(inventory, "2025-07-01") == {
        "a": Reach("a", Rule.KEPT),
        "b": Reach("b", Rule.EXPIRED, "2030-01-01"),
        "le": Reach("a-0001", Rule.BOX),
        "an": Reach("a-0001", Rule.ALIAS),
        "old": Reach("a-0001", Rule.FORMER, "2025-07-01"),
        "older": Reach("a-0001", Rule.EXPIRED, "2025-06-30"),
        "oldest": Reach("a-0001", Rule.FORMER),
    }
    without = Inventory({"x": Province("x", (agency,), (person,))})
    assert reach(inventory, "2025-07-01").keys() - reach(without, "2025-07-01").keys() == {"b"}


@pytest.mark.parametrize(
    "text",
    [
        change_text("- {change: leave, people: [thanh-hoa-0001]}") + "# the end\n",
        'date: "2008-12-01"\nsteps:\n  - {change: leave, people: [thanh-hoa-0001]}\n'
        "by: V\nreason: Q\n",
        'date: "2008-12-01"\nby: V\nreason: Q\n'
        "steps: [{change: leave, people: [thanh-hoa-0001]}]\n",
    ],
)
def test_where_a_step_can_be_added(world: World, run: Run, text: str) -> None:
    """At the end of a list of lines; elsewhere it is refused and the file stays."""
    path = world.root / "changes" / "0001-nghi.yml"
    path.write_text(text, "utf-8")
    status, _, err = run("accept", "0001")
    if "# the end" in text:
        assert (status, run("apply", "0001")[0]) == (0, 0)
    else:
        assert (status, bool(err)) == (2, True)
        assert path.read_text(encoding="utf-8") == text
