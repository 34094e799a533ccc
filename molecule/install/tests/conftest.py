"""The ministry on two hosts that were bare, and its two servers as clients meet them."""

from __future__ import annotations

from pathlib import Path

import pytest

from .ministry import Ministry


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ministry:
    """Its environment, outside the toolkit, as the generator leaves it."""
    ministry = Ministry(tmp_path_factory.mktemp("elsewhere") / "quan-trac")
    new = ["scripts/environment", "new", "--catalogue", "example", "--own-authority"]
    ministry.operate(*new, str(ministry.root))
    return ministry


@pytest.fixture(scope="session")
def files(made: Ministry) -> dict[Path, bytes]:
    """What the generator wrote, before anybody edited it."""
    return {path: path.read_bytes() for path in made.root.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def served(made: Ministry, files: dict[Path, bytes]) -> Ministry:
    """With its servers."""
    assert made.hosts in files
    made.say_which_hosts()
    made.play("site")
    return made


@pytest.fixture(scope="session")
def peopled(served: Ministry) -> Ministry:
    """With the people of a form, who have their mailboxes."""
    form = served.fill_in(
        "mien_bac",
        ("Đỗ Thị Sông", "12/03/1975", "Chi cục Quan trắc sông Hồng", "Chi cục trưởng"),
        ("Hoàng Văn Mây", "1/9/1980", "Trạm Long Biên", "Quan trắc viên"),
    )
    served.operate("scripts/intake", str(form), "--into", str(served.root))
    served.play("provision")
    return served
