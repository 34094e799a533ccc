"""Fields that say who wrote a letter: what mail programs show counts, and doubt is refused.

What each program shows was looked up for every form: where two show different authors, or one
shows none, the form has to be refused.
"""

from __future__ import annotations

import pytest

from hopthu_author.letter import Letter
from hopthu_author.mailboxes import MOST, addresses
from hopthu_author.shown import Unclear

OWN, OTHER = "lan@moj.gov.vn", "bo.truong@moj.gov.vn"

# Read alike by every program: the field, and all addresses that one of them shows.
CLEAR = {
    OWN: [OWN],
    f"<{OWN}>": [OWN],
    f"Lan <{OWN}>": [OWN],
    f"Nguyễn Thị Lan <{OWN}>": [OWN],
    f'"Lan, Phòng 2" <{OWN}>': [OWN],
    f'"Lan \\"Hai\\"" <{OWN}>': [OWN],
    f"Nguyễn T. Lan <{OWN}>": [OWN],
    f"O'Lan <{OWN}>": [OWN],
    f"{OWN} (Nguyễn Thị Lan)": [OWN],
    f"Lan <{OWN}> (Phòng 2)": [OWN],
    f"=?utf-8?B?Tmd1eeG7hW4gTGFu?= <{OWN}>": [OWN],
    f"=?UTF-8?Q?Nguy=E1=BB=85n?= =?UTF-8?Q?_Lan?= <{OWN}>": [OWN],
    f'"=?utf-8?q?Lan?=" <{OWN}>': [OWN],
    f"=?UTF-8?Q?Nguy=E1?= =?utf-8?b?u4Vu?= <{OWN}>": [OWN],  # a letter in two parts
    f"=?utf-8*vi?q?Lan?= <{OWN}>": [OWN],
    f"Lan\r\n <{OWN}>": [OWN],
    f"Lan\n\t<{OWN}>": [OWN],
    f"Lan\t<{OWN}>": [OWN],
    f"Lan <{OWN.upper()}>": [OWN],
    "LAN@MOJ.gov.VN": [OWN],
    f'"{OWN}" <{OWN}>': [OWN, OWN],
    "o=?x@moj.gov.vn": ["o=?x@moj.gov.vn"],
    # Somebody else is shown, here or there: looked up, and not allowed.
    OTHER: [OTHER],
    f"{OWN}, {OTHER}": [OWN, OTHER],
    f"Lan <{OWN}>, Bộ trưởng <{OTHER}>": [OWN, OTHER],
    f'"{OTHER}" <{OWN}>': [OWN, OTHER],
    f'"Bộ trưởng <{OTHER}>" <{OWN}>': [OWN, OTHER],
    f"{OWN} ({OTHER})": [OWN, OTHER],
    f"Lan <{OWN}> ({OTHER})": [OWN, OTHER],
    f"=?utf-8?q?bo=2Etruong=40moj=2Egov=2Evn?= <{OWN}>": [OWN, OTHER],
    f"=?utf-8?b?Ym8udHJ1b25nQG1vai5nb3Yudm4=?= <{OWN}>": [OWN, OTHER],
    f'"=?utf-8?q?bo=2Etruong=40moj=2Egov=2Evn?=" <{OWN}>': [OWN, OTHER],
    f"=?utf-8?q?bo=2Etruong?= =?utf-8?q?=40moj=2Egov=2Evn?= <{OWN}>": [OWN, OTHER],
    f"=?utf-7?q?bo.truong+AEA-moj.gov.vn?= <{OWN}>": [OWN, OTHER],
    f"{OWN} (=?utf-8?q?bo=2Etruong=40moj=2Egov=2Evn?=)": [OWN, OTHER],
    f'"bo.truong＠moj.gov.vn" <{OWN}>': [OWN, OTHER],
    f'"ｂｏ．truong@moj.gov.vn" <{OWN}>': [OWN, OTHER],
    f'"bo.truong@moj.gov.vn," <{OWN}>': [OWN, OTHER],
    f'bo.truong"@moj.gov.vn" <{OWN}>': [OWN, OTHER],
}

# Read differently, or by some not at all.
DOUBTFUL = [
    "",
    " ",
    "<>",
    "Lan",
    "Lan <>",
    f"Lan <{OWN}",
    f"Lan {OWN}>",
    f"<{OTHER}> <{OWN}>",
    f"{OTHER} <{OWN}>",
    f"<{OTHER}> {OWN}",
    f"Lan <{OWN}> {OTHER}",
    f"Lan <{OWN}> Bộ trưởng",
    f"Lan <<{OWN}>>",
    f"{OTHER} {OWN}",
    f"{OTHER};{OWN}",
    f"{OWN},",
    f",{OWN}",
    f"{OWN},,{OTHER}",
    f"Nhom: {OWN};",
    f"Nhom: {OTHER}; {OWN}",
    "undisclosed-recipients:;",
    f"<@example.org:{OWN}>",
    f"<@moj.gov.vn,@example.org:{OWN}>",
    f'"bo.truong"@moj.gov.vn <{OWN}>',
    '"lan"@moj.gov.vn',
    '"bo.truong@moj.gov.vn lan"@moj.gov.vn',
    "lan@[10.0.0.1]",
    "lan@[IPv6:::1]",
    "lan@moj.gov.vn.",
    "lan@moj",
    "lan@moj..gov.vn",
    ".lan@moj.gov.vn",
    "lan.@moj.gov.vn",
    "lan@bo.truong@moj.gov.vn",
    "lan @moj.gov.vn",
    "lan@ moj.gov.vn",
    "lan(Lan)@moj.gov.vn",
    "(Lan)lan@moj.gov.vn",
    f"Lan (Phòng 2) <{OWN}>",
    f"{OWN} (a (b) c)",
    f"{OWN} (a) (b)",
    f"{OWN} (không đóng",
    f'"Lan <{OWN}>',
    f'Lan" <{OWN}>',
    f"Lan \\<{OTHER}\\> <{OWN}>",
    f"[Lan] <{OWN}>",
    "bộ.trưởng@moj.gov.vn",
    "lan@mој.gov.vn",  # о and ј are Cyrillic
    f"Lan\x00 <{OWN}>",
    f"Lan\x08\x08\x08Bo <{OWN}>",
    f"{OWN}\rFrom: {OTHER}",
    f"{OWN}\r\nFrom: {OTHER}",
    f"{OWN}\x0b{OTHER}",
    f"Lan\u202ela <{OWN}>",
    f"L\u200ban <{OWN}>",
    f"Lan\u2028{OTHER} <{OWN}>",
    f"=?utf-8?q?Lan=0A?= <{OWN}>",
    f"=?utf-8?q?Lan=00?= <{OWN}>",
    f"=?utf-8?q?L=FFan?= <{OWN}>",
    f"=?utf-8?q?L=4?= <{OWN}>",
    f"=?utf-8?b?Tmd1ee?= <{OWN}>",
    f"=?utf-8?x?Lan?= <{OWN}>",
    f"=?khong-co?q?Lan?= <{OWN}>",
    f"=?utf-8?q?Lan Hai?= <{OWN}>",
    f"=?utf-8?q?Lan <{OWN}>",
    f"=?utf-8?q?=3D=3Futf-8=3Fq=3Fbo=2Etruong=40moj=2Egov=2Evn=3F=3D?= <{OWN}>",
    "=?utf-8?q?lan=40moj=2Egov=2Evn?=",
    f'"Lan @ Phòng 2" <{OWN}>',
    f'"bo.truong @moj.gov.vn" <{OWN}>',
    "Nguy\udcec\udce5n <lan@moj.gov.vn>",  # bytes of another character set
    ", ".join([OWN] * (MOST + 1)),
]


@pytest.mark.parametrize(("field", "shown"), CLEAR.items(), ids=ascii)
def test_every_address_that_is_shown_is_found(field: str, shown: list[str]) -> None:
    """In the address's place, and within names."""
    assert addresses(field) == shown


@pytest.mark.parametrize("field", DOUBTFUL, ids=ascii)
def test_doubt_is_refused(field: str) -> None:
    """With the reason in both languages, in ASCII."""
    with pytest.raises(Unclear) as refused:
        addresses(field)
    english, vietnamese = refused.value.args
    assert f"{english}{vietnamese}".isascii()
    assert english != vietnamese


def letter(*fields: tuple[str, str]) -> Letter:
    """A letter with these fields."""
    found = Letter(OWN)
    for name, value in fields:
        found.add(name, value)
    return found


@pytest.mark.parametrize("name", ["From", "FROM", "from", "From ", "From\t"])
def test_a_field_is_known_however_it_is_written(name: str) -> None:
    """As programs know it."""
    assert letter((name, OWN)).authors() == [OWN]


def test_all_fields_that_name_an_author_count() -> None:
    """Programs show "on behalf of", and who sent a letter again."""
    found = letter(
        ("From", OWN), ("Sender", "a@x.vn"), ("Resent-From", "b@x.vn"), ("Resent-Sender", "c@x.vn")
    )
    assert found.authors() == [OWN, "a@x.vn", "b@x.vn", "c@x.vn"]
    assert letter(("From", OWN), ("Reply-To", OTHER), ("To", "x")).authors() == [OWN]


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [("Sender", OWN)],
        [("From", OWN), ("From", OWN)],
        [("From", OWN), ("from ", OTHER)],
        [("From", OWN), ("Sender", OWN), ("Sender", OWN)],
        [("From", OWN), ("Sender", f"{OWN}, {OTHER}")],
        [("From", OWN), ("Sender", "")],
        [("From", OWN), ("Subject", f"Thư\rFrom: {OTHER}")],
        [("From", OWN), ("Subject", f"Thư\nFrom: {OTHER}")],
    ],
    ids=ascii,
)
def test_heads_in_doubt_are_refused(fields: list[tuple[str, str]]) -> None:
    """None, or several, or one that some programs would see within another."""
    with pytest.raises(Unclear):
        letter(*fields).authors()


def test_folded_fields_are_whole() -> None:
    """A fold is no end of a line."""
    assert letter(("From", f"Lan\n <{OWN}>"), ("To", "a,\n\tb")).authors() == [OWN]


def test_who_passed_a_letter_on_stands_on_top() -> None:
    """Sieve puts it there; what the letter brought along is further down."""
    assert letter(("X-Sieve", "x"), ("X-Sieve-Redirected-From", OWN)).passed_on_by == OWN
    below = [("Received", "x")] * 3
    assert letter(*below, ("X-Sieve-Redirected-From", OWN)).passed_on_by == ""


@pytest.mark.parametrize(
    ("value", "automatic"), [("auto-replied", True), ("auto-notified", True), ("no", False)]
)
def test_an_automatic_letter_says_so(value: str, automatic: bool) -> None:
    """By RFC 3834."""
    assert letter(("Auto-Submitted", value)).automatic is automatic
