"""Text without a telling font is read as what makes Vietnamese of it, and never spoilt."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hopthu.forms.encodings import CHOICES, Decoder
from hopthu.forms.encodings.syllables import is_syllable
from hopthu.forms.encodings.viqr import from_viqr
from hopthu.forms.encodings.western import from_cp1258, from_tcvn3, from_vni
from hopthu.forms.sheet import Cell, Sheet
from hopthu.records.reference import districts, provinces
from hopthu.text.names import clean

from . import old_encodings as typed

TESTS = Path(__file__).parents[3]
Typist = Callable[[str], str]


def _words() -> list[str]:
    names = yaml.safe_load((TESTS / "bench" / "names_freq.yml").read_text(encoding="utf-8"))
    found = {str(w) for group in names.values() if isinstance(group, dict) for w in group if w}
    return sorted(clean(word) for word in found)


def _minorities() -> list[str]:
    file = TESTS / "unit" / "text" / "names" / "name_cases.yml"
    return [clean(c["full"]) for c in yaml.safe_load(file.read_text(encoding="utf-8"))["cases"]]


WORDS = [word for word in _words() if all(map(is_syllable, word.split()))]
MINORITIES = _minorities()
PLACES = [unit.name for code in provinces() for unit in districts(code)]
TITLES = ["Họ và tên", "Chấp hành viên", "Trưởng Thi hành án dân sự", "Kế toán", "Văn thư"]
HARMLESS = [
    "H'Blum", "K'Siu", "a.b@moj.gov.vn", "12/03/1971", "0912.345.678", "Ho?", "d'", "a.", "no.",
    "C++", "Ph.D.", "Note (2)", "Yahoo!", "http://moj.gov.vn/~a?b=c", "address", "a/b", "Ba(2)",
    "don't", "the old one, e.g. you", "T.P", "Q.1", "x^2 + y^2", "Café", "Müller", "50 m²", "§ 3",
    "20 °C", "«Lan»", "Lê – “An”", "Niê", "Êban", "Ksor", "Bé", "Lê Hà", "K’Siu",
]  # fmt: skip
TYPISTS: dict[str, Typist] = {
    "TCVN3": typed.tcvn3,
    "VNI": typed.vni,
    "VIQR": typed.viqr,
    "CP1258": typed.cp1258_misread,
}


def _read(texts: list[str], forced: str = "") -> tuple[list[str], Decoder]:
    sheet = Sheet("s")
    for row, text in enumerate(texts, 1):
        sheet.put(Cell(row, 1, text, "Arial"))
    decoder = Decoder(forced)
    decoded = decoder.decode(sheet)
    return [decoded.text(row, 1) for row in range(1, len(texts) + 1)], decoder


def _without_case(texts: list[str]) -> list[str]:
    return [text.casefold() for text in texts]  # TCVN3 has no toned capitals


@pytest.mark.parametrize("kind", TYPISTS)
def test_a_whole_sheet_comes_back(kind: str) -> None:
    """All names, districts, titles and minority names are read back from every encoding."""
    texts = [*TITLES, *WORDS, *PLACES, *MINORITIES]
    if kind == "VIQR":  # which has one kind of apostrophe
        texts = [text.replace("’", "'") for text in texts]
    read, decoder = _read([TYPISTS[kind](text) for text in texts])
    assert (decoder.label, decoder.doubts) == (kind, [])
    wrong = [pair for pair in zip(_without_case(read), texts, strict=True)
             if pair[0] != pair[1].casefold()]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("typist", [str, typed.cp1258, typed.utf8_misread])
def test_unicode_in_every_form_is_itself(typist: Typist) -> None:
    """Composed, with the tone apart, misread byte by byte: each text alone comes out right."""
    for text in [*WORDS, *PLACES, *MINORITIES, *TITLES]:
        read, decoder = _read([typist(text)])
        assert (read, decoder.doubts) == ([text], [])


def test_what_is_no_old_encoding_survives_alone_and_in_company() -> None:
    """Addresses, dates, English, minority names: no vote of Unicode changes them."""
    for text in HARMLESS:
        assert _read([text])[0] == [text]
    company = [*HARMLESS, *WORDS]
    assert _read(company)[0] == company


def test_addresses_and_apostrophes_survive_in_a_sheet_of_viqr() -> None:
    """Only words are read; what is escaped stays, and a full stop behind a tone is one."""
    kept = [
        "H'Blum",
        "M'gar",
        "N'Trang",
        "a.b@moj.gov.vn",
        "12/03/1971",
        "T.P",
        "Q.1",
        "d'",
        "e.g.",
    ]
    sheet = [typed.viqr(text) for text in WORDS]
    read, _ = _read([*kept, *sheet])
    assert read[: len(kept)] == kept
    assert (
        from_viqr("Ba\\. Lan o+? Ha`. xem www.a.vn/o? DDa('c")
        == "Ba. Lan ở Hà. xem www.a.vn/o? Đắc"
    )
    assert from_viqr("Ba'. Ha`? Ho`a'") == "Bá. Hà? Hòa'"
    assert from_viqr("A^'n A'^n a+ i^ e.g.") == "Ấn Ấn a+ i^ e.g."


names = st.lists(st.sampled_from([w for w in WORDS if " " not in w]), min_size=2, max_size=4).map(
    " ".join
)


@settings(max_examples=60, deadline=None)
@given(st.lists(names, min_size=20, max_size=40), st.sampled_from(sorted(TYPISTS)))
def test_any_list_of_names_comes_back(people: list[str], kind: str) -> None:
    """Random lists of people below a header are read back from every encoding."""
    texts = [*TITLES, *people]
    read, decoder = _read([TYPISTS[kind](text) for text in texts])
    assert decoder.doubts == []
    assert _without_case(read) == _without_case(texts)


@pytest.mark.parametrize("kind", TYPISTS)
def test_columns_of_different_encodings(kind: str) -> None:
    """A column is read by its own votes: names in one encoding beside titles in Unicode."""
    sheet = Sheet("s")
    people = [f"{one} {other}" for one, other in pairwise(WORDS)]
    for row, name in enumerate(people, 1):
        sheet.put(Cell(row, 1, TYPISTS[kind](name)))
        sheet.put(Cell(row, 2, PLACES[row]))
    decoder = Decoder()
    decoded = decoder.decode(sheet)
    assert decoder.label == "mixed"
    rows = range(1, len(people) + 1)
    assert [decoded.text(row, 2) for row in rows] == [PLACES[row] for row in rows]
    assert _without_case([decoded.text(row, 1) for row in rows]) == _without_case(people)


@pytest.mark.parametrize("kind", ["TCVN3", "VNI", "CP1258"])
def test_single_cells_of_another_encoding(kind: str) -> None:
    """Correct Unicode between old text stays: what makes common words is the likelier reading."""
    old = [TYPISTS[kind](name) for name in WORDS]
    kept = ["Tân Anh Phùng", "Hoài Ngô Thiên", "Nguyễn Văn Hùng", "Lê Hòa"]
    mixed = [*old, *kept, typed.utf8_misread(kept[1]), typed.viqr(kept[0]), "Ha` Tro.ng"]
    read, decoder = _read(mixed)
    assert decoder.label == "mixed"
    assert read[len(old) :] == [*kept, kept[1], kept[0], "Hà Trọng"]


def test_only_vietnamese_is_unpicked_from_bytes() -> None:
    """What would come out as another script was no Vietnamese that a program misread."""
    chinese = typed.utf8_misread("\u65e5\u672c")
    assert _read([chinese])[0] == [clean(chinese)]
    assert _read([typed.utf8_misread(typed.utf8_misread("Nguyễn"))])[0] == ["Nguyễn"]


def test_a_blood_group_is_no_viqr() -> None:
    """One short word with a mark, or a mark at the end of a second, is not enough."""
    for text in ("O+", "A+, O+", "O+, no.", "x^a", "PROGRA~1"):
        assert _read([text])[0] == [text]
    assert _read(["Qua^n", "So^' 3"])[0] == ["Quân", "So^' 3"]


def test_unicode_pasted_below_an_old_font() -> None:
    """The font keeps its cells, but for text that only Unicode makes Vietnamese of."""
    sheet = Sheet("s")
    cells = [("NguyÔn", ".VnTime"), ("Tr\u00ea", ".VnTime"), ("Nguyễn", "VNI-Times"),
             ("L\u00ea", "VNI-Times"), ("Le\u00e2", "VNI-Times"), ("Kr\u00abng", ".VnTime"),
             ("\uf04c\uf0aa", ".VnTime")]  # fmt: skip
    for row, (text, font) in enumerate(cells, 1):
        sheet.put(Cell(row, 1, text, font))
    decoded = Decoder().decode(sheet)
    read = [decoded.text(row, 1) for row in range(1, len(cells) + 1)]
    assert read == ["Nguyễn", "Trờ", "Nguyễn", "Lê", "Lê", "Krông", "Lê"]


def test_a_text_of_two_readings_is_a_doubt_that_shows_both() -> None:
    """Nothing is guessed: the readings, the cell and the option that chooses are told."""
    both = "L\u00f6u"
    (doubt,) = _read([both])[1].doubts
    assert doubt.place.cell == "A1"
    assert "TCVN3 “Lửu”; VNI “Lưu”" in doubt.text("en")
    assert "--encoding" in doubt.remedy("vi")
    for choice, kind in CHOICES.items():
        read, decoder = _read([both, "Va(n"], kind)
        assert decoder.doubts == []
        assert (read[1] == "Văn") == (choice == "viqr")
    assert _read([both], "VNI")[0] == ["Lưu"]


def test_an_encoding_that_nobody_knows_is_a_doubt() -> None:
    """Most texts without any reading: refused, and one foreign word is not."""
    strange = ["Ng\u00fe\u00b5x", "Tr\u00f0\u00b6q", "\u00deb\u00a5z", "W\u00bc\u00fek"]
    assert len(_read(strange)[1].doubts) == 1
    assert _read(["M\u00fcller"])[1].doubts == []


def test_letters_that_were_lost_are_told_with_their_place() -> None:
    """Question marks for letters cannot be undone: one problem, first cell and count."""
    (lost,) = _read(["Lê An", "Nguy?n V?n H?ng", "Tr?n Th? B?o", "Ph\ufffdm"])[1].doubts
    assert (lost.code, lost.place.cell) == ("intake.lost-letters", "A2")
    assert (lost.values["count"], lost.values["text"]) == (3, "Nguy?n V?n H?ng")
    harmless = ["http://moj.gov.vn/?a?b", "Ph?m", "Lan? Ha?", "a?b@c.vn"]
    assert _read(harmless)[1].doubts == []


@pytest.mark.parametrize(("letters", "decode"), [
    (typed.TCVN3_LETTERS, from_tcvn3), (typed.VNI_LETTERS, from_vni),
])  # fmt: skip
def test_every_letter_of_a_table_comes_back(letters: dict[str, str], decode: Typist) -> None:
    """Each letter alone, and behind another one."""
    for letter, codes in letters.items():
        assert decode(codes) == letter
        assert decode(f"h{codes}") == f"h{letter}"


def test_every_letter_comes_back_from_vni_viqr_and_a_code_page() -> None:
    """134 letters; VNI marks of the other case too."""
    letters = {
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    }
    for letter in letters:
        assert from_vni(typed.vni(letter)) == letter
        if not set("yY") & set(unicodedata.normalize("NFD", letter)):  # no syllable ends in yn
            end = "n" if letter.islower() else "N"
            assert from_viqr(f"{typed.viqr(letter)}{end}") == letter + end
        assert from_cp1258(typed.cp1258_misread(letter)) == letter
    assert from_vni("NGUYE\u00e3N") == "NGUYỄN"
    assert from_tcvn3("NGUY\u00d4N") == "NGUYỄN"
    assert from_cp1258("\u0161\u0160") == "\u0161\u0160"
    assert from_viqr("ddo` DDo` Ddro") == "đò Đò Đro"


@pytest.mark.parametrize("word", [
    "Nguyễn", "NGUYỄN", "gì", "gìn", "giếng", "già", "Hoà", "Hòa", "Thúy", "Thuý", "quý", "quốc",
    "Quỳnh", "nghĩa", "khuya", "Uyên", "yến", "oanh", "ý", "Ứng", "ngoài", "khuỷu", "được",
])  # fmt: skip
def test_syllables(word: str) -> None:
    """Both customs for the place of a tone count."""
    assert is_syllable(word)


@pytest.mark.parametrize("word", [
    "", "nguyôn", "cế", "ngế", "hàt", "gha", "hạ́", "nGuyễn", "qù", "Krông", "hứơng", "giêx", "gịt",
])  # fmt: skip
def test_other_words(word: str) -> None:
    """Letters that no syllable joins, tones in wrong places or before a stop, capitals inside."""
    assert not is_syllable(word)
