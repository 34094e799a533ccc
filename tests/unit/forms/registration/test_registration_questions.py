"""Who may be whom is asked, never guessed; an answer holds."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from hopthu.forms.registration.answers import NEW, Answers
from hopthu.forms.registration.people import Registrar, Registration
from hopthu.forms.registration.write import write_registration
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory, Person, Province
from hopthu.text.errors import HopthuError

from .registration_samples import BIM_SON, BORN, HOME, KEY, POLICY, form, person, registrar, row

SWAPPED = datetime.date(1971, 12, 3)
DIGIT = datetime.date(1977, 3, 12)


@pytest.mark.parametrize(
    ("known", "given", "code"),
    [
        ({"born": KEY.hash(BORN)}, {"name": "Nguyễn Văn Hưng"}, "like-name"),
        ({"born": KEY.hash(BORN)}, {"name": "Nguyễn Hùng"}, "like-name"),
        ({"born": KEY.hash(BORN)}, {"name": "Văn Nguyễn Hùng"}, "like-name"),
        ({"born": KEY.hash(BORN)}, {"name": "Nguyễn Văn Hùngg"}, "like-name"),
        (
            {"born": KEY.hash(BORN), "agency": "quang-ngai"},
            {"name": "Nguyen Van Hung"},
            "like-name",
        ),
        ({"born": KEY.hash(BORN)}, {"born": SWAPPED}, "like-date"),
        ({"born": KEY.hash(BORN)}, {"born": DIGIT, "agency": BIM_SON}, "like-date"),
        ({"born": KEY.hash(BORN)}, {"born": None, "agency": BIM_SON}, "no-date"),
        ({}, {"agency": BIM_SON}, "no-date"),
    ],
)
def test_a_near_match_is_asked(known: dict[str, Any], given: dict[str, Any], code: str) -> None:
    """Nobody is registered and nobody is merged; the question names both and how to answer."""
    values = {"name": "Nguyễn Văn Hùng"} | given
    result = registrar(person(**known)).take(form(row("Lê An", born=None), row(**values)))
    assert [new.name for new in result.people] == ["Lê An"]
    assert result.known == 0
    (question,) = result.questions
    assert question.code == f"registration.{code}"
    assert "thanh-hoa-0041" in question.text()
    assert "scripts/intake f.xls --same thanh-hoa-0041 --row f.xls:5" in question.remedy()
    assert "scripts/intake f.xls --new --row f.xls:5" in question.remedy("vi")


@pytest.mark.parametrize(
    ("known", "given"),
    [
        ({"born": KEY.hash(BORN), "agency": "quang-ngai"}, {"name": "Nguyễn Văn Hồng"}),
        ({"born": KEY.hash(BORN)}, {"name": "Trần Thị Bích Thủy"}),
        ({"born": KEY.hash(BORN), "agency": "quang-ngai"}, {"born": SWAPPED}),
    ],
)
def test_far_matches_are_other_people(known: dict[str, Any], given: dict[str, Any]) -> None:
    """A common day, a common name in another province: no question."""
    values = {"name": "Nguyễn Văn Hùng"} | given
    result = registrar(person(**known)).take(form(row(**values)))
    assert (len(result.people), result.questions) == (1, [])


def test_two_rows_of_one_form_without_dates() -> None:
    """They are not silently one person; the next intake of the form asks the same."""
    result = registrar().take(form(row("Lê An", born=None), row("Lê An", born=None)))
    assert [new.id for new in result.people] == ["thanh-hoa-0001"]
    assert [q.code for q in result.questions] == ["registration.no-date"]


def test_somebody_elsewhere_is_known_and_told() -> None:
    """A transfer is declared by hand: the form alone changes no record."""
    known = person(born=KEY.hash(BORN), agency="quang-ngai")
    result = registrar(known).take(form(row(known.name)))
    assert (result.known, result.people) == (1, [])
    (notice,) = result.notices
    assert notice.code == "registration.elsewhere"
    assert "registered at quang-ngai; the form says thanh-hoa" in notice.text()


def test_another_title_is_told() -> None:
    """The record decides class and keeping time: what the form says otherwise is not lost."""
    known = person(born=KEY.hash(BORN), title="Kế toán")
    result = registrar(known).take(form(row(known.name, title="Chấp hành viên")))
    (notice,) = result.notices
    assert notice.code == "registration.other-title"
    assert "registered as “Kế toán”; the form says “Chấp hành viên”" in notice.text()
    same = registrar(known).take(form(row(known.name, title="KẾ TOÁN")))
    assert same.notices == []


def test_a_sheet_is_named_where_there_are_several() -> None:
    """Row 5 alone would not tell which."""
    known = person(born=KEY.hash(BORN))
    other = row("Lê An")
    other = type(other)(**{**_values(other), "place": other.place.__class__("f.xls", "Tờ 2", 9, 2)})
    result = registrar(known).take(form(other, row("Nguyễn Văn Hưng")))
    assert "--row f.xls:DS:5" in result.questions[0].remedy()


def _values(row_: Any) -> dict[str, Any]:
    return {name: getattr(row_, name) for name in row_.__slots__}


class TestAnswers:
    """``--same``, ``--new``."""

    hung = person(born=KEY.hash(BORN))
    twin = row("Nguyễn Văn Hưng", manages=True)

    def take(self, answers: Answers, *people: Person) -> Registration:
        """Register the near match under an answer."""
        inventory = Inventory({"thanh_hoa": Province("thanh_hoa", (), people or (self.hung,))})
        return Registrar(inventory, POLICY, KEY, answers).take(form(self.twin))

    @pytest.mark.parametrize("name", ["f.xls:5", "f.xls:DS:5"])
    def test_the_same(self, name: str) -> None:
        """The row is theirs, its managing too, and a hash of it goes to the record."""
        result = self.take(Answers({name: self.hung.id}))
        assert (result.known, result.people, result.questions) == (1, [], [])
        assert result.managers == {HOME: (self.hung.id,)}
        ((place, hashes),) = result.matches.items()
        assert place == ("thanh_hoa", self.hung.id)
        again = self.take(Answers(), person(born=KEY.hash(BORN), matches=hashes))
        assert (again.known, again.questions, again.matches) == (1, [], {})

    def test_another(self) -> None:
        """The row is registered, and known from then on."""
        result = self.take(Answers({"f.xls:5": NEW}))
        (new,) = result.people
        assert (new.name, result.questions) == ("Nguyễn Văn Hưng", [])
        again = self.take(Answers(), self.hung, new)
        assert (again.known, again.people, again.questions) == (1, [], [])

    def test_nobody(self) -> None:
        """An id that is nobody's is a problem of the row."""
        with pytest.raises(HopthuError, match="thanh-hoa-9999 is nobody"):
            self.take(Answers({"f.xls:5": "thanh-hoa-9999"}))

    def test_an_answer_to_no_question(self) -> None:
        """It is said, with the row."""
        answers = Answers({"f.xls:5": NEW, "g.xls:7": NEW})
        self.take(answers)
        with pytest.raises(HopthuError, match=r"nothing is asked about g\.xls:7"):
            answers.require_used()

    def test_it_is_written(self, root: Path) -> None:
        """Into the person's record; a second intake changes not a byte."""
        policy = POLICY
        first = Registrar(read_inventory(root), policy, KEY).take(form(row("Nguyễn Văn Hùng")))
        write_registration(root, first)
        taken = form(self.twin)
        answers = Answers({"f.xls:5": "thanh-hoa-0001"})
        second = Registrar(read_inventory(root), policy, KEY, answers).take(taken)
        write_registration(root, second)
        path = root / "provinces" / "thanh_hoa" / "people.yml"
        written = path.read_text(encoding="utf-8")
        assert f'matches: ["{KEY.name}:' in written
        third = Registrar(read_inventory(root), policy, KEY).take(taken)
        assert (third.known, third.questions) == (1, [])
        assert write_registration(root, third) == []
        assert path.read_text(encoding="utf-8") == written
