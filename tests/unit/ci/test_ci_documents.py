"""A review as a file, as Markdown and as a page."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from hopthu.ci.review.markdown import headline, review_markdown
from hopthu.ci.review.mask import HIDDEN, Mask
from hopthu.ci.review.page import review_page
from hopthu.ci.review.review import Review, Status
from hopthu.provision.plan import messages
from hopthu.provision.plan.document import markdown, plan_data
from hopthu.provision.plan.recorded import recorded_plan
from hopthu.text.errors import HopthuError
from tests.unit.provision.plan.plan_samples import (
    BIM_SON,
    changes,
    difference,
    entry_of,
    person,
    plan,
)

CHANGES = (
    *difference([person()]).changes,
    *changes(person(1), person(1, name="Ứng Hoè Sang", agency=BIM_SON.id, phone="037 385")),
    *changes(person(4), person(4, mailbox="son")),
    *changes(person(2), person(2, state="left", since="2008-11-15")),
)
PLAN = plan(*CHANGES, existing=112, unmanaged=3)
REFUSAL = messages.PROTECTED.at(id="{x}", label="Ứng Hoè Sơn", why="son@moj.gov.vn")
REFUSED = plan(*CHANGES[:1], refusals=(REFUSAL,), notices=(REFUSAL,))


class TestRecorded:
    """What a run recorded is shown as the run showed it."""

    @pytest.mark.parametrize("language", ["en", "vi"])
    @pytest.mark.parametrize("made", [PLAN, REFUSED, plan(existing=2)])
    def test_a_plan_read_again_reads_the_same(self, made: Any, language: str) -> None:
        """To the letter, in both languages."""
        data = json.loads(json.dumps(plan_data(made)))
        assert markdown([recorded_plan(data)], language) == markdown([made], language)


class TestReview:
    """The file that is reviewed."""

    def test_status(self, review_of: Any) -> None:
        """Refused before changed before nothing."""
        assert review_of(PLAN, plan(existing=2)).status is Status.CHANGE
        assert review_of(PLAN, REFUSED).status is Status.REFUSED
        assert review_of(plan(existing=2)).status is Status.NOTHING
        assert review_of().status is Status.NOTHING
        assert review_of(lost=("ha_tay",)).status is Status.REFUSED

    def test_the_digest_is_of_the_work(self, review_of: Any) -> None:
        """Not of commit, time, or the order of the plans; a change more is another digest."""
        review = review_of(PLAN, plan(existing=2))
        assert review.digest == replace(review, commit="x", made="y").digest
        assert review.digest == review_of(PLAN).digest
        assert review.digest != review_of(plan(*CHANGES[1:])).digest

    def test_a_file_is_read_as_it_was_written(self, review_of: Any, tmp_path: Path) -> None:
        """And says who it is for programs."""
        review = review_of(PLAN, override={"suspend": 23}, lost=("ha_tay",))
        path = tmp_path / "plan.json"
        path.write_text(review.to_json(), encoding="utf-8")
        assert Review.read(path) == review
        data = json.loads(path.read_text(encoding="utf-8"))
        assert (data["status"], data["counts"]["add"], data["digest"]) == (
            "refused",
            1,
            review.digest,
        )

    @pytest.mark.parametrize(
        "turn",
        [
            lambda data: data["override"].update(suspend=99),
            lambda data: data["plans"][0]["changes"].pop(),
            lambda data: data.update(commit="evil"),
        ],
    )
    def test_a_changed_file_is_refused(self, turn: Any, review_of: Any, tmp_path: Path) -> None:
        """Whatever was changed in it."""
        data = json.loads(review_of(PLAN).to_json())
        turn(data)
        path = tmp_path / "plan.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        with pytest.raises(HopthuError, match="changed after it was made"):
            Review.read(path)

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 9}', "null"])
    def test_another_file_is_refused(self, text: str, tmp_path: Path) -> None:
        """With its name and what to do."""
        path = tmp_path / "plan.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(HopthuError, match=r"plan\.json: this is no plan of scripts/ci plan"):
            Review.read(path)
        with pytest.raises(HopthuError, match="No such file"):
            Review.read(tmp_path / "other.json")


class TestMarkdown:
    """For the comment of a pull request."""

    def test_the_summary_comes_first(self, review_of: Any) -> None:
        """What, how many, which digest; then the table; then all changes."""
        review = review_of(PLAN, override={"suspend": 23})
        text = review_markdown(review, "en")
        assert text.startswith(
            "# hopthu: 1 to add, 1 to change, 1 to readdress, 1 to suspend   "
            f"(plan {review.short_digest})\n\n- Provinces: Thanh Hóa\n"
        )
        assert "beyond the limits: `suspend=23`" in text
        assert "Within the limits" in text
        assert text.index("| Thanh Hóa | accounts |") < text.index("```diff")
        assert text.count("\n+ ") == 1

    def test_refusals_come_first(self, review_of: Any) -> None:
        """In the summary, and their sections before the others."""
        text = review_markdown(review_of(PLAN, REFUSED, lost=("ha_tay",)), "vi")
        assert text.startswith("# hopthu: Bị từ chối, thêm 2")
        assert "- ha\\_tay: các bản ghi không còn" in text
        assert text.index("{x} được bảo vệ") < text.index("| tỉnh |")
        sections = text.split("\n## ")
        assert "Bị từ chối" in sections[1]

    def test_nothing(self, review_of: Any) -> None:
        """Is one line and the facts."""
        review = review_of(plan(existing=2), whole=True)
        assert headline(review, "en") == "Nothing to do"
        assert "- Provinces: all 1" in review_markdown(review, "en")

    @pytest.mark.parametrize("limit", [2_000, 3_000, 10_000, 65_000])
    def test_it_fits(self, limit: int, review_of: Any) -> None:
        """However many changes: says that and where it was cut, and ends its code block."""
        many = [change for n in range(900) for change in difference([person(n)]).changes]
        review = review_of(plan(*many), plan(*many[:3], title="Nghệ An"))
        text = review_markdown(review, "vi", limit)
        assert limit - 300 < len(text) <= limit
        assert f"Đã cắt còn {limit} ký tự" in text[:400]
        assert "dòng nữa\n" in text[-40:]
        assert text.count("```") % 2 == 0

    def test_many_refusals_fit(self, review_of: Any) -> None:
        """The summary names the first of them."""
        review = review_of(plan(refusals=(REFUSAL,) * 9_000))
        text = review_markdown(review, "en")
        assert len(text) <= 65_000
        assert "… 8970 more reasons" in text


class TestMask:
    """What policy hides."""

    NAMES = ("Ứng Hoè", "Ứng Hoè Sơn", "Ứng Hoè Sang")

    def masked(self, *kinds: str) -> str:
        """All documents of both plans in one text."""
        mask = Mask(frozenset(kinds), self.NAMES, "moj.gov.vn")
        plans = [mask.plan(plan_data(each)) for each in (PLAN, REFUSED)]
        return json.dumps(plans, ensure_ascii=False)

    def test_nothing_is_hidden_by_default(self) -> None:
        """Of what is no secret."""
        assert HIDDEN not in self.masked()

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("name", "Ứng Hoè"),
            ("address", "@moj.gov.vn"),
            ("telephone", "037 385"),
            ("title", "Chấp hành viên"),
        ],
    )
    def test_a_kind_is_hidden_everywhere(self, kind: str, value: str) -> None:
        """In changes, fields and the texts of refusals, and nothing else is."""
        assert value in self.masked()
        text = self.masked(kind)
        assert value not in text
        others = {"Ứng Hoè", "@moj.gov.vn", "037 385", "Chấp hành viên"} - {value}
        assert all(other in text for other in others)

    def test_passwords_are_always_hidden(self) -> None:
        """Even where policy hides nothing, and no fingerprint gives them away."""
        (change,) = changes(person(), person(title="x"))
        secret = change.fields[0]._replace(attribute="userPassword", after=(b"{ARGON2}x",))
        data = plan_data(plan(replace(change, fields=(secret,))))
        text = json.dumps(Mask(frozenset(), (), "moj.gov.vn").plan(data), ensure_ascii=False)
        assert "ARGON2" not in text
        entry = entry_of(person(8), userPassword=(b"{ARGON2}x",))
        (made,) = difference([person(8)]).changes
        operation: Any = made.operation
        other = replace(made, operation=operation._replace(attributes={**entry.attributes}))
        again = {**entry.attributes, "userPassword": (b"{ARGON2}y",)}
        third = replace(made, operation=operation._replace(attributes=again))
        assert other.fingerprint == third.fingerprint != made.fingerprint

    def test_digests_stay(self) -> None:
        """They are what a masked plan is recognised by."""
        data = plan_data(PLAN)
        masked = Mask(frozenset({"name"}), self.NAMES, "moj.gov.vn").plan(data)
        assert masked["digest"] == data["digest"]
        assert [c["fingerprint"] for c in masked["changes"]] == [
            c["fingerprint"] for c in data["changes"]
        ]


class _Page(HTMLParser):
    """Collects what a page loads or runs, and whether its elements are closed in order."""

    VOID = frozenset({"meta", "input", "br", "link", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: set[str] = set()
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.wrong += [name for name, _ in attrs if name.startswith("on") or name == "src"]
        self.scripts += tag == "script"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open.pop() != tag:
            self.wrong.append(tag)


class TestPage:
    """plan.html."""

    @pytest.mark.parametrize("made", [[PLAN, REFUSED], [plan(existing=3)], []])
    def test_it_is_one_sound_page(self, made: Any, review_of: Any) -> None:
        """Every element is closed; nothing is loaded, nothing runs but the choice of language."""
        page = _Page()
        page.feed(review_page(review_of(*made, override={"suspend": 3}, lost=("ha_tay",)), "vi"))
        assert page.open == []
        assert page.wrong == []
        assert not page.tags & {"link", "img", "iframe"}
        assert page.scripts == 1

    def test_it_has_both_languages_and_all_changes(self, review_of: Any) -> None:
        """And opens in the operator's."""
        text = review_page(review_of(PLAN, REFUSED), "vi")
        assert 'id="vi" checked' in text
        assert 'id="en" checked' in review_page(review_of(PLAN), "en")
        assert '<span lang="vi">thêm 2, sửa 1' in text
        assert '<span lang="en">2 to add, 1 to change' in text
        assert text.count('class="sign"') == 5
        assert "{x} được bảo vệ" in text

    def test_reasons_of_one_kind_stand_together(self, review_of: Any) -> None:
        """What mends them is said once."""
        names = ("an", "binh", "chi")
        refusals = [messages.PROTECTED.at(id=name, label="x", why="y") for name in names]
        text = review_page(review_of(plan(*CHANGES[:1], refusals=tuple(refusals))), "en")
        assert text.count('class="box refused"') == 1
        assert text.count('class="remedy"') == 1
        assert all(f"{name} is protected" in text for name in names)

    def test_numbers_are_written_as_each_language_writes_them(self, review_of: Any) -> None:
        """In every cell."""
        text = review_page(review_of(plan(*CHANGES, existing=12345)))
        assert '<span lang="vi">12.345</span><span lang="en">12,345</span>' in text
        assert "12345" not in text

    def test_a_hostile_name_is_no_markup(self, review_of: Any) -> None:
        """Names come from forms, values from the directory."""
        evil = '<script>alert("x")</script>'
        text = review_page(review_of(plan(*difference([person(name=evil)]).changes, title=evil)))
        assert evil not in text
        assert text.count("<script") == 1
        assert "&lt;script&gt;" in text
