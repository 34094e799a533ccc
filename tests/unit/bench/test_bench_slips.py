"""What the bench of first passwords notices by itself."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest

from hopthu.provision.handover.issue import issue
from hopthu.provision.handover.slip import Slip
from hopthu.provision.handover.store import Store
from hopthu.records.handover_terms import Terms
from tests.bench import slips
from tests.bench.measure import Failed

TERMS = Terms(recovery_key="", days=1, shortest=10, remembered=5, webmail="https://x/", help="x")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A private key, and one province that has its public part."""
    (tmp_path / "provinces" / "thanh_hoa").mkdir(parents=True)
    return slips._name_keys(tmp_path, tmp_path)


def test_every_slip_is_there(tmp_path: Path, key: Path) -> None:
    """All people of all bundles; one who lacks in a bundle is a failure."""
    store = Store(tmp_path / "handover")
    public = str(pyrage.x25519.Identity.from_str(key.read_text().strip()).to_public())
    assert public in (tmp_path / "provinces" / "thanh_hoa" / "handover.yml").read_text()
    people = [
        Slip(id=name, name=name, title="", agency="", address="", password="") for name in "ab"
    ]
    record, _ = issue(store, "thanh_hoa", "Thanh Hóa", people, [("x", public)], TERMS)
    assert set(slips._opened(store, key)) == {"a", "b"}
    one, _ = issue(store, "ha_noi", "Hà Nội", people[:1], [("x", public)], TERMS)
    store.path(one.bundle).replace(store.path(record.bundle))
    store.discard(one)
    with pytest.raises(Failed, match="lacks slips"):
        slips._opened(store, key)
