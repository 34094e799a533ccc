"""One list, in whatever kind of file and encoding, with whatever signs in it: the same people."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hopthu.forms import Form, read_form
from hopthu.forms.readers import converted

from .file_kinds import KINDS, docx, xlsx

TODAY = date(2008, 11, 20)
TITLE = "THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Chức vụ"]
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLES = ("Văn", "Thị", "Đức", "Hữu", "Ngọc", "Thanh")
GIVEN = ("Mượt", "Đước", "Hòa", "Nghị", "Phùng", "Thuỷ", "Hằng", "Dũng", "Tuấn", "Lụa", "Thắng")
TITLES = ("Chấp hành viên", "Kế toán", "Văn thư", "Thủ quỹ", "Thư ký; kế toán")
UNSEEN = ("", "\u200b", "\ufeff", "\u200e", "\u2060")

people = st.lists(
    st.tuples(*map(st.sampled_from, (SURNAMES, MIDDLES, GIVEN, TITLES)), st.dates(
        date(1950, 1, 1), date(1985, 12, 31))),
    min_size=4, max_size=9, unique_by=lambda one: (one[:3], one[4]),
)  # fmt: skip


def _rows(listed: list[tuple[str, str, str, str, date]], sign: str = "") -> list[list[str]]:
    rows = [[TITLE, "", "", ""], HEADER]
    for number, (surname, middle, given_name, title, born) in enumerate(listed, 1):
        name = f"{sign}{surname} {middle} {sign}{given_name}"
        rows.append([str(number), name, f"{born:%d/%m/%Y}", title + sign])
    return rows


def _read(path: Path, data: bytes) -> Form:
    path.write_bytes(data)
    return read_form(path, TODAY)


def _told(form: Form) -> list[tuple[str, date | None, str]]:
    assert form.problems == ()
    return [(row.name, row.born, row.title) for row in form.rows]


def _expected(listed: list[tuple[str, str, str, str, date]]) -> list[tuple[str, date | None, str]]:
    return [(" ".join(one[:3]), one[4], one[3]) for one in listed]


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(people, st.sampled_from(UNSEEN))
def test_the_same_people_come_out_of_every_kind_of_file(
    tmp_path: Path, kind: str, listed: list[tuple[str, str, str, str, date]], sign: str
) -> None:
    """Signs that nobody sees are in names and titles, where the encoding has them."""
    has_signs = kind not in ("TCVN3", "VNI", "CP1258")
    rows = _rows(listed, sign if has_signs else "")
    assert _told(_read(tmp_path / "f", KINDS[kind](rows))) == _expected(listed)


LISTED = [
    ("Nguyễn", "Thị", "Hòa", "Kế toán", date(1971, 3, 12)),
    ("Đỗ", "Văn", "Nghị", "Chấp hành viên", date(1975, 7, 25)),
    ("Lê", "Thị", "Mượt", "Văn thư", date(1980, 12, 1)),
]


@pytest.mark.skipif(
    not any(map(shutil.which, converted.PROGRAMS)), reason="LibreOffice is not installed"
)
@pytest.mark.parametrize(("written", "kind"), [
    (xlsx, "xls"), (xlsx, "ods"), (xlsx, "fods"), (xlsx, "html"), (xlsx, "xlsx"), (xlsx, "csv"),
    (docx, "doc"), (docx, "rtf"), (docx, "odt"), (docx, "docx"),
])  # fmt: skip
def test_a_round_trip_through_libreoffice(tmp_path: Path, written, kind: str) -> None:  # type: ignore[no-untyped-def]
    """What it saves of a list is read as that list."""
    program = next(path for name in converted.PROGRAMS if (path := shutil.which(name)))
    source = tmp_path / f"form.{'xlsx' if written is xlsx else 'docx'}"
    source.write_bytes(written(_rows(LISTED)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    options = "csv:Text - txt - csv (StarCalc):59,34,76" if kind == "csv" else kind
    subprocess.run(
        [program, profile, "--headless", "--convert-to", options, "--outdir", str(tmp_path / "out"),
         str(source)],
        check=True, capture_output=True,
    )  # fmt: skip
    form = read_form(tmp_path / "out" / f"form.{kind}", TODAY)
    assert _told(form) == _expected(LISTED)
