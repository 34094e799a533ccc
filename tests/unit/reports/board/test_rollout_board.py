"""The board: from records, their history and what servers tell to counts, days and next steps."""

from __future__ import annotations

import datetime
import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import yaml

from hopthu.records.policy.rollout import Rollout
from hopthu.reports.board.board import Board, Counts, FormStatus, percent
from hopthu.reports.board.facts.units import units
from hopthu.reports.board.pages.page import page
from hopthu.reports.board.pages.workbook import workbook
from hopthu.reports.quotas import history
from hopthu.reports.quotas.boxes import MailboxUse
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import HopthuError

from .rollout_samples import DAY, POLICY, Environment, agency, of, person


def said(board: Board, language: str = "en") -> list[str]:
    """The next steps as they are read."""
    return [step.text.render(language=language) for step in board.steps]


class TestForms:
    """Whether a form came, on which day, and how late."""

    def test_each_phase_by_what_it_registers(self, two: Environment) -> None:
        """Managers are the agencies' form; the others are the staff's, by their agency."""
        forms = of(two.board(), "thanh_hoa").forms
        first, second, third = forms.values()
        assert (first.status, first.received, first.days) == (
            *(FormStatus.CAME_LATE, datetime.date(2008, 11, 24), 4),
        )
        assert (second.status, second.received) == (
            FormStatus.RECEIVED,
            datetime.date(2008, 11, 18),
        )
        assert (third.status, third.received) == (FormStatus.RECEIVED, datetime.date(2008, 11, 25))

    def test_managers_alone_are_no_list_of_staff(self, two: Environment) -> None:
        """They came with the agencies; the list is late all the same."""
        province = of(two.board(), "quang_ngai")
        assert province.forms["agencies"].status is FormStatus.RECEIVED
        assert province.forms["provinces"].status is FormStatus.LATE
        assert (province.forms["districts"].status, province.days_late) == (FormStatus.AWAITED, 5)

    def test_who_managed_once_is_no_list_either(self, two: Environment) -> None:
        """A new manager does not make a list of staff of the one before."""
        own = agency("quang-ngai", "province", managers=["quang-ngai-0002"])
        two.put("quang_ngai", [own], [person(number, "quang-ngai") for number in (1, 2)])
        two.commit("2008-11-10")
        assert of(two.board(), "quang_ngai").forms["provinces"].status is FormStatus.LATE

    def test_the_day_before_the_deadline_and_after(self, two: Environment) -> None:
        """On the day itself nobody is late."""
        due = datetime.date(2008, 11, 20)
        for days, status in (
            (-3, FormStatus.AWAITED),
            (0, FormStatus.AWAITED),
            (1, FormStatus.LATE),
        ):
            form = of(two.board(due + datetime.timedelta(days)), "ha_noi").forms["provinces"]
            assert (form.status, form.days) == (status, abs(days))

    def test_how_many_agencies_a_form_names(self, two: Environment) -> None:
        """Of all that the province had in 2008."""
        forms = of(two.board(), "thanh_hoa").forms
        assert (forms["agencies"].named, forms["agencies"].of) == (1, 28)
        assert (forms["provinces"].named, forms["provinces"].of) == (1, 1)
        assert (forms["districts"].named, forms["districts"].of) == (1, 27)

    def test_without_git_a_form_is_in_and_its_day_is_not_known(
        self, environment: Environment
    ) -> None:
        """It is not late for that, and the board says what it does not know."""
        environment.put("thanh_hoa", [agency("thanh-hoa", "province")], [person(1, "thanh-hoa")])
        board = environment.board()
        form = of(board, "thanh_hoa").forms["provinces"]
        assert (form.status, form.received) == (FormStatus.RECEIVED, None)
        assert board.undated
        assert "git cannot tell" in board.undated.en

    def test_a_record_that_is_not_committed_yet(self, two: Environment) -> None:
        """It is in, on a day that is not known; the rest keeps its days."""
        two.put("ha_noi", [agency("ha-noi", "province")], [person(1, "ha-noi")])
        board = two.board()
        assert of(board, "ha_noi").forms["provinces"].received is None
        assert of(board, "ha_noi").forms["provinces"].is_in
        assert of(board, "thanh_hoa").forms["provinces"].received

    def test_where_a_phase_covers_nothing_no_form_is_asked_for(self, two: Environment) -> None:
        """It is neither late nor counted, in figures, sheet or share; districts ended in 2025."""
        two.put("quang_ngai", [
            agency("quang-ngai", "province", managers=["quang-ngai-0001"]),
            agency("quang-ngai.khu-vuc-1", "region", parent="quang-ngai",
                   managers=["quang-ngai-0002"]),
        ], [person(1, "quang-ngai"), person(2, "quang-ngai.khu-vuc-1"),
            person(3, "quang-ngai"), person(4, "quang-ngai.khu-vuc-1")])  # fmt: skip
        ended = {"state": "ended", "since": "2025-07-01", "successor": "quang-ngai"}
        two.put("kon_tum", [agency("kon-tum", "province", **ended)])
        districts = replace(POLICY.rollout.phases[2], due=DAY)
        phases = (*POLICY.rollout.phases[:2], districts)
        policy = replace(POLICY, rollout=replace(POLICY.rollout, phases=phases))
        board = two.board(datetime.date(2025, 7, 2), policy=policy)
        province = of(board, "quang_ngai")
        assert province.forms["districts"].status is FormStatus.NOT_APPLICABLE
        assert (province.days_late, province.share) == (0, 100)
        assert of(board, "ha_noi").forms["districts"].status is FormStatus.LATE
        assert (board.phases[2].provinces, board.phases[2].forms_in) == (33, 1)
        sheet = openpyxl.load_workbook(io.BytesIO(workbook(board)))["Mẫu chưa nộp"]
        assert "Quảng Ngãi" not in {row[0] for row in sheet.iter_rows(values_only=True)}
        assert "–" in page(board).split('<tr id="p51">')[1].split("</tr>")[0]

    def test_a_phase_that_covers_nothing_anywhere(self, two: Environment) -> None:
        """The page stands, and nothing is waited for."""
        regions = replace(POLICY.rollout.phases[2], staff=frozenset({"region"}))
        policy = replace(POLICY, rollout=replace(POLICY.rollout, phases=(regions,)))
        board = two.board(datetime.date(2010, 1, 1), policy=policy)
        assert (board.phases[0].provinces, board.late, said(board)) == (
            *(0, []), ["Have 1 agencies name who manages their mailbox."],
        )  # fmt: skip
        assert "<main>" in page(board)

    def test_agencies_and_staff_of_the_same_kind(self, two: Environment) -> None:
        """The share counts what is told of each; the bracket agencies, each once."""
        districts = frozenset({"district"})
        phase = replace(POLICY.rollout.phases[2], agencies=districts, staff=districts)
        policy = replace(POLICY, rollout=replace(POLICY.rollout, phases=(phase,)))
        province = of(two.board(policy=policy), "thanh_hoa")
        form = province.forms["districts"]
        assert (form.named, form.of) == (1, 27)
        assert (form.told, form.asked) == (1, 54)
        assert province.share == percent(Fraction(2, 28) * Fraction(1, 54) * 100, 100)

    def test_no_phases(self, two: Environment) -> None:
        """Nothing is late then, and the board says why."""
        policy = replace(POLICY, rollout=Rollout())
        board = two.board(policy=policy)
        assert (board.late, board.phases) == ([], [])
        assert any("names no phases" in text.render(language="en") for text in board.unknown)
        assert 0 < of(board, "thanh_hoa").share < 100


class TestCounts:
    """Agencies and people."""

    def test_a_province(self, two: Environment) -> None:
        """Agencies that no form named count as missing; those who left do not count."""
        gone = person(4, "thanh-hoa", state="left", since="2008-11-02")
        records = two.root / "provinces" / "thanh_hoa"
        own = agency("thanh-hoa", "province", managers=["thanh-hoa-0001"])
        people = [person(1, "thanh-hoa"), person(2, "thanh-hoa"), gone]
        two.put("thanh_hoa", [own, agency("thanh-hoa.bim-son")], people)
        assert records.exists()
        province = of(two.board(), "thanh_hoa")
        counts = province.counts
        assert (counts.agencies, counts.addressed, counts.managed, counts.people) == (28, 2, 1, 2)
        assert (counts.people_made, counts.logged_in, counts.known) == (None, None, False)
        assert len(province.gaps) == 27
        assert (province.gaps[0].mailbox, province.gaps[0].manager) == (True, False)

    def test_the_country_is_the_sum(self, two: Environment) -> None:
        """Of 63 provinces, with and without records."""
        board = two.board()
        assert len(board.provinces) == 63
        assert board.totals == Counts.total(province.counts for province in board.provinces)
        assert board.totals.agencies == 63 + 686

    def test_what_is_not_known_of_one_is_not_known_of_all(self) -> None:
        """Nought and unknown are two things."""
        assert Counts.total([Counts(people_made=3), Counts(people_made=0)]).people_made == 3
        assert Counts.total([Counts(people_made=3), Counts()]).people_made is None

    def test_percent(self) -> None:
        """100 is all, and what is begun is more than nothing."""
        found = [percent(*each) for each in ((0, 0), (0, 9), (1, 999), (998, 999), (9, 9))]
        assert found == [0, 0, 1, 99, 100]

    def test_progress_counts_each_phase_alike(self, two: Environment) -> None:
        """And a phase only as far as its form names agencies."""
        board = two.board()
        # Agencies: (2 + 1) of (28 + 1), of 1 of 28 named; provinces: all; districts: 1 of 27 named.
        expected = (3 / 29 / 28 + 1 + 1 / 27) / 3
        assert of(board, "thanh_hoa").share == int(expected * 100)
        assert of(board, "ha_noi").share == 0

    def test_a_wrong_inventory_is_an_error(self, two: Environment) -> None:
        """No board is made of it."""
        two.put("ha_noi", [agency("ha-noi", "province", parent="nobody")])
        with pytest.raises(HopthuError, match="nobody"):
            two.board()


class TestMap:
    """Which provinces there are."""

    def test_after_the_merger_of_2025(self, environment: Environment) -> None:
        """The map is that of 34, and agencies are those of the inventory."""
        environment.put("ha_giang", [
            agency("ha-giang", "province", state="ended", since="2025-07-01",
                   successor="tuyen-quang"),
        ])  # fmt: skip
        environment.put("tuyen_quang", [agency("tuyen-quang", "province")])
        board = environment.board(datetime.date(2025, 7, 2))
        assert len(board.provinces) == 34
        assert of(board, "tuyen_quang").counts.agencies == 1
        assert board.totals.agencies == 1

    def test_the_centre_is_no_province(self, environment: Environment) -> None:
        """It is not counted."""
        from hopthu.records.inventory.read import read_inventory

        found = units(read_inventory(environment.root))
        assert "trung_uong" not in {unit.name for unit in found}


class TestOverTime:
    """The curve."""

    def test_a_point_for_each_day(self, two: Environment) -> None:
        """Of the days before the board's, and that day with what the inventory holds."""
        points = two.board().progress
        assert [(point.day.day, point.agencies, point.people) for point in points] == [
            *((1, 0, 0), (3, 1, 1), (18, 1, 3), (24, 3, 2), (25, 3, 4))
        ]

    def test_a_province_that_ended_since_counts_on_its_days(self, environment: Environment) -> None:
        """The centre never does."""
        centre = environment.root / "provinces" / "trung_uong" / "people.yml"
        boss = person(1, "thads")
        centre.write_text(yaml.safe_dump({"people": [boss]}, allow_unicode=True), encoding="utf-8")
        environment.put("yen_bai", [agency("yen-bai", "province")], [person(1, "yen-bai")])
        environment.commit("2025-06-01")
        ended = {"state": "ended", "since": "2025-07-01", "successor": "lao-cai"}
        environment.put("yen_bai", [agency("yen-bai", "province", **ended)])
        (environment.root / "provinces" / "yen_bai" / "people.yml").unlink()
        environment.put("lao_cai", [agency("lao-cai", "province")], [person(1, "lao-cai")])
        points = environment.board(datetime.date(2025, 7, 2)).progress
        assert [(point.agencies, point.people) for point in points] == [(1, 1), (1, 1)]

    def test_days_after_the_board_are_left_out(self, two: Environment) -> None:
        """A board of an earlier day has no future."""
        points = two.board(datetime.date(2008, 11, 10)).progress
        assert [point.day.day for point in points] == [1, 3, 10]


class TestSteps:
    """What comes next."""

    def test_in_their_order(self, two: Environment) -> None:
        """The urgent first, then now, then by day."""
        board = two.board()
        assert said(board) == [
            "Remind the 62 provinces that are late; their letters are ready.",
            "Have 1 agencies name who manages their mailbox.",
            "All are to be done: Agencies' mailboxes and their managers.",
            "All are to be done: All staff of the provinces' own agencies.",
            "All are to be done: All staff of the districts' agencies.",
        ]
        assert [step.urgent for step in board.steps] == [True, False, False, False, False]
        assert said(board, "vi")[0].startswith("Gửi công văn nhắc 62 tỉnh")

    def test_before_the_deadline_it_is_what_comes(self, two: Environment) -> None:
        """With how many have not sent theirs."""
        board = two.board(datetime.date(2008, 11, 12))
        (due, *_) = [step for step in board.steps if step.day]
        assert due.day == datetime.date(2008, 11, 20)
        assert "61 of 63 provinces have not sent theirs" in due.text.render(language="en")

    def test_a_goal_that_was_missed_is_urgent(self, two: Environment) -> None:
        """With what is missing still."""
        board = two.board(datetime.date(2009, 1, 2))
        assert any(step.urgent and "goal has passed" in step.text.en for step in board.steps)

    def test_a_goal_is_missed_where_nobody_is_registered(self, environment: Environment) -> None:
        """Who is not registered is in no count of mailboxes, so the forms are told."""
        phase = replace(POLICY.rollout.phases[1], name="staff", due=None)
        policy = replace(POLICY, rollout=replace(POLICY.rollout, phases=(phase,)))
        for day, urgent in ((31, False), (32, True)):
            then = datetime.date(2008, 12, 1) + datetime.timedelta(day - 1)
            board = environment.board(then, policy=policy)
            found = [s for s in board.steps if "63 provinces have not sent" in s.text.en]
            assert [step.urgent for step in found] == [True] * urgent


class TestQuota:
    """How full the mailboxes are."""

    usage = Usage.of_answers(
        [
            {
                "server": "mail1",
                "rc": 0,
                "stdout": "thanhhoa0001@moj.gov.vn\tUser quota\tSTORAGE\t900\t1000\t90\n",
            },
            {"server": "mail2", "msg": "timed out"},
        ]
    )

    def test_in_use(self, two: Environment) -> None:
        """Added up; who did not answer is told."""
        board = two.board(usage=self.usage)
        assert board.quota
        assert (board.quota.used, board.quota.limit) == (900 * 1024, 1000 * 1024)
        assert (board.quota.watched, board.quota.unknown, board.quota.since) == (1, 6, None)
        assert any("mail2 did not tell" in text.render(language="en") for text in board.unknown)

    def test_growth_since_an_earlier_report(self, two: Environment, tmp_path: Path) -> None:
        """That the quota report left."""
        then = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=9)
        box = MailboxUse("thanhhoa0001@moj.gov.vn", "x", "thanh-hoa", "Thanh Hóa", 1024, 2048)
        history.leave(tmp_path / "runs", then, [box], "")
        board = two.board(usage=self.usage, artifacts=tmp_path / "runs")
        assert board.quota
        assert (board.quota.growth, board.quota.since) == (899 * 1024, then.date())

    def test_no_server(self, two: Environment) -> None:
        """It is not known, and that is said."""
        board = two.board(day=DAY)
        assert board.quota is None
        assert any("no mail server told" in text.render(language="en") for text in board.unknown)
