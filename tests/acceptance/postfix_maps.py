"""Where Postfix would send a letter: the maps of role mail_server, asked of a real directory.

The filters, the answers and which map is which come from the role's own files, so that a change
there is a change here; what answers mean is what virtual(5) and ldap_table(5) say. Postfix asks
for one address at a time. Here a map is read whole, with ``*`` in the place of the address: what
the filter finds then are all entries that it would find for one of their addresses.
:meth:`Postfix.lookup` asks as Postfix does, to see that it is the same.
"""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import yaml

from hopthu.servers.lab.slapd import Slapd

from .world import read_ldif

ROLE = Path(__file__).parents[2] / "roles" / "mail_server"
Answers = dict[str, set[str]]  # address -> what a map says of it


class _Map(NamedTuple):
    """A map: its filter, what is answered, and whether it does what this here does not know."""

    query: str
    attributes: tuple[str, ...]
    shape: str
    more: bool


class _Found(NamedTuple):
    """What a map finds in an entry: under which addresses, and what it answers."""

    keys: set[str]
    values: set[str]


class Postfix:
    """The recipient maps over a directory; makes nothing, remembers nothing."""

    def __init__(self, slapd: Slapd) -> None:
        self._slapd = slapd
        self._maps = _maps()
        self._main = (ROLE / "templates" / "main.cf.j2").read_text(encoding="utf-8")

    def resolve(self, addresses: Iterable[str]) -> Answers:
        """The mailboxes that a letter to each address is put into; none where it is refused."""
        aliases = self.table("virtual_alias_maps")
        boxes = self.table("virtual_mailbox_maps")
        gone = {
            address
            for address, values in self.table("transport_maps").items()
            if all(value.startswith("discard:") for value in values)
        }
        return {
            address: {end for end in _ends(address.lower(), aliases) if end in boxes} - gone
            for address in addresses
        }

    def lookup(self, parameter: str, address: str) -> set[str]:
        """What the LDAP maps of a parameter say of one address: the first of them that knows."""
        for name in self._maps_of(parameter):
            query = self._maps[name].query.replace("%s", _escaped(address))
            values = [value for each in self._search(query, name) for value in each.values]
            if values:
                return set(values)
        return set()

    def table(self, parameter: str) -> Answers:
        """What the LDAP maps of a parameter say of every address that any of them knows."""
        table: Answers = {}
        for name in self._maps_of(parameter):
            answers: Answers = {}
            query = self._maps[name].query
            for attribute in set(re.findall(r"\((\w+)=%s\)", query)):
                # Of a filter with several places for the address, one place at a time.
                whole = query.replace(f"({attribute}=%s)", f"({attribute}=*)")
                whole = re.sub(r"\(\w+=%s\)", "(objectClass=nothing)", whole)
                for entry in self._search(whole, name, attribute):
                    for address in entry.keys:
                        answers.setdefault(address, set()).update(entry.values)
            table = answers | table
        return table

    def _maps_of(self, parameter: str) -> list[str]:
        block = re.search(rf"^{parameter} =((?:\n[ \t]+.*)+)", self._main, re.MULTILINE)
        assert block is not None, parameter
        names: list[str] = re.findall(r"ldap:\$config_directory/hopthu/(\w+)\.cf", block[1])
        for name in names:
            assert not self._maps[name].more, name
            assert "!" not in self._maps[name].query, name
        return names

    def _search(self, query: str, name: str, key: str = "") -> list[_Found]:
        """The entries that a filter finds: what a map makes of each, and its values of ``key``."""
        answer = self._maps[name]
        command = ["ldapsearch", "-Y", "EXTERNAL", "-Q", "-H", self._slapd.uri, "-LLL"]
        command += ["-o", "ldif-wrap=no", "-b", self._slapd.suffix, query]
        done = subprocess.run(
            [*command, *answer.attributes, *([key] if key else [])],
            capture_output=True,
            text=True,
            check=True,
        )
        found = []
        for entry in read_ldif(done.stdout).values():
            values = (v for a in answer.attributes for v in entry.get(a.lower(), ()))
            keys = entry.get(key.lower(), frozenset())
            found.append(
                _Found(
                    {each.decode().lower() for each in keys},
                    {answer.shape.replace("%s", each.decode()).lower() for each in values},
                )
            )
        return found


def _ends(address: str, aliases: Answers) -> set[str]:
    """All that an address is expanded to; one that is among its own answers is an end, too."""
    ends: set[str] = set()
    seen: set[str] = set()
    waiting = [address]
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        values = aliases.get(each, set())
        if not values or each in values:
            ends.add(each)
        waiting += values
    return ends


def _escaped(text: str) -> str:
    return re.sub(r"[*()\\\0]", lambda sign: f"\\{ord(sign[0]):02x}", text)


def _maps() -> dict[str, _Map]:
    """``mail_server__maps`` of the role, with the variables filled in that it refers to."""
    variables: dict[str, Any] = {}
    for folder in ("defaults", "vars"):
        variables |= yaml.safe_load((ROLE / folder / "main.yml").read_text(encoding="utf-8"))
    environment = jinja2.Environment()  # noqa: S701 - no HTML
    environment.filters["product"] = itertools.product  # Ansible's

    def filled(text: str) -> str:
        before = ""
        while text != before:  # a variable may name another one
            before, text = text, environment.from_string(text).render(variables)
        return text

    maps = {}
    for each in variables["mail_server__maps"]:
        lines = filled(each["asks"]).splitlines()
        settings = dict(re.split(r"\s*=\s*", line, maxsplit=1) for line in lines)
        attributes = tuple(re.split(r"[,\s]+", settings.pop("result_attribute")))
        shape = settings.pop("result_format", "%s")
        query = settings.pop("query_filter")
        maps[each["name"]] = _Map(query, attributes, shape, bool(settings))
    return maps
