"""Text comes to Unicode by its fonts: as it is, or from TCVN3, run by run."""

from __future__ import annotations

import unicodedata

import pytest

from hopthu.forms.encodings import Decoder
from hopthu.forms.encodings.western import from_tcvn3
from hopthu.forms.sheet import NUMBER, Cell, Run, Sheet


def _decode(*cells: Cell) -> tuple[list[str], Decoder]:
    sheet = Sheet("s")
    for cell in cells:
        sheet.put(cell)
    decoder = Decoder()
    decoded = decoder.decode(sheet)
    return [decoded.text(cell.row, cell.column) for cell in cells], decoder


TYPED = {
    ".VnTime": {
        "øng HoÌ S¬n": "ứng Hoè Sơn",
        "A¸nh E£": "Ánh EÊ",
        "Nguyễn “Văn”": "Nguyễn “Văn”",
        "“NguyÔn”": "“Nguyễn”",
        "ABC 123": "ABC 123",
        "NGUY\u00d4N": "NGUYỄN",
    },
    ".VnArial": {"Tr\u00adëng": "Trưởng"},
    ".VnTimeH": {"bé t\u00ad ph¸p": "BỘ TƯ PHÁP", "stt": "STT"},
    ".vntime": {"§¨k L¨k": "Đăk Lăk"},
    "Times New Roman": {"Lê An": "Lê An", "Le\u0302 An": "Lê An"},
    "Arial": {"Ng\u00aduy": "Nguy"},
    "VNI-Times": {"Nguye\u00e3n V\u00f4 T\u00f4\u00f9i": "Nguyễn Vơ Tới"},
    " vni-helve": {"\u00d1oa\u00e3": "Đoẫ"},
}


@pytest.mark.parametrize(
    ("font", "typed", "expected"),
    [(font, *pair) for font, texts in TYPED.items() for pair in texts.items()],
)
def test_the_font_decides(font: str, typed: str, expected: str) -> None:
    """TCVN3 below its fonts, capitals below those in H, Unicode everywhere else."""
    texts, _ = _decode(Cell(1, 1, typed, font))
    assert texts == [expected]


def test_one_cell_in_two_fonts() -> None:
    """Each run is decoded by its own font."""
    runs = (Run("Lª ", ".VnTime"), Run("Hòa", "Arial"))
    texts, decoder = _decode(Cell(1, 1, "Lª Hòa", ".VnTime", runs=runs))
    assert texts == ["Lê Hòa"]
    assert decoder.label == "mixed"


def test_a_letter_is_not_cut_where_a_run_ends() -> None:
    """A VNI letter whose mark is in the next run, in bold perhaps, is one letter."""
    runs = (Run("Nguye", "VNI-Times"), Run("\u00e3n", "VNI-Helve"), Run(" V\u00a8n", ".VnTime"))
    texts, decoder = _decode(Cell(1, 1, "", "Arial", runs=runs))
    assert (texts, decoder.label) == (["Nguyễn Văn"], "mixed")


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        ([("Lª", ".VnTime"), ("abc", "Arial")], "TCVN3"),
        ([("Lê", "Arial"), ("abc", ".VnTime")], "Unicode"),
        ([("Lê", "Arial"), ("Lª", ".VnTime")], "mixed"),
        ([("abc", ".VnTime")], "Unicode"),
    ],
)
def test_the_label_of_a_form(cells: list[tuple[str, str]], label: str) -> None:
    """Only text that is not plain ASCII tells an encoding."""
    _, decoder = _decode(*(Cell(1, n, *cell) for n, cell in enumerate(cells, 1)))
    assert decoder.label == label


def test_cells_that_are_empty_once_clean_are_left_out() -> None:
    """Invisible characters are no content; numbers pass as they are."""
    sheet = Sheet("s")
    sheet.put(Cell(1, 1, "\u200b"))
    sheet.put(Cell(1, 2, "5", kind=NUMBER))
    assert list(Decoder().decode(sheet).rows[1]) == [2]


def test_a_font_of_another_old_encoding_is_remembered() -> None:
    """The first one is named to the clerk."""
    _, decoder = _decode(Cell(1, 1, "Nguy­", "VPS Times"), Cell(1, 2, "Leâ", "VPS Helv"))
    assert decoder.foreign_font == "VPS Times"


def test_every_vietnamese_letter_can_be_typed_in_tcvn3() -> None:
    """The table is complete: all small letters, and the seven capitals with codes of their own."""
    typed = "".join(map(chr, range(0xA1, 0x100)))
    letters = set(from_tcvn3(typed))
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    small = {unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones}
    assert {*"ĂÂĐÊÔƠƯđ", *(small - set(vowels[0] + "eiouy"))} <= letters
