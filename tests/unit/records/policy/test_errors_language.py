"""Problems as users read them: in their language, at their place, in order."""

from __future__ import annotations

import pytest

from hopthu.text import language
from hopthu.text.errors import HopthuError, Message, Place
from hopthu.text.language import Text

MESSAGE = Message("a.b", Text("no {x}", "không có {x}"), Text("add {x}", "thêm {x}"))
BARE = Message("a.c", Text("wrong", "sai"), Text("", ""))


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "vi"}, "vi"),
        ({"LC_ALL": "C", "HOPTHU_LANG": "VI"}, "vi"),
        ({"HOPTHU_LANG": "", "LANG": "vi"}, "vi"),
    ],
)
def test_the_operators_language(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    """HOPTHU_LANG before the locale, in the locale's own order; English where nothing is said."""
    for name in ("HOPTHU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language.current() == expected


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place(), ""),
        (Place("a.yml"), "a.yml"),
        (Place("a.yml", line=3), "a.yml:3"),
        (Place("a.yml", line=3, column=5), "a.yml:3:5"),
        (Place("a.xls", "DS", 5, 2, "B5"), 'a.xls, sheet "DS", B5'),
        (Place("a.xls", cell="B5"), "a.xls, B5"),
        (Place("a.docx", line=9, cell="B5", table=2), "a.docx, table 2, B5"),
        (Place(sheet="DS"), 'sheet "DS"'),
    ],
)
def test_a_place_is_shown(place: Place, shown: str) -> None:
    """Lines for text files, cells for sheets, and nothing for nowhere."""
    assert str(place) == shown


def test_a_place_is_shown_in_the_readers_language() -> None:
    """The words for sheet and table are Vietnamese in a Vietnamese text."""
    place = Place("a.docx", sheet="DS", cell="B5", table=2)
    assert place.render("vi") == "a.docx, trang “DS”, bảng 2, B5"
    assert BARE.at(place).render("vi") == "a.docx, trang “DS”, bảng 2, B5: sai"


def test_a_problem_is_one_line() -> None:
    """Place, text, remedy; each part only where there is one."""
    assert MESSAGE.at(Place("f", line=1), x="é").render() == "f:1: no é → add é"
    assert MESSAGE.at(x=1).render("vi") == "không có 1 → thêm 1"
    assert BARE.at().render() == "wrong"
    assert BARE.at().code == "a.c"


def test_values_keep_to_the_line() -> None:
    """Line breaks become spaces and escape sequences lose their force, in exceptions too."""
    assert MESSAGE.at(x="a\n  b\x1b[1m").text() == "no a b\ufffd[1m"
    assert MESSAGE.at(x=OSError("a\nb")).text() == "no a b"


def test_an_error_is_sorted_by_place() -> None:
    """A user works a file from the top, whatever was checked first."""
    places = [Place("b", line=1), Place("a", line=10), Place("a", line=9)]
    error = HopthuError(MESSAGE.at(place, x="y") for place in places)
    assert [line.split(": ")[0] for line in str(error).splitlines()] == ["a:9", "a:10", "b:1"]
    assert HopthuError.of(MESSAGE, x=1).problems == (MESSAGE.at(Place(), x=1),)
