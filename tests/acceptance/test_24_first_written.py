"""A transaction that fails leaves nothing behind, not even in how slapd numbers attributes."""

from __future__ import annotations

import pytest

from hopthu.provision.desired import agencies, aliases, lists, people, quotas
from hopthu.servers.directory.attributes import samples
from hopthu.servers.directory.operation import Add, Modify
from hopthu.servers.directory.session import Directory, Refused

from .world import PEOPLE, World

_OLD = b"20200101000000.000000Z#000000#000#000000"
_CLASSES = (b"inetOrgPerson", b"mailRecipient", b"hopthuManaged", b"hopthuAccount")
# What an entry is called, and what every directory has written before hopthu comes.
_WRITTEN_BEFORE = {"objectClass", "cn"}


def person(number: int) -> Add:
    """An account with what it must have."""
    values = {"cn": b"x", "sn": b"x", "mail": b"p%d@moj.gov.vn" % number, "hopthuProvince": b"t"}
    values |= {"hopthuAgency": b"t", "hopthuState": b"active"}
    named = {name: (value,) for name, value in values.items()}
    return Add(f"uid=p{number},{PEOPLE}", {"objectClass": _CLASSES, **named})


def test_values_stay_under_their_names(world: World) -> None:
    """A refused change with attributes that nobody has yet, another one, and the first again."""

    def change(directory: Directory, csn: bytes = b"") -> None:
        phone = {"telephoneNumber": (b"0373851851",)}
        title = {"title": (b"Ke toan",)}
        directory.apply([Modify(f"uid=p1,{PEOPLE}", phone), Modify(f"uid=p2,{PEOPLE}", title, csn)])

    with world.connect() as directory:
        unit = {"objectClass": (b"organizationalUnit",), "ou": (b"people",)}
        directory.apply([Add(PEOPLE, unit)])
        directory.apply([person(1), person(2)])
        with pytest.raises(Refused, match="assertionFailed"):
            change(directory, _OLD)
        world.replace(f"uid=p2,{PEOPLE}", mailQuota="1073741824")
        change(directory)
    for _ in range(2):
        state = world.state()
        assert state[f"uid=p1,{PEOPLE}"]["telephonenumber"] == {b"0373851851"}
        assert "title" not in state[f"uid=p1,{PEOPLE}"]
        assert "mailquota" not in state[f"uid=p1,{PEOPLE}"]
        assert state[f"uid=p2,{PEOPLE}"]["title"] == {b"Ke toan"}
        assert state[f"uid=p2,{PEOPLE}"]["mailquota"] == {b"1073741824"}
        world.slapd.stop()
        world.slapd.start()


def test_every_attribute_that_hopthu_writes_is_there() -> None:
    """schema/attributes.yml leaves none out, and no two modules differ about it."""
    owned = {name for module in (agencies, aliases, lists, people, quotas) for name in module.OWNED}
    assert owned | {"pwdReset"} <= samples("").keys() | _WRITTEN_BEFORE
