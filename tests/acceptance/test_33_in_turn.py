"""One call does agencies, accounts, quotas, aliases: who fails at a step is out of the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from hopthu.interfaces.modules.call import Call
from hopthu.interfaces.modules.call import run as run_work
from hopthu.interfaces.modules.options import MODULES
from hopthu.interfaces.modules.planned import write_planned
from hopthu.provision.plan.plan import Plan
from hopthu.provision.resource import Basis, Resource
from hopthu.provision.resources.accounts import Accounts
from hopthu.provision.resources.agencies import AgencyTree
from hopthu.provision.resources.all import resources
from hopthu.text.errors import HopthuError, Message
from hopthu.text.language import Text

from .world import PROJECT, SUFFIX, World, foreign

_DOWN = Message("test.down", Text("the server went away", "mất máy chủ"), Text("wait", "hãy đợi"))


class GoesAway(Accounts):
    """A step that finds the server gone."""

    def plans(self, _: Basis) -> list[Plan]:
        """It fails."""
        raise HopthuError.of(_DOWN)


@pytest.fixture
def module(world: World) -> Callable[..., Any]:
    """Run resources as the module does; returns what Ansible gets."""
    settings = world.slapd.settings()
    policy = yaml.safe_load(
        (PROJECT / "inventory/lab/group_vars/all/policy.yml").read_text(encoding="utf-8")
    )
    arguments = {
        "inventory": str(world.root),
        "provinces": ["bac_giang", "quang_ngai", "thanh_hoa"],
        "policy": policy["hopthu_policy"],
        "uri": settings.uri,
        "suffix": SUFFIX,
        "bind_dn": settings.bind_dn,
        "bind_password": settings.password,
    }

    def run(*wanted: Resource[Any], check: bool = False, **more: Any) -> Any:
        given = ArgumentSpecValidator(MODULES["provision"]).validate({**arguments, **more})
        call = Call(given.validated_parameters, check=check)
        return run_work(lambda call: write_planned(call, wanted), call)

    return run


def test_a_province_that_fails_is_left_out_of_the_next_step(
    world: World, module: Callable[..., Any]
) -> None:
    """Somebody else's entry stands in Thanh Hóa's way; the others come to their end."""
    world.provision("bac_giang")
    world.modify(foreign(1))
    reports = module(*resources())["reports"]
    assert list(reports["thanh_hoa"]["resources"]) == ["agencies", "accounts"]
    assert reports["thanh_hoa"]["resources"]["accounts"]["written"] == 0
    assert list(reports["quang_ngai"]["resources"]) == ["agencies", "accounts", "quotas", "aliases"]
    flags = {name: (each["changed"], each["failed"]) for name, each in reports.items()}
    assert flags == {
        "bac_giang": (False, False),
        "quang_ngai": (True, False),
        "thanh_hoa": (True, True),  # its agencies are written
        "trung_uong": (False, False),  # the centre, on which all hang
    }
    first_words = [line.partition(":")[0] for line in reports["quang_ngai"]["lines"]]
    nouns = ("agencies", "accounts", "quotas", "aliases and lists")
    told = [words for words in first_words if words.startswith("Quảng Ngãi, ")]
    assert told == [f"Quảng Ngãi, {name}" for name in nouns]


def test_a_check_tells_all_that_would_be_refused(world: World, module: Callable[..., Any]) -> None:
    """Everybody of Thanh Hóa is suspended: accounts and the lists they leave are over a limit each.

    Of the steps that an apply would not come to, nothing else is told.
    """
    module(*resources())
    policy = yaml.safe_load(
        (PROJECT / "inventory/lab/group_vars/all/policy.yml").read_text(encoding="utf-8")
    )
    none = {scope: {"count": 0, "share": 0} for scope in ("agency", "province", "run")}
    policy["hopthu_policy"]["limits"] |= {"suspend": none, "close": none}
    for person in world.people["thanh_hoa"]:
        person["state"] = "suspended"
    world.save()
    checked = module(
        *resources(), policy=policy["hopthu_policy"], provinces=["thanh_hoa", "nowhere"], check=True
    )["reports"]
    told = "\n".join(checked["thanh_hoa"]["lines"])
    assert "hopthu_override=suspend=6" in told
    assert "hopthu_override=close=" in told
    assert list(checked["thanh_hoa"]["resources"]) == ["agencies", "accounts", "aliases"]
    assert len(checked["nowhere"]["resources"]) == 1
    applied = module(*resources(), policy=policy["hopthu_policy"])["reports"]
    assert list(applied["thanh_hoa"]["resources"]) == ["agencies", "accounts"]


def test_what_was_done_before_an_error_is_told(world: World, module: Callable[..., Any]) -> None:
    """The server goes away after the first step: that is an error, and so much is written."""
    result = module(AgencyTree(), GoesAway(), Accounts())
    assert result["failed"]
    assert [problem["code"] for problem in result["problems"]] == ["test.down"]
    *done, error = result["msg"].splitlines()[:5]
    assert "Thanh Hóa, agencies: 3 added" in "\n".join(done)
    assert "the server went away" in error
    assert any(dn.startswith("ou=thanh-hoa,") for dn in world.state())
    # Nothing was done before the first step, and nothing is made up.
    assert module(GoesAway())["msg"].startswith("the server went away")
