"""A plan as people and programs read it, and its digest."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hopthu.provision.desired.agencies import OWNED
from hopthu.provision.plan import messages
from hopthu.provision.plan.build import Found, compare
from hopthu.provision.plan.change import Change
from hopthu.provision.plan.document import markdown, plan_data
from hopthu.provision.plan.render import change_lines, summary
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Message, Place
from hopthu.text.language import Text

from .plan_samples import BIM_SON, changes, difference, entry_of, person, plan, wanted_agencies

LEFT = person(2, name="Lê Ba", mailbox="leba", state="left", since="2008-11-15")
FULL = (
    *difference([person()]).changes,
    *changes(person(1), person(1, name="Ứng Hoè Sang", agency=BIM_SON.id)),
    *changes(person(4), person(4, mailbox="son", phone="037 385")),
    *changes(person(5, state="suspended"), person(5)),
    *changes(person(2, name="Lê Ba", mailbox="leba"), LEFT),
)
PLAN = plan(*FULL, existing=112, unmanaged=3)
DIGEST = PLAN.short_digest


class TestDigest:
    """Equal writes over equal values are equal, and nothing else is."""

    def test_it_is_stable(self) -> None:
        """The same comparison gives the same digest, whatever the order of attributes."""
        (change,) = difference([person()]).changes
        operation: Any = change.operation
        turned = dict(reversed(operation.attributes.items()))
        other = replace(change, operation=operation._replace(attributes=turned))
        assert plan(change).digest == plan(other).digest
        assert plan(change).digest == plan(change, existing=9, unmanaged=1, title="x").digest

    def test_it_is_known(self) -> None:
        """A digest in an audit line of last year can be computed again."""
        known = "f88dd413bc779839c39140b26055a8c1e036cdf0a153b863ba2883d2d420897a"
        assert plan(*changes(person(), person(title="x"))).digest == known

    @pytest.mark.parametrize(
        "other",
        [
            person(mailbox="x"),
            person(name="Ứng Hoè"),
            person(4),
            person(phone="037 385"),
            person(state="left"),
        ],
    )
    def test_it_sees_every_value(self, other: Any) -> None:
        """Another value of any attribute is another plan."""
        assert (
            plan(*difference([person()]).changes).digest
            != plan(*difference([other]).changes).digest
        )

    def test_it_sees_the_state(self) -> None:
        """Other values before, another province or kind differ; so does another order."""
        after = person(title="x")
        one = difference([after], entry_of(person())).changes
        other = difference([after], entry_of(person(title="y"))).changes
        removed = changes(person(phone="037 385"), person())
        digests = {
            plan(*one).digest,
            plan(*other).digest,
            plan(*removed).digest,
            replace(plan(*one), province="nghe_an").digest,
            replace(plan(*one), resource="agencies").digest,
            plan(*one, *removed).digest,
            plan(*removed, *one).digest,
        }
        assert len(digests) == 7

    def test_it_is_blind_to_what_others_write(self) -> None:
        """The modules of one playbook change entries in turn; the check came before all of them."""
        after = person(title="x")
        one = difference([after], entry_of(person())).changes
        later = entry_of(person(), entryCSN=(b"csn2",), mailQuota=(b"1",))
        assert plan(*one).digest == plan(*difference([after], later).changes).digest

    def test_people_compare_eight_digits(self) -> None:
        """In two groups."""
        assert PLAN.digest.startswith(DIGEST.replace(" ", ""))
        assert len(DIGEST) == 9


class TestTerminal:
    """The lines of check and apply."""

    def test_the_future_in_english(self) -> None:
        """What check prints."""
        assert summary(PLAN, "en") == (
            "Thanh Hóa, accounts: 1 to add, 1 to change, 1 to readdress, 1 to resume, "
            f"1 to suspend   (112 now, 113 after)   plan {DIGEST}"
        )

    def test_the_past_in_english(self) -> None:
        """What apply prints."""
        assert summary(PLAN, "en", seconds=0.123) == (
            "Thanh Hóa, accounts: 1 added, 1 changed, 1 readdressed, 1 resumed, "
            f"1 suspended   (113 now)   in 0.12 s   plan {DIGEST}"
        )

    def test_both_in_vietnamese(self) -> None:
        """In the operator's language, the digest apart."""
        assert summary(PLAN, "vi") == (
            "Thanh Hóa, hộp thư cán bộ: thêm 1, sửa 1, đổi địa chỉ 1, mở lại 1, khoá 1"
            f"   (hiện có 112, sau đó 113)   kế hoạch {DIGEST}"
        )
        assert summary(plan(*FULL[:1]), "vi", seconds=2) == (
            "Thanh Hóa, hộp thư cán bộ: đã thêm 1, đã sửa 0, đã khoá 0   (nay có 1)"
            f"   trong 2.00 giây   kế hoạch {plan(*FULL[:1]).short_digest}"
        )

    def test_nothing_to_do(self) -> None:
        """A second run says so."""
        assert summary(plan(existing=5, unmanaged=1), "en") == (
            "Thanh Hóa, accounts: nothing to do (4 as the inventory says)"
        )

    def test_a_plan_of_refusals_alone_is_not_nothing(self) -> None:
        """Nothing to do because nothing may be done is something else."""
        refused = plan(refusals=(messages.PROTECTED.at(id="x"),))
        assert "nothing to do" not in summary(refused, "en")

    def test_lines_in_english(self) -> None:
        """One line a change; what follows from another change is not said twice."""
        assert change_lines(PLAN, "en") == [
            "+ unghoeson@moj.gov.vn               Ứng Hoè Sơn                  "
            "thanh-hoa              Chấp hành viên",
            "~ unghoeson1@moj.gov.vn              name                         "
            "Ứng Hoè Sơn → Ứng Hoè Sang",
            "~ unghoeson1@moj.gov.vn              agency                       "
            "thanh-hoa → thanh-hoa.bim-son",
            "~ unghoeson4@moj.gov.vn              address                      "
            "unghoeson4@moj.gov.vn → son@moj.gov.vn",
            "~ unghoeson4@moj.gov.vn              telephone                    none → 037 385",
            "~ resume unghoeson5@moj.gov.vn       suspended → active",
            "- suspend leba@moj.gov.vn            left 2008-11-15",
            "  3 in the directory are not in the inventory: left alone",
        ]

    def test_lines_in_vietnamese(self) -> None:
        """The labels too."""
        lines = change_lines(PLAN, "vi", 2)
        assert lines[1].split("  ")[-1].strip() == "Ứng Hoè Sơn → Ứng Hoè Sang"
        assert "họ tên" in lines[1]
        assert lines[-2:] == [
            "  … còn 3 nữa (--diff hiện tất cả)",
            "  3 mục trong danh bạ không có trong kho dữ liệu: giữ nguyên",
        ]

    @pytest.mark.parametrize(("most", "shown"), [(None, 8), (5, 8), (4, 8), (0, 2)])
    def test_no_more_than_asked(self, most: int | None, shown: int) -> None:
        """All fit, or some and how many more; a note is always there."""
        assert len(change_lines(PLAN, "en", most)) == shown

    def test_a_derived_change_alone_is_said(self) -> None:
        """Somebody wrote another display name into the directory."""
        entry = entry_of(person(), displayName=(b"Son",), ou=(b"x",))
        lines = change_lines(plan(*difference([person()], entry).changes), "en")
        assert [line.split("  ")[-1].strip() for line in lines] == [
            "Son → Ứng Hoè Sơn",
            "x → Thi hành án dân sự tỉnh Thanh Hóa",
        ]

    def test_agencies_show_managers_as_people(self) -> None:
        """Of a DN the id is enough; an agency without a box shows its id."""
        entries = {}
        for desired in wanted_agencies():
            attributes = {**desired.entry.attributes, "displayName": (b"old",)}
            if "hopthuManager" in attributes:
                attributes["hopthuManager"] = attributes["hopthuManager"][:1]
            entries[same_dn(desired.entry.dn)] = Entry(desired.entry.dn, attributes)
        found = compare(wanted_agencies(), Found(entries, {}), OWNED).changes
        lines = change_lines(replace(plan(*found), resource="agencies"), "en")
        assert [line.split()[1] for line in lines] == [
            "thads.thanhhoa@moj.gov.vn",
            "thads.thanhhoa@moj.gov.vn",
            "thanh-hoa.bim-son",
        ]
        assert lines[1].endswith("thanh-hoa-0001 → thanh-hoa-0001, thanh-hoa-0003")

    def test_an_unknown_attribute_keeps_its_name(self) -> None:
        """A class that is missing is shown as what it is."""
        entry = entry_of(person(), objectClass=(b"top",))
        (line,) = change_lines(plan(*difference([person()], entry).changes), "en")
        assert line.split()[2] == "objectClass"

    def test_values_of_others_are_text(self) -> None:
        """A line break or an escape sequence in the directory does nothing here."""
        entry = entry_of(person(), title=(b"a\n```\n\x1b[2J\xff",))
        (line,) = change_lines(plan(*difference([person()], entry).changes), "en")
        assert line.isprintable()


class TestDocuments:
    """JSON for programs, Markdown for a pull request."""

    def test_json_survives_a_round_trip(self) -> None:
        """Nothing but plain values, and all that a program needs."""
        data = plan_data(PLAN)
        assert json.loads(json.dumps(data, ensure_ascii=False)) == data
        seen = {action: number for action, number in data["counts"].items() if number}
        assert seen == {"add": 1, "change": 1, "readdress": 1, "resume": 1, "suspend": 1}
        assert (data["existing"], data["after"], data["unmanaged"]) == (112, 113, 3)
        assert data["digest"] == PLAN.digest
        assert data["changes"][2] == {
            "action": "readdress",
            "id": "thanh-hoa-0004",
            "dn": "uid=thanh-hoa-0004,ou=people,dc=moj,dc=gov,dc=vn",
            "address": "son@moj.gov.vn",
            "name": "Ứng Hoè Sơn",
            "agency": "thanh-hoa",
            "detail": "Chấp hành viên",
            "was": "unghoeson4@moj.gov.vn",
            "kept_until": "",
            "fingerprint": FULL[2].fingerprint,
            "fields": [
                {
                    "attribute": "mail",
                    "before": ["unghoeson4@moj.gov.vn"],
                    "after": ["son@moj.gov.vn"],
                },
                {"attribute": "telephoneNumber", "before": [], "after": ["037 385"]},
            ],
        }

    def test_json_bears_refusals(self) -> None:
        """With a stable code."""
        refused = plan(refusals=(messages.PROTECTED.at(id="x"),))
        assert plan_data(refused)["refusals"] == [
            {
                "code": "plan.protected",
                "text": {
                    "en": "x is protected: no province file may touch it",
                    "vi": "x được bảo vệ: tệp của tỉnh không được động đến",
                },
                "remedy": {"en": "take the record out of the file", "vi": "bỏ bản ghi ra khỏi tệp"},
            }
        ]

    def test_notices_stand_beside_refusals(self) -> None:
        """In JSON with their code, in Markdown even where nothing changes."""
        told = plan(notices=(messages.PROTECTED.at(id="*x*"),))
        assert [notice["code"] for notice in plan_data(told)["notices"]] == ["plan.protected"]
        assert plan_data(told)["refusals"] == []
        lines = markdown([told], "en").splitlines()
        assert any(line.startswith("- \\*x\\* is protected") for line in lines)

    def test_markdown_in_english(self) -> None:
        """A table of all plans, a block for each that does something."""
        quiet = plan(existing=2, title="Nghệ An")
        lines = markdown([PLAN, quiet], "en").splitlines()
        assert lines[:6] == [
            "# What would change",
            "",
            "| province | what | add | change | suspend | now | after | plan |",
            "|---|---|--:|--:|--:|--:|--:|---|",
            f"| Thanh Hóa | accounts | 1 | 3 | 1 | 112 | 113 | `{DIGEST}` |",
            f"| Nghệ An | accounts | 0 | 0 | 0 | 2 | 2 | `{quiet.short_digest}` |",
        ]
        assert lines[7].startswith("## Thanh Hóa, accounts: 1 to add")
        assert lines[9] == "```diff"
        assert lines[10:-1] == change_lines(PLAN, "en")
        assert lines[-1] == "```"

    def test_markdown_in_vietnamese(self) -> None:
        """Headings too."""
        refused = plan(refusals=(messages.PROTECTED.at(id="x"),))
        text = markdown([refused], "vi")
        assert text.startswith("# Những gì sẽ thay đổi\n\n| tỉnh | gì | thêm |")
        assert "- **Bị từ chối**: x được bảo vệ" in text

    def test_a_hostile_name_is_no_markup(self) -> None:
        """Table, heading, refusals and code block hold whatever a name holds."""
        evil = "a|b <img src=x> [l](http://x) @an **B** `c` &lt; ~~s~~ \\ # _i_"
        shown = Message("x", Text("{id}", "{id}"), Text("", ""))
        (change,) = difference([person(name="```` ```")]).changes
        text = markdown([plan(change, title=evil, refusals=(shown.at(Place(), id=evil),))], "en")
        escaped = (
            "a\\|b \\<img src=x\\> \\[l\\](`http://x`) `@an` \\*\\*B\\*\\* \\`c\\` "
            "\\&lt; \\~\\~s\\~\\~ \\\\ \\# \\_i\\_"
        )
        assert text.count(escaped) == 3
        assert evil not in text
        block = text.splitlines()
        start = block.index("````diff")
        assert block.index("````") > start + 1
        assert block[-1] == "````"


def test_counts_and_totals() -> None:
    """Only additions make more entries."""
    only: tuple[Change, ...] = FULL[1:]
    assert plan(*only, existing=4).after == 4
    assert PLAN.after == 113
