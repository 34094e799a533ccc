"""A key and a bundle."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest

from hopthu.provision.handover.bundle import Bundle

from .handover_samples import GUIDANCE, Pair, slip


@pytest.fixture
def age_pair(tmp_path: Path) -> Pair:
    """A key of age, in a file as age-keygen writes it."""
    identity = pyrage.x25519.Identity.generate()
    file = tmp_path / "age.key"
    file.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n")
    return Pair(str(identity.to_public()), file)


@pytest.fixture
def bundle() -> Bundle:
    """Five slips: a sheet and one more."""
    return Bundle(
        name="thanh_hoa-20261124T083000.000000Z",
        province="thanh_hoa",
        title="Thanh Hóa",
        slips=tuple(slip(number) for number in range(1, 6)),
        guidance=GUIDANCE,
    )
