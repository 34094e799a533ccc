"""Documents of old kinds come through LibreOffice, or the refusal says what to install."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from hopthu.forms import read_form
from hopthu.forms.readers import converted

from .refusing import TODAY, refusal

FORMS = Path(__file__).parents[3] / "forms"
OLE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le") + b"\0\0"
)
needs_libreoffice = pytest.mark.skipif(
    not any(map(shutil.which, converted.PROGRAMS)), reason="LibreOffice is not installed"
)


@needs_libreoffice
def test_a_doc_gives_the_people_of_the_docx() -> None:
    """Every person and field of the same form in either format, and nothing else flagged."""
    old = read_form(FORMS / "25_phu_tho_old.doc", TODAY)
    new = read_form(FORMS / "25_phu_tho.docx", TODAY)
    fields = ("number", "name", "born", "sex", "title", "agency_id", "phone", "mobile", "note")
    assert [[getattr(row, field) for field in fields] for row in old.rows] == [
        [getattr(row, field) for field in fields] for row in new.rows
    ]
    assert old.problems == ()


def test_without_libreoffice_the_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any of the three kinds, whatever the file is called."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for data in (OLE, rb"{\rtf1 Danh s\'e1ch}"):
        path = tmp_path / "form.docx"
        path.write_bytes(data)
        assert "libreoffice-writer-nogui" in refusal(path).render()


def _program(folder: Path, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_a_document_that_cannot_be_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that writes nothing: damaged or locked."""
    _program(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    path = tmp_path / "form.doc"
    path.write_bytes(OLE)
    assert "damaged or locked" in refusal(path).render()


def test_a_conversion_that_does_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its children; the caller waits no longer than the limit."""
    alive = tmp_path / "alive"
    _program(tmp_path, f"(sleep 2; touch '{alive}') & sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(converted, "SECONDS", 0.5)
    path = tmp_path / "form.doc"
    path.write_bytes(OLE)
    assert "did not get through" in refusal(path).render()
    time.sleep(2)
    assert not alive.exists()
