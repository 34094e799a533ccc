"""The quota report: who is nearly full, how it grew, what it leaves for the next one."""

from __future__ import annotations

import csv
import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hopthu.records.policy import Policy
from hopthu.reports.quotas import history
from hopthu.reports.quotas.boxes import MailboxUse, total, totals, watched
from hopthu.reports.quotas.make import make_report
from hopthu.reports.quotas.render import QuotaReport, lines, markdown
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import HopthuError

LAB = Path(__file__).parents[4] / "inventory" / "lab"
POLICY = Policy.of_environment(LAB)
NOW = datetime.datetime(2026, 11, 24, 8, 30, tzinfo=datetime.UTC)
MONTH_AGO = NOW - datetime.timedelta(days=30)
GIB = 2**30


def box(name: str = "an", **more: Any) -> MailboxUse:
    """Return a mailbox of Thanh Hóa that holds 1G of 2G."""
    made = MailboxUse(f"{name}@moj.gov.vn", name.title(), "thanh-hoa", "Thanh Hóa", GIB, 2 * GIB)
    return replace(made, **more)


def told(*boxes: MailboxUse, language: str = "en", **more: Any) -> list[str]:
    """Return the lines for the terminal."""
    return lines(QuotaReport(boxes, Usage(asked=True), 80, NOW, **more), language)


class TestBoxes:
    """Numbers."""

    def test_share_and_growth_need_both_sides(self) -> None:
        """What is not known is not nought."""
        assert (box().share, box(used=None).share, box(limit=0).share) == (50, None, None)
        assert (box(before=0).growth, box().growth, box(used=None, before=1).growth) == (
            *(GIB, None, None),
        )

    @pytest.mark.parametrize(
        ("before", "days", "left"),
        [
            (GIB // 2, 30, 60.0),
            (GIB, 30, None),
            (2 * GIB, 30, None),
            (None, 30, None),
            (0, 0, None),
        ],
    )
    def test_when_it_is_full(self, before: int | None, days: float, left: float | None) -> None:
        """At the pace since the earlier report; what does not grow is never full."""
        assert box(before=before).days_left(days) == left

    def test_a_box_over_its_limit_is_full_now(self) -> None:
        """Nothing is left, and not less than nothing."""
        assert box(used=3 * GIB, before=0).days_left(30) == 0

    def test_the_fullest_come_first(self) -> None:
        """From the percentage on, and those without a limit never."""
        boxes = [box("a", used=GIB * 17 // 10), box("b", used=2 * GIB), box("c"), box("d", limit=0)]
        assert [each.address[0] for each in watched(boxes, 80)] == ["b", "a"]

    def test_totals_are_by_province(self) -> None:
        """Growth counts what is known at both times alone."""
        boxes = [box(before=0), box("b", used=None), box("c", province="Huế", before=None)]
        first, second = totals(boxes, 50)
        assert (first.title, first.boxes, first.unknown, first.used) == ("Thanh Hóa", 2, 1, GIB)
        assert (first.growth, first.watched) == (GIB, 1)
        assert (second.title, second.growth) == ("Huế", None)
        assert total("", [], 80).limit == 0


class TestText:
    """What people read."""

    def test_lines_in_english(self) -> None:
        """The sum, the trend, who is nearly full and when, the provinces."""
        full = box("binh", used=GIB * 19 // 10, before=GIB * 17 // 10)
        assert told(box(before=GIB), full, since=MONTH_AGO) == [
            "2 mailboxes hold 2.9G of 4G (72 %); 1 use 80 % or more",
            "+204.8M since 2026-10-25",
            "",
            "mailbox          of    agency     used  limit  share    trend     full on",
            "binh@moj.gov.vn  Binh  thanh-hoa  1.9G     2G   95 %  +204.8M  2026-12-09",
            "",
            "province   mailboxes  used  limit  share    trend  from 80 %",
            "Thanh Hóa          2  2.9G     4G   72 %  +204.8M          1",
        ]

    def test_lines_in_vietnamese(self) -> None:
        """Without anything to compare with, and a mailbox that is full."""
        found = told(box(used=2 * GIB), language="vi")
        assert found[:2] == [
            "1 hộp thư chứa 2G trên 2G (100 %); 1 hộp đã dùng từ 80 % trở lên",
            "chưa có báo cáo trước để so sánh",
        ]
        assert found[4].endswith("100 %     –   đã đầy")

    def test_what_is_not_known_is_said(self) -> None:
        """Which server was silent and of how many mailboxes nobody could tell."""
        usage = Usage(silent={"mail2": "no route", "mail3": ""}, asked=True)
        found = lines(QuotaReport([box(used=None, limit=0)], usage, 80, NOW), "en")
        assert found[0] == "1 mailboxes hold 0 of 0; 0 use 80 % or more"
        assert found[2:5] == [
            "no server could tell of 1 mailboxes",
            "mail2 did not tell all: no route",
            "mail3 did not tell all: ?",
        ]

    def test_the_terminal_shows_twenty(self) -> None:
        """The file all."""
        boxes = [box(f"n{number:02}", used=2 * GIB) for number in range(25)]
        found = told(*boxes)
        assert "… 5 more, see the file" in found
        assert sum("@moj.gov.vn" in line for line in found) == 20
        text = markdown(QuotaReport(boxes, Usage(asked=True), 80, NOW), "en")
        assert text.count("@moj.gov.vn") == 25

    def test_markdown_takes_no_name_for_markup(self) -> None:
        """Neither a bar nor a star."""
        text = markdown(QuotaReport([box("a|*b*", used=2 * GIB)], Usage(asked=True), 80, NOW), "en")
        assert "| a\\|`*b*@moj.gov.vn` |" in text
        assert "# Mailboxes on 2026-11-24" in text


class TestHistory:
    """Reports are what the next ones are compared with."""

    def leave(self, root: Path, days: float, used: int | None = 1) -> Path:
        """Leave a report of so many days ago."""
        when = NOW - datetime.timedelta(days=days)
        return history.leave(root, when, [box("ưng", used=used)], "x")

    def test_what_is_left_is_read_again(self, tmp_path: Path) -> None:
        """To the byte, and for the owner's eyes alone."""
        folder = self.leave(tmp_path / "runs", 1, used=123456789)
        found = history.earlier(tmp_path / "runs", NOW)
        assert found == (NOW - datetime.timedelta(days=1), {"ưng@moj.gov.vn": 123456789})
        modes = {path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}
        assert modes == {0o700, 0o600}

    def test_the_oldest_of_a_month_is_compared_with(self, tmp_path: Path) -> None:
        """Else the newest before; a report of now is no earlier one."""
        self.leave(tmp_path, 0)
        assert history.earlier(tmp_path, NOW) is None
        for days in (90, 45):
            self.leave(tmp_path, days)
        assert (found := history.earlier(tmp_path, NOW))
        assert (NOW - found.when).days == 45
        for days in (3, 29):
            self.leave(tmp_path, days)
        assert (found := history.earlier(tmp_path, NOW))
        assert (NOW - found.when).days == 29

    def test_what_is_no_report_is_passed_over(self, tmp_path: Path) -> None:
        """Folders of other runs, tables that were cut or are none of ours, unknown use."""
        (tmp_path / "20261101T000000.000000Z-accounts").mkdir()
        (tmp_path / "x-quota-report").mkdir()
        (self.leave(tmp_path, 20) / "report.csv").write_bytes(b"\xff")
        (self.leave(tmp_path, 19) / "report.csv").unlink()
        (self.leave(tmp_path, 18) / "report.csv").write_text("a,b\n1,2\n")
        self.leave(tmp_path, 17, used=None)
        self.leave(tmp_path, 2)
        assert (found := history.earlier(tmp_path, NOW))
        assert (NOW - found.when).days == 2
        assert history.earlier(tmp_path / "none", NOW) is None

    def test_a_spreadsheet_takes_no_name_for_a_formula(self, tmp_path: Path) -> None:
        """A name may begin with any sign."""
        evil = MailboxUse("a@moj.gov.vn", "=cmd()", "thanh-hoa", "Thanh Hóa", 1, 2)
        folder = history.leave(tmp_path, NOW, [evil], "")
        with (folder / "report.csv").open(encoding="utf-8-sig", newline="") as file:
            (row,) = csv.DictReader(file)
        assert (row["name"], row["percent"]) == ("'=cmd()", "50.0")

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        """The error names it and the option."""
        (tmp_path / "file").touch()
        with pytest.raises(HopthuError, match=r"cannot write here: .*hopthu_artifacts"):
            history.leave(tmp_path / "file", NOW, [], "")


class TestMake:
    """The whole of it, on the shipped lab."""

    def usage(self, used: int) -> Usage:
        """What a server tells of the manager's mailbox."""
        row = f"thads.dong@moj.gov.vn\tUser quota\tSTORAGE\t{used}\t1048576\t0\n"
        return Usage.of_answers([{"server": "mail1", "rc": 0, "stdout": row}])

    def environment(self, root: Path) -> Path:
        """An environment of one agency and one person."""
        folder = root / "provinces" / "trung_uong"
        folder.mkdir(parents=True)
        (folder / "agencies.yml").write_text(
            "agencies:\n  - id: moj\n    name: Bộ Tư pháp\n    kind: ministry\n"
            "    mailbox: thads.dong\n",
            encoding="utf-8",
        )
        (folder / "people.yml").write_text(
            "people:\n  - id: moj-0001\n    name: Ứng Hoè Sơn\n    agency: moj\n"
            "    title: Chuyên viên\n    mailbox: unghoeson\n",
            encoding="utf-8",
        )
        return root

    def test_two_reports_in_turn(self, tmp_path: Path) -> None:
        """The second is compared with the first."""
        root, runs = self.environment(tmp_path / "lab"), tmp_path / "runs"
        first = make_report(root, ["trung_uong"], POLICY, self.usage(900_000), runs, "en")
        assert first[0] == "2 mailboxes hold 878.9M of 1G (86 %); 1 use 80 % or more"
        assert first[-1].startswith("report.csv and report.md are in")
        (folder,) = runs.iterdir()
        then = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=9)
        folder.rename(runs / f"{then:%Y%m%dT%H%M%SZ}-quota-report")
        second = make_report(root, ["trung_uong"], POLICY, self.usage(1_000_000), runs, "en")
        assert second[1] == f"+97.7M since {then:%Y-%m-%d}"
        assert len(list(runs.iterdir())) == 2

    def test_without_a_folder_nothing_is_left(self, tmp_path: Path) -> None:
        """As in check mode; provinces without records are passed over."""
        root = self.environment(tmp_path / "lab")
        found = make_report(root, ["trung_uong", "x"], POLICY, self.usage(1), None, "en")
        assert not any("report.csv" in line for line in found)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["lab"]

    def test_no_server_told_anything(self, tmp_path: Path) -> None:
        """A report of nothing is an error that says why."""
        with pytest.raises(HopthuError, match="no mail server told what the mailboxes hold →"):
            make_report(tmp_path, [], POLICY, Usage(), None, "en")
        away = Usage.of_answers([{"server": "mail1", "msg": "timed out"}])
        with pytest.raises(HopthuError, match=r"hold \(mail1: timed out\) → look after"):
            make_report(tmp_path, [], POLICY, away, None, "en")
