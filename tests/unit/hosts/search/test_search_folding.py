"""Text as hopthu-search compares it."""

from __future__ import annotations

import unicodedata

import pytest

from hopthu_search.folding import attachment_names, fold


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Quyết  định\r\nthi hành án", "quyet dinh thi hanh an"),
        ("ĐƯỜNG Đống Đa", "duong dong da"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        (" 15/QĐ-THADS ", "15/qd-thads"),
        ("", ""),
    ],
)
def test_marks_case_and_spaces_do_not_count(form: str, text: str, folded: str) -> None:
    """In every normal form."""
    assert fold(unicodedata.normalize(form, text)) == folded  # type: ignore[arg-type]


def test_a_tone_after_a_letter_with_its_hat() -> None:
    """What Vietnamese keyboards call "Unicode tổ hợp"; signs that nobody sees are none."""
    assert fold("Quy\u00ea\u0301t \u0111i\u0323nh") == "quyet dinh"
    assert fold("quy\u200bết") == "quyet"


def test_files_are_known_by_their_names() -> None:
    """Percent-encoded, in pieces too, or decoded already by Dovecot."""
    headers = (
        "subject: x\n"
        "content-disposition: attachment; "
        "filename*0*=utf-8''C%C3%B4ng%20v; filename*1*=%C4%83n.pdf\n"
        'content-type: application/pdf; name="Báo cáo.docx"\n'
        "content-type: text/plain\n"
        "content-disposition: inline\n"
    )
    assert list(attachment_names(headers)) == ["Công văn.pdf", "Báo cáo.docx"]
