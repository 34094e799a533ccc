"""Bundles: what is on the sheets, who can open them, what is said when they cannot."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pyrage
import pytest
from reportlab.pdfbase.ttfonts import TTFont

from hopthu.provision.handover.bundle import LIST, SHEETS, Bundle, seal
from hopthu.provision.handover.opened import keep, open_bundle
from hopthu.provision.handover.sheets import slips_pdf
from hopthu.provision.handover.signing import signing_pdf
from hopthu.text.errors import HopthuError

from .handover_samples import GUIDANCE, Pair, locked_ssh_key, slip, ssh_pair

PROJECT = Path(__file__).parents[4]
FONTS = PROJECT / "hopthu" / "provision" / "handover" / "fonts"


def sealed(bundle: Bundle, folder: Path, *keys: str) -> Path:
    """The bundle as a file."""
    path = folder / f"{bundle.name}.age"
    path.write_bytes(seal(bundle, keys))
    return path


def refusal(bundle: Path, key: Path, passphrase: str = "") -> str:
    """The code of what is said instead of opening."""
    with pytest.raises(HopthuError) as raised:
        open_bundle(bundle, key, lambda: passphrase)
    assert "→" in raised.value.render("vi")
    return raised.value.problems[0].code.removeprefix("handover.")


def test_each_holder_opens_it(bundle: Bundle, age_pair: Pair, tmp_path: Path) -> None:
    """With a key of age, with one of ssh; both see the same slips."""
    ssh = ssh_pair(tmp_path / "id_ed25519")
    path = sealed(bundle, tmp_path, age_pair.public, ssh.public)
    for pair in (age_pair, ssh):
        files = open_bundle(path, pair.file, lambda: "")
        listed = json.loads(files[LIST])
        assert [each["password"] for each in listed["slips"]] == [s.password for s in bundle.slips]
        assert (listed["title"], listed["valid_until"]) == ("Thanh Hóa", "2026-12-24")
        assert files[SHEETS].startswith(b"%PDF-")


def test_nothing_of_it_can_be_read_without(bundle: Bundle, age_pair: Pair, tmp_path: Path) -> None:
    """The sealed file shows neither passwords nor names."""
    content = sealed(bundle, tmp_path, age_pair.public).read_bytes()
    for word in ("k4hmt", "unghoeson", "thanh", "slips"):
        assert word.encode() not in content


def test_a_key_under_a_passphrase(bundle: Bundle, age_pair: Pair, tmp_path: Path) -> None:
    """It is asked for, and another one does not do."""
    locked = tmp_path / "locked.key"
    locked.write_bytes(pyrage.passphrase.encrypt(age_pair.file.read_bytes(), "mở ra"))
    path = sealed(bundle, tmp_path, age_pair.public)
    assert open_bundle(path, locked, lambda: "mở ra")
    assert refusal(path, locked, "đóng") == "wrong-passphrase"


def test_what_does_not_open_it(bundle: Bundle, age_pair: Pair, tmp_path: Path) -> None:
    """Each mistake has its own words, and never a traceback."""
    path = sealed(bundle, tmp_path, age_pair.public)
    other = ssh_pair(tmp_path / "other")
    public = tmp_path / "age.pub"
    public.write_text(age_pair.public)
    broken = tmp_path / "broken.age"
    broken.write_bytes(path.read_bytes()[:-9])
    no_zip = tmp_path / "letter.age"
    recipient = pyrage.x25519.Recipient.from_str(age_pair.public)
    no_zip.write_bytes(pyrage.encrypt(b"a letter", [recipient]))
    assert refusal(path, other.file) == "not-opened"
    assert refusal(broken, age_pair.file) == "not-opened"
    assert refusal(no_zip, age_pair.file) == "not-opened"
    assert refusal(age_pair.file, age_pair.file) == "not-opened"
    assert refusal(path, public) == "no-key"
    assert refusal(path, path.with_suffix(".missing")) == "unreadable"
    locked = locked_ssh_key(tmp_path / "locked", other.public)
    assert refusal(path, locked) == "locked-ssh-key"
    damaged = tmp_path / "damaged"
    damaged.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    assert refusal(path, damaged) == "no-key"
    damaged.write_text("AGE-SECRET-KEY-1QQ\n")
    assert refusal(path, damaged) == "no-key"


def test_opened_files_replace_none(tmp_path: Path) -> None:
    """They are the owner's alone; where one is there already, none is written."""
    files = {"a": b"1", "b": b"2"}
    paths = keep(files, tmp_path / "new")
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o600, 0o600]
    paths[0].unlink()
    with pytest.raises(HopthuError, match="already"):
        keep(files, tmp_path / "new")
    assert not paths[0].exists()
    with pytest.raises(HopthuError, match="cannot be written"):
        keep(files, paths[1] / "under-a-file")


def test_a_key_that_is_none_is_refused(bundle: Bundle) -> None:
    """Sealing to what is no key says so."""
    with pytest.raises(HopthuError, match="could not be sealed"):
        seal(bundle, ["age1nothing"])


def test_sheets_say_what_the_owner_needs(bundle: Bundle) -> None:
    """Four slips on a sheet; each names its person, address, password, and what to do."""
    pages = pypdf.PdfReader(io.BytesIO(slips_pdf("Thanh Hóa", "b", bundle.slips, GUIDANCE))).pages
    texts = [page.extract_text() for page in pages]
    assert len(texts) == 2
    for number, each in enumerate(bundle.slips):
        for value in (each.name, each.title, each.agency, each.address, each.password):
            assert value in texts[number // 4]
    for words in ("đến hết ngày 24/12/2026", "https://mail.moj.gov.vn/", "điện thoại 1234"):
        assert words in texts[0]
    assert "từ 10 ký tự" in texts[0]
    assert "5/5" in texts[1]


def test_who_takes_a_slip_signs_for_it() -> None:
    """A row for each, by the number on the slip, on as many pages as it takes; no password."""
    slips = [slip(name=f"Nguyễn Văn Số {number}", password=f"pw-{number}") for number in range(45)]
    pages = pypdf.PdfReader(io.BytesIO(signing_pdf("Thanh Hóa", "gói", slips))).pages
    texts = [page.extract_text() for page in pages]
    assert len(texts) == 3
    for number, each in enumerate(slips):
        assert f"{number + 1}\n{each.name}" in texts[number // 20]
        assert each.address.partition("@")[0] in texts[number // 20]
    assert not any("pw-" in text for text in texts)
    assert ["gói · trang 3/3" in text for text in texts] == [False, False, True]
    assert ["Tổng số: 45 phiếu." in text for text in texts] == [False, False, True]


def test_long_values_fit() -> None:
    """A long name is set smaller, and cut only when it could not be read any more."""
    long = "Thi hành án dân sự thành phố Phan Rang – Tháp Chàm, tỉnh Ninh Thuận, khu vực phía Nam"
    slips = [slip(agency=long), slip(agency=long * 3)]
    page = pypdf.PdfReader(io.BytesIO(slips_pdf("x", "b", slips, GUIDANCE))).pages[0]
    text = page.extract_text()
    assert long in text
    assert long * 3 not in text
    assert "…" in text


@pytest.mark.parametrize("font", sorted(FONTS.glob("DejaVuSans[.-]*")), ids=lambda path: path.stem)
def test_fonts_have_every_vietnamese_letter(font: Path) -> None:
    """No slip shows an empty box."""
    vowels = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
    letters = vowels + "bcdđfghjklmnpqrstvwxz"
    wanted = letters + letters.upper() + "0123456789@.-–…·“”()/,:;"
    glyphs = TTFont(font.stem, str(font)).face.charToGlyph
    assert not [letter for letter in wanted if ord(letter) not in glyphs]


def test_a_province_needs_pyrage_alone(bundle: Bundle, age_pair: Pair, tmp_path: Path) -> None:
    """``scripts/handover open`` runs where none of our other packages is."""
    import hopthu

    bare = tmp_path / "packages"
    bare.mkdir()
    (bare / "pyrage").symlink_to(Path(pyrage.__file__).parent)
    scripts = tmp_path / "hopthu" / "scripts"
    scripts.mkdir(parents=True)
    (scripts / "handover").write_bytes((PROJECT / "scripts" / "handover").read_bytes())
    (scripts.parent / "hopthu").symlink_to(Path(hopthu.__file__).parent)
    path = sealed(bundle, tmp_path, age_pair.public)
    command = (sys.executable, "-S", scripts / "handover", "open", path, "--key", age_pair.file)
    environment = {"PYTHONPATH": str(bare), "LANG": "vi_VN.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "5 phiếu của Thanh Hóa" in done.stdout
    assert (tmp_path / bundle.name / SHEETS).read_bytes().startswith(b"%PDF-")
    again = replace(bundle, name="again")
    assert bundle.slips[0].password not in done.stdout + repr(again)
