"""The table of attributes: what follows from it, and that nothing goes round it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

import hopthu
from hopthu.ci.review.mask import HIDDEN, Mask
from hopthu.interfaces.commands.schema import main
from hopthu.records.policy.model import MASKABLE
from hopthu.servers.directory import attributes
from hopthu.servers.directory.attributes import TABLE

PACKAGE = Path(hopthu.__file__).parent
PROJECT = PACKAGE.parent
ACCESS = yaml.safe_load((PROJECT / "schema" / "access.yml").read_text(encoding="utf-8"))
# Words that are also keys of JSON, parts of a DN or a person's title.
AMBIGUOUS = {"cn", "dn", "mail", "ou", "sn", "title", "uid"}
# slapd's own configuration names attributes of all the world; mail programs have other names.
ELSEWHERE = {PACKAGE / "servers" / "lab", PACKAGE / "servers" / "mail"}


def test_no_attribute_is_named_beside_the_table() -> None:
    """A literal would be forgotten where labels, masks and ownership are made."""
    names = TABLE.keys() - AMBIGUOUS
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.value}"
        for path in PACKAGE.rglob("*.py")
        if path.name != "attributes.py" and not ELSEWHERE & set(path.parents)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert not found


@pytest.mark.parametrize("name", sorted(TABLE))
def test_what_follows_is_in_the_table(name: str) -> None:
    """Kinds of personal data are the policy's; what an attribute follows is one itself."""
    row = TABLE[name]
    assert row.personal in {"", *MASKABLE}
    assert row.follows in {"", *TABLE}
    assert not (row.secret and (row.by or row.sample))


def test_every_kind_of_personal_data_has_an_attribute() -> None:
    """What the policy can hide is somewhere."""
    assert {row.personal for row in TABLE.values()} - {""} == set(MASKABLE)


def test_all_that_resources_write_is_written_first_by_nobody() -> None:
    """But the object class and the name, which every directory has before hopthu comes."""
    written = {name for name, row in TABLE.items() if row.by}
    assert written - {"objectClass", "cn"} <= attributes.samples("").keys()


def test_the_role_has_the_same_samples(capsys: pytest.CaptureFixture[str]) -> None:
    """schema/attributes.yml is what scripts/schema writes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["schema", "attributes"])
        assert main() == 0
    printed = capsys.readouterr().out
    assert printed == (PROJECT / "schema" / "attributes.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(printed) == attributes.samples("{self}")


def test_services_read_no_names_titles_and_telephones() -> None:
    """A rule for people that lets a service in names its attributes, and none that is private.

    But the webmail alone reads what its address book shows of colleagues.
    """
    shown = {"cn", "hopthuPlainName", "title", "ou"}
    private = {name for name, row in TABLE.items() if row.personal not in {"", "address"}}
    known = {*TABLE, "entry", "children"}
    seen = 0
    for rule in ACCESS:
        named = re.search(r"attrs=(\S+)", rule)
        names = set(named[1].split(",")) if named else set()
        assert names <= known, rule
        if "ou=people" in rule and re.search(r"cn=(postfix|dovecot|webmail)", rule):
            seen += 1
            assert names, rule
            mail_server = re.search(r"cn=(postfix|dovecot)", rule)
            assert not names & private - (set() if mail_server else shown), rule
    assert seen


def test_secrets_are_nobodys_to_read() -> None:
    """No rule gives more than setting a password or logging in with it."""
    for rule in ACCESS:
        if re.search(rf"attrs=({'|'.join(attributes.SECRETS)})\b", rule):
            assert not re.search(r"\b(read|write|search|manage)\b", rule), rule


@pytest.mark.parametrize("name", ["userPassword", "jpegPhoto", "description"])
def test_a_mask_hides_what_the_table_does_not_know(name: str) -> None:
    """Whatever kinds are masked: a forgotten attribute is no leak."""
    mask = Mask(frozenset(), (), "moj.gov.vn")
    field = {"attribute": name, "before": ["x"], "after": []}
    change = {"dn": "uid=a,ou=people", "fields": [field], "address": "", "was": ""}
    plan = mask.plan({"changes": [change], "refusals": [], "notices": []})
    assert plan["changes"][0]["fields"] == [{**field, "before": [HIDDEN]}]


@pytest.mark.parametrize("name", sorted(TABLE.keys() - attributes.SECRETS))
def test_a_mask_hides_personal_data_of_its_kinds_alone(name: str) -> None:
    """An attribute is hidden when its own kind is, and shown when only others are."""
    own = TABLE[name].personal
    assert attributes.is_hidden(name, frozenset(MASKABLE)) == bool(own)
    assert not attributes.is_hidden(name, frozenset(MASKABLE) - {own})
