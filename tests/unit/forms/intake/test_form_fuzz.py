"""Whatever the bytes are: a form or problems in words, in bounded time, never a traceback."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hopthu.forms import read_form
from hopthu.text.errors import HopthuError

FORMS = Path(__file__).parents[3] / "forms"
ZIPPED = ["51_quang_ngai.xlsx", "66_dak_lak.ods", "25_phu_tho.docx"]
PLAIN = ["mixed_fonts.xls", "48_da_nang.csv"]
_fuzz = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _survives(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        found = read_form(path).problems
    except HopthuError as error:
        found = error.problems
        assert found
    assert all(problem.place.file == path.name for problem in found)


@cache
def _parts(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(FORMS / name) as packed:
        return {part: packed.read(part) for part in packed.namelist() if part.endswith(".xml")}


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the data with a few pieces changed, doubled, moved or cut away."""
    mutable = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(mutable) + 1)
        end = min(start + chance.choice([1, 2, 8, 100]), len(mutable))
        piece = bytes(mutable[start:end])
        other = chance.randrange(len(mutable) + 1)
        match chance.randrange(5):
            case 0:
                del mutable[start:end]
            case 1:
                mutable[start:end] = chance.randbytes(end - start)
            case 2:
                mutable[other:other] = piece * chance.choice([1, 3, 50])
            case 3:
                mutable[start:end] = chance.choice(
                    [b"999999999", b"-1", b'""', b"<", b"\0", b"A1:XFD1048576", b"\xff\xfe", b'"']
                )
            case 4:
                del mutable[other:]
    return bytes(mutable)


@_fuzz
@given(st.binary(max_size=2000))
def test_random_bytes(tmp_path: Path, data: bytes) -> None:
    """With and without the first bytes of a kind of file."""
    path = tmp_path / "form"
    for start in (b"", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        _survives(path, start + data)


@pytest.mark.parametrize("name", [*ZIPPED, *PLAIN])
@_fuzz
@given(st.integers(0, 2**32))
def test_a_form_with_changed_bytes(tmp_path: Path, name: str, seed: int) -> None:
    """The file as it is stored: broken archives, broken records, broken text."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    _survives(tmp_path / name, _mutated((FORMS / name).read_bytes(), chance))


@pytest.mark.parametrize("name", ZIPPED)
@_fuzz
@given(st.integers(0, 2**32))
def test_a_form_with_changed_markup(tmp_path: Path, name: str, seed: int) -> None:
    """A whole archive whose parts say something else."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    parts = dict(_parts(name))
    victim = chance.choice(sorted(parts))
    parts[victim] = _mutated(parts[victim], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(FORMS / name) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.namelist():
            new.writestr(part, parts.get(part) or old.read(part))
    _survives(tmp_path / name, buffer.getvalue())
