"""Guides on paper: A4, Vietnamese, the same bytes each time."""

from __future__ import annotations

import builtins
import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from hopthu.records.policy import Policy
from hopthu.reports.guides.page import GUIDES, USER
from hopthu.reports.guides.pdf import guide_pdf
from hopthu.reports.guides.write import write_guides
from hopthu.text.errors import HopthuError

from .guide_samples import PIXEL, SERVERS, TEXTS, page, policy_data


def pages(pdf: bytes) -> list[str]:
    """The words on each page."""
    return [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def written(folder: Path, images: Path, *, check: bool = False, **more: Any) -> list[str]:
    """Write the guides; the names of the files that changed."""
    policy = Policy.from_mapping(policy_data())
    given = {"mail_host": SERVERS.mail_host, **more}
    servers = type(SERVERS)(
        mail_host=given["mail_host"],
        message_size=SERVERS.message_size,
        agencies_folder=SERVERS.agencies_folder,
        first_login_on_web=True,
        autoconfig=True,
    )
    changed = write_guides(folder, policy, servers, "Bộ Tư pháp", TEXTS, images, check=check)
    return sorted(path.name for path in changed)


def test_paper(tmp_path: Path) -> None:
    """A4; numbers on every page; contents with the numbers of the pages; Vietnamese letters."""
    (tmp_path / "login.png").write_bytes(PIXEL)
    pdf = guide_pdf(page(USER, tmp_path))
    document = pypdf.PdfReader(io.BytesIO(pdf))
    size = document.pages[0].mediabox
    assert (round(size.width), round(size.height)) == (595, 842)
    told = pages(pdf)
    assert all(f"Trang {number}/{len(told)}" in text for number, text in enumerate(told, 1))
    assert "Hướng dẫn sử dụng hộp thư điện tử" in told[0]
    (line,) = [line for line in told[0].splitlines() if "Khi cần giúp đỡ" in line]
    assert int(line.rpartition(".")[2]) == 1 + next(
        number for number, text in enumerate(told) if number and "Khi cần giúp đỡ\n" in text
    )
    assert document.metadata is not None
    assert document.metadata.title == "Hướng dẫn sử dụng hộp thư điện tử moj.gov.vn"
    fonts = [
        font.get_object()["/BaseFont"]
        for each in document.pages
        for font in each.raw_get("/Resources").get_object()["/Font"].values()
    ]
    assert fonts
    assert all("Guide" in str(font) for font in fonts)


def test_second_run_changes_nothing(tmp_path: Path) -> None:
    """A check tells what a run writes; a run writes it; the next one finds it right."""
    folder = tmp_path / "guides"
    names = sorted(f"{guide}.{kind}" for guide in GUIDES for kind in ("html", "pdf"))
    assert written(folder, tmp_path, check=True) == names
    assert not folder.exists()
    assert written(folder, tmp_path) == names
    assert written(folder, tmp_path) == []
    assert written(folder, tmp_path, mail_host="khac.gov.vn") == [
        "huong-dan-su-dung.html",
        "huong-dan-su-dung.pdf",
    ]


def test_without_a_mail_server(tmp_path: Path) -> None:
    """The remedy is told, and nothing is written."""
    with pytest.raises(HopthuError, match="guides_mail_host"):
        written(tmp_path / "guides", tmp_path, mail_host="")
    assert not (tmp_path / "guides").exists()


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that lacks one of Debian's libraries says so, and what to run."""
    real = builtins.__import__

    def lacking(name: str, *arguments: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(HopthuError, match="libpango") as caught:
        guide_pdf("<p>x</p>")
    assert "scripts/setup" in caught.value.render()
