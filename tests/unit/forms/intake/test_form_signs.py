"""Signs that no code page has, old letters on a Vietnamese Windows, and letters that look alike."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopthu.forms.encodings import Decoder
from hopthu.forms.encodings.signs import without_unseen
from hopthu.forms.encodings.symbols import drawn
from hopthu.forms.sheet import Cell, Sheet
from hopthu.forms.vocabulary.words import tick_of
from hopthu.text.errors import HopthuError
from hopthu.text.names import clean, mailbox_of, unknown_letters, without_look_alikes
from hopthu.text.names.fold import PUNCTUATION

from .old_encodings import tcvn3, vni

NAMES = ("Nguyễn Thị Hòa", "Trần Văn Đước", "Lê Thị Mượt", "Vũ Đình Phùng", "Đỗ Văn Nghị")
UNSEEN = ("\u200b", "\ufeff", "\u2060", "\u200e", "\u200f")


def _read(texts: list[str], font: str = "") -> list[str]:
    sheet = Sheet("DS")
    for row, text in enumerate(texts, 1):
        sheet.put(Cell(row, 1, text, font))
    decoder = Decoder()
    decoded = decoder.decode(sheet)
    assert not decoder.doubts
    return [decoded.text(row, 1) for row in range(1, len(texts) + 1)]


@pytest.mark.parametrize("sign", [*UNSEEN, "→", "\u2011", "\u2212", "≥", "✓"])
@pytest.mark.parametrize(("typist", "font"), [(tcvn3, ".VnTime"), (vni, "VNI-Times")])
def test_a_sign_of_no_code_page_keeps_nothing_from_being_read(sign: str, typist, font) -> None:  # type: ignore[no-untyped-def]
    """By the font, and by the vote where no font tells."""
    shown = "" if sign in UNSEEN else sign
    texts = [f"{sign}{typist(name)} {sign}" for name in NAMES]
    expected = [f"{shown}{name} {shown}".strip() for name in NAMES]
    assert _read(texts, font) == expected
    assert _read(texts) == expected


@given(st.sampled_from(NAMES), st.data())
def test_a_sign_that_nobody_sees_is_nowhere(name: str, data: st.DataObject) -> None:
    """Wherever in a name it is, in Unicode and in the old letters."""
    place = data.draw(st.integers(0, len(name)))
    sign = data.draw(st.sampled_from(UNSEEN))
    assert _read([name[:place] + sign + name[place:]]) == [name]
    typed = tcvn3(name)
    assert _read([typed[:place] + sign + typed[place:]], ".VnTime") == [name]


def test_two_words_stay_two() -> None:
    """A sign in place of a blank parts them; within a syllable it is nothing."""
    assert without_unseen("Ngô\u200bVăn\u200bThử") == "Ngô Văn Thử"
    assert without_unseen("Kế\u00adtoán") == "Kế toán"
    assert without_unseen("Nguy\u00adễn") == "Nguyễn"
    assert without_unseen("Kr\u00adông") == "Krông"
    assert without_unseen("\u200eĐỗ Thị Mẫu\u200f") == "Đỗ Thị Mẫu"


def test_a_hyphen_of_word_and_the_u_with_a_horn_are_told_apart() -> None:
    """Both have one code in TCVN3."""
    texts = [
        "TrÇn V¨n §\u00adíc\u00ad",
        "KÕ \u00adto¸n",
        "Lª ThÞ M\u00adît",
        "V¨n th\u00ad",
        "\u00ad",
    ]
    assert _read(texts, ".VnTime") == ["Trần Văn Đước", "Kế toán", "Lê Thị Mượt", "Văn thư", "ư"]


def _on_vietnamese_windows(text: str) -> str:
    """Read codes as code page 1258, and join the marks as programs do."""
    codes = bytes(map(ord, tcvn3(text)))
    return unicodedata.normalize("NFC", codes.decode("cp1258"))


@pytest.mark.parametrize("name", [*NAMES, "Hồ Thị Lụa", "Kế toán", "Phan Thị Thảo"])
def test_old_letters_on_a_vietnamese_windows(name: str) -> None:
    """Its code page made other letters and marks of them."""
    assert _read([_on_vietnamese_windows(name)], ".VnTime") == [name]


def test_unicode_within_old_letters_stays() -> None:
    """One word was pasted; the others are of the font."""
    assert _read(["Nguyễn V¨n Hïng"], ".VnTime") == ["Nguyễn Văn Hùng"]
    assert _read(["Nguyễn Thị Lụa"], ".VnTime") == ["Nguyễn Thị Lụa"]


def test_viscii_by_its_font_and_by_the_vote() -> None:
    """A single text is too little to tell it."""
    names = ["Nguyễn Thị Hòa", "Đỗ Văn Nghị", "Vũ Đình Phùng", "Lê Thị Mượt"]
    typed = ["Nguy\u00adn Th¸ Hòa", "Ð² Vån Ngh¸", "Vû Ðình Phùng", "Lê Th¸ Mßþt"]
    assert _read(typed, "VI Times") == names
    assert _read(typed) == names
    assert _read(["50 m²"]) == ["50 m²"]


@pytest.mark.parametrize(("text", "read"), [
    ("Nguyễn V\u0430n Ho\u0430", "Nguyễn Van Hoa"), ("₫oàn Văn ₫ức", "Đoàn Văn Đức"),
    ("Trần Vǎn Nǎm", "Trần Văn Năm"), ("Cƣờng", "Cường"), ("Hıến", "Hiến"),
])  # fmt: skip
def test_a_letter_that_looks_alike_is_read_and_told(text: str, read: str) -> None:
    """It never is missing in the address."""
    sheet = Sheet("DS")
    sheet.put(Cell(1, 1, text))
    decoder = Decoder()
    assert decoder.decode(sheet).text(1, 1) == read
    assert [notice.code for notice in decoder.notices] == ["intake.look-alike"]


def test_russian_stays_russian_and_makes_no_address() -> None:
    """What is no name of ours is asked, and nothing is formed of it."""
    assert without_look_alikes("Иван Петров").text == "Иван Петров"
    for name in ("Иван Петров", "TrÇn V¨n Minh", "Nguyễn Văn A*", "Ngh\u0303", "₫"):
        assert unknown_letters(name)
        with pytest.raises(HopthuError) as raised:
            mailbox_of(name)
        assert raised.value.problems[0].code == "name.unknown-letter"


@given(st.text(max_size=12))
def test_no_letter_vanishes_from_an_address(text: str) -> None:
    """An address has each letter of the name, or there is none."""
    try:
        mailbox = mailbox_of(text)
    except HopthuError:
        return
    # Some are apostrophes for Unicode's letters: “ʹ”.
    letters = [c for c in unicodedata.normalize("NFC", text).translate(PUNCTUATION) if c.isalpha()]
    assert sum(map(str.isalpha, mailbox)) == len(letters)


def test_marks_in_another_order_make_the_same_letter() -> None:
    """The tone was typed before the letter's own mark."""
    for typed, letter in (("a\u0301\u0302", "ấ"), ("a\u0323\u0306", "ặ"), ("ế", "ế")):
        assert clean(typed) == letter


@pytest.mark.parametrize("name", ["Y Blah Niê̆", "Ƀlang Čê", "H’Ñuôn", "Siu H`Ơ̆ng", "K'Brốp"])
def test_the_minorities_letters_are_letters(name: str) -> None:
    """None of them is unknown."""
    assert not unknown_letters(name)


def test_fonts_of_symbols() -> None:
    """Ticks by the code, and as Word stores them; anything else is a bullet."""
    assert (
        drawn("ü", "Wingdings") == drawn("\uf0fc", "Wingdings") == drawn("P", "Wingdings 2") == "✓"
    )
    assert drawn("o§", "Wingdings") == "☐•"


@pytest.mark.parametrize(
    ("font", "code", "managed"),
    [
        ("Wingdings 2", "F051", True), ("Wingdings 2", "F0A3", False), ("Wingdings", "F0FC", True),
        ("Wingdings", "F0A8", False), ("Wingdings", "F051", None), ("", "F0FE", True),
        ("", "F052", True), ("", "F041", None), ("Times New Roman", "F0FC", True),
    ],
)  # fmt: skip
def test_a_tick_is_what_its_font_draws(font: str, code: str, managed: bool | None) -> None:
    """Where the font is unknown it counts only if no other font draws something else there."""
    assert tick_of(_read([chr(int(code, 16))], font)[0]) is managed
