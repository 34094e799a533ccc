"""Fixtures of the tests of registration."""

from __future__ import annotations

from pathlib import Path

import pytest

from .registration_samples import PROJECT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The lab as shipped: the centre alone."""
    lab = PROJECT / "inventory" / "lab"
    for name in ("hosts.yml", "provinces/trung_uong/agencies.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        # Without the hosts that an intake in this working copy may have added.
        (tmp_path / name).write_text((lab / name).read_text(encoding="utf-8"), encoding="utf-8")
    hosts = "all:\n  children:\n    provinces:\n      hosts:\n        trung_uong:\n"
    (tmp_path / "hosts.yml").write_text(hosts, encoding="utf-8")
    return tmp_path
