"""An undo refuses about whatever came since, be it any attribute that the server knows."""

from __future__ import annotations

import base64
import datetime
import re
import subprocess
from pathlib import Path

import pytest

from hopthu.ci.runs.history import History
from hopthu.ci.runs.undoing import UndoLimits, plan_undo
from hopthu.interfaces.commands.undo import main
from hopthu.provision.resources.all import resources
from hopthu.provision.resources.retired import Retired
from hopthu.provision.run import provision, provision_all

from .test_41_retire import archives, leave
from .world import SUFFIX, World, person_dn

CLASSES = ("person", "organizationalPerson", "inetOrgPerson", "mailRecipient", "hopthuAccount")
# Values of the kinds that a schema has: text, a number, a name, a day, an address, bits, bytes.
VALUES = (
    *(b"x", b"1", f"cn=ai,{SUFFIX}".encode(), b"20261124083000Z", b"ai@moj.gov.vn", b"TRUE"),
    *(b"'0101'B", b"x $ y", b"$x", b"1.2.3", base64.b64decode("/9j/4AAQSkZJRgABAQEAYABgAAD/2Q==")),
)
OPERATIONAL = ("pwdPolicySubentry",)


def attributes(world: World) -> list[str]:
    """All that an account may have, by the schema of the server."""
    schema = world.search("-b", "cn=Subschema", "-s", "base", "objectClasses")
    found: list[str] = []
    for name in CLASSES:
        (text,) = (row for row in schema.splitlines() if re.search(rf"NAME '{name}'", row))
        for kind in ("MUST", "MAY"):
            match = re.search(rf"{kind} \(?([^)]*?)( \)| STRUCTURAL|$)", text)
            found += re.findall(r"[A-Za-z][\w-]*", match[1]) if match else []
    return list(dict.fromkeys(found))


def written(world: World, dn: str, name: str) -> bool:
    """Let somebody write an attribute, with the first value that the server takes."""
    for value in VALUES:
        encoded = base64.b64encode(value).decode()
        try:
            world.modify(f"dn: {dn}\nchangetype: modify\nadd: {name}\n{name}:: {encoded}\n")
        except subprocess.CalledProcessError:
            continue
        return True
    return False


def test_every_attribute_of_an_account(world: World) -> None:
    """Written by somebody after the run that made the account: the undo of it is refused."""
    world.provision("trung_uong", "bac_giang")
    folder = world.root / "runs"
    request = world.request("thanh_hoa", artifacts=folder)
    assert not any(r.failed for r in provision_all(resources(), request, world.connect))
    undo = UndoLimits(request.policy, {"suspend": 99, "remove": 99, "close": 99}, SUFFIX)
    dn = person_dn("thanh_hoa", 2)
    tried = 0
    for name in (*attributes(world), *OPERATIONAL):
        if name.lower() in ("userpassword", "objectclass") or not written(world, dn, name):
            continue
        tried += 1
        with world.connect() as directory:
            plans = plan_undo(History.of(folder), directory, undo)
        codes = {problem.code for plan in plans for problem in plan.refusals}
        assert codes & {"undo.came-since", "undo.changed"}, name
        world.modify(f"dn: {dn}\nchangetype: modify\n{_taken_back(world, dn, name)}")
    assert tried > 40
    with world.connect() as directory:
        plans = plan_undo(History.of(folder), directory, undo)
    assert not [problem for plan in plans for problem in plan.refusals]


def _taken_back(world: World, dn: str, name: str) -> str:
    """LDIF that takes the newest value of an attribute away."""
    found = world.search("-b", dn, "-s", "base", "(objectClass=*)", name).splitlines()
    *others, last = [line for line in found if line.lower().startswith(f"{name.lower()}:")]
    return f"delete: {name}\n{last}\n" if others else f"delete: {name}\n"


@pytest.mark.parametrize("photo", [bytes(range(256)), b"\xff\xd8", "ảnh".encode()])
def test_bytes_there_and_back(world: World, photo: bytes) -> None:
    """Taken away, brought back, that undone and brought back again: the same bytes."""
    world.provision()
    encoded = base64.b64encode(photo).decode()
    add = f"changetype: modify\nadd: jpegPhoto\njpegPhoto:: {encoded}\n"
    world.modify(f"dn: {person_dn('thanh_hoa', 1)}\n{add}")
    leave(world, 1)
    world.write_hosts()
    before = world.state()
    runs = world.root / "runs"
    request = world.request("thanh_hoa", today=datetime.date(2026, 11, 26), artifacts=runs)
    (report,) = provision(Retired(archives(1)), request, world.connect)
    assert report.written == 1
    gone = world.state()
    newest: Path = max(runs.iterdir())
    for wanted in (before, gone, before):
        assert main([str(newest), "--apply", "--override", "suspend=9"]) == 0
        assert world.state() == wanted
        newest = max(runs.iterdir())
