"""A directory belongs to one environment: no other one writes into it, until it is taken over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from hopthu.files.fileset import locked, write_set
from hopthu.interfaces.commands.ci import main
from hopthu.interfaces.modules.call import Call, run
from hopthu.interfaces.modules.options import MODULES
from hopthu.interfaces.modules.provision import work
from hopthu.records.given.read import identity_of, provisional_of
from hopthu.records.given.rebuild import rebuilt
from hopthu.records.inventory.read import read_unchecked
from hopthu.servers.lab.slapd import Slapd

from .forge import git
from .world import PROJECT, SUFFIX, World

PROVINCES = ["trung_uong", "bac_giang", "quang_ngai", "thanh_hoa"]


def provision(world: World, *, check: bool = False) -> Any:
    """Run the module ``provision``; returns what Ansible gets."""
    settings = world.slapd.settings()
    policy = PROJECT / "inventory" / "lab" / "group_vars" / "all" / "policy.yml"
    arguments = {
        "inventory": str(world.root),
        "provinces": PROVINCES,
        "policy": yaml.safe_load(policy.read_text(encoding="utf-8"))["hopthu_policy"],
        "uri": settings.uri,
        "suffix": SUFFIX,
        "bind_dn": settings.bind_dn,
        "bind_password": settings.password,
    }
    given = ArgumentSpecValidator(MODULES["provision"]).validate(arguments)
    return run(work, Call(given.validated_parameters, check=check))


def with_register(world: World) -> World:
    """The environment with its register, and so with an identity."""
    found = rebuilt(world.root, read_unchecked(world.root), world.request().policy)
    with locked(world.root):
        write_set(world.root, "test", found.contents)
    return world


@pytest.fixture
def ours(slapd: Slapd, tmp_path: Path) -> World:
    """An environment whose directory it is."""
    return with_register(World(tmp_path / "ours", slapd))


@pytest.fixture
def theirs(slapd: Slapd, tmp_path: Path) -> World:
    """Another one that has the same directory in its settings."""
    other = World(tmp_path / "theirs", slapd)
    other.person("thanh_hoa", 1)["title"] = "Kế toán"
    other.save()
    return other


def test_another_environment_is_stopped_at_once(
    ours: World, theirs: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a check too, with a register or without; until it takes the directory over."""
    assert not provision(ours, check=True).get("failed")
    assert not provision(ours).get("failed")
    mark = f"description: hopthu: {identity_of(ours.root)}"
    assert mark in ours.search("-b", f"ou=agencies,{SUFFIX}")
    before = ours.state()
    for other in (theirs, with_register(theirs)):
        for check in (True, False):
            told = provision(other, check=check)
            assert [each["code"] for each in told["problems"]] == ["provision.other-environment"]
            assert "scripts/ci adopt" in told["msg"]
    assert ours.state() == before
    theirs.write_hosts()
    assert main(["adopt", str(theirs.root), "--from", "somebody else"]) == 2
    assert main(["adopt", str(theirs.root), "--from", identity_of(ours.root)]) == 0
    assert identity_of(theirs.root) in capsys.readouterr().out
    assert not provision(theirs).get("failed")
    assert provision(ours)["failed"]


def test_two_without_a_register(slapd: Slapd, tmp_path: Path) -> None:
    """The first one marks the directory, with or without git; its register changes nothing."""
    first, second = World(tmp_path / "a" / "env", slapd), World(tmp_path / "b" / "env", slapd)
    for world in (first, second):
        git(world.root, "init", "-q")
        assert provisional_of(world.root) == ""
        git(world.root, "add", "provinces")
        git(world.root, "commit", "-qm", world.root.parent.name)
    clone = tmp_path / "clone" / "env"
    git(tmp_path, "clone", "-q", str(first.root), str(clone))
    assert provisional_of(clone) == provisional_of(first.root) != provisional_of(second.root)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{first.root}", str(tmp_path / "shallow"))
    assert provisional_of(tmp_path / "shallow") == ""
    assert not provision(first).get("failed")
    assert not provision(first)["changed"]
    before = first.state()
    told = provision(second)
    assert [each["code"] for each in told["problems"]] == ["provision.other-environment"]
    assert provision(with_register(second), check=True)["failed"]
    assert first.state() == before
    assert not provision(with_register(first)).get("failed")
    assert identity_of(first.root) in first.search("-b", f"ou=agencies,{SUFFIX}", "-s", "base")
    assert not provision(first).get("failed")
    outside = World(tmp_path / "c" / "env", slapd)
    assert provisional_of(outside.root) not in ("", provisional_of(first.root))
    assert provision(outside)["failed"]


def test_the_mark_is_no_change(ours: World) -> None:
    """A second run changes nothing."""
    assert provision(ours)["changed"]
    assert not provision(ours)["changed"]


def test_a_directory_from_before_is_marked_by_the_next_apply(ours: World, theirs: World) -> None:
    """What has no mark belongs to nobody, and a check leaves it so."""
    provision(ours)
    container = f"ou=agencies,{SUFFIX}"
    ours.replace(container, description=[])
    assert not provision(ours, check=True)["changed"]
    assert "hopthu: " not in ours.search("-b", container, "-s", "base")
    ours.replace(container, description="a note of somebody")
    assert not provision(ours)["changed"]
    found = ours.search("-b", container, "-s", "base")
    assert "description: a note of somebody" in found
    assert f"description: hopthu: {identity_of(ours.root)}" in found
    assert provision(theirs)["failed"]
