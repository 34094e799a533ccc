"""The ministry's policy: what ``group_vars/all/policy.yml`` says, checked and typed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import HopthuError, Message, Place, Problem
from .handover.keys import PATTERN, is_public_key
from .handover.terms import Terms
from .language import Text

FULL, INITIALS = ADDRESS_FORMS = ("full", "initials")
BY_NUMBER, BY_PROVINCE = HOMONYMS = ("number", "province")
SCOPES = ("agency", "province", "run")
KEPT = ("staff", "leader", "address", "agency")
LIMITED = ("suspend", "readdress")
MASKABLE = ("address", "name", "telephone", "title")

_WRONG = Message(
    "policy.wrong",
    Text("hopthu_policy: {key} is missing or wrong", "hopthu_policy: {key} thiếu hoặc sai"),
    Text(
        "compare with group_vars/all/policy.yml as it is shipped",
        "so với group_vars/all/policy.yml nguyên bản",
    ),
)
_UNKNOWN = Message(
    "policy.unknown-key",
    Text("hopthu_policy: there is no {key}", "hopthu_policy: không có khoá {key}"),
    Text("take it out, or did you mean {close}?", "bỏ khoá này; hay ý là {close}?"),
)
_UNREADABLE = Message(
    "policy.unreadable",
    Text("the policy cannot be read: {reason}", "không đọc được chính sách: {reason}"),
    Text("restore the file from git", "khôi phục tệp từ git"),
)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count``, or ``share`` percent of what is there, whichever is more."""

    count: int
    share: float

    def allowed(self, existing: int) -> int:
        """How many of ``existing`` may be touched."""
        return max(self.count, int(existing * self.share / 100))


@dataclass(frozen=True, slots=True)
class Policy:
    """Domain, address rules, protected names and the limits by operation and scope.

    ``masked``: what of people's data the documents for a pull request hide (of ``MASKABLE``).
    """

    domain: str
    province_parent: str
    address_form: str
    homonyms: str
    shortest_wish: int
    max_length: int
    agency_prefix: str
    reserved: frozenset[str]
    protected: frozenset[str]
    keep_months: Mapping[str, int]
    limits: Mapping[str, Mapping[str, Limit]]
    smallest_source: float
    masked: frozenset[str]
    handover: Terms

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], place: Place | None = None) -> Policy:
        """Check the mapping ``hopthu_policy``; raises HopthuError naming every wrong key."""
        reader = _Reader(data)
        policy = cls(
            domain=reader.get("domain", str),
            province_parent=reader.get("province_parent", str),
            address_form=reader.choice("addresses.form", ADDRESS_FORMS),
            homonyms=reader.choice("addresses.homonyms", HOMONYMS),
            shortest_wish=reader.get("addresses.shortest_wish", int),
            max_length=reader.get("addresses.max_length", int),
            agency_prefix=reader.get("addresses.agency_prefix", str),
            reserved=reader.names("addresses.reserved"),
            protected=reader.names("protected"),
            keep_months={kind: reader.get(f"keep_months.{kind}", int) for kind in KEPT},
            limits={
                operation: {scope: reader.limit(f"limits.{operation}.{scope}") for scope in SCOPES}
                for operation in LIMITED
            },
            smallest_source=reader.get("limits.smallest_source", (int, float)),
            masked=reader.names("review.masked", MASKABLE),
            handover=Terms(
                recovery_key=reader.key("handover.recovery_key"),
                days=reader.positive("passwords.first_valid_days"),
                shortest=reader.positive("passwords.shortest"),
                remembered=reader.positive("passwords.remembered"),
                webmail=reader.get("handover.webmail", str),
                help=reader.get("handover.help", str),
            ),
        )
        problems = list(reader.problems(place or Place()))
        if problems:
            raise HopthuError(problems)
        return policy

    @classmethod
    def of_environment(cls, root: Path) -> Policy:
        """Read the policy that the environment ``root`` (``inventory/lab``) links to."""
        path = root / "group_vars" / "all" / "policy.yml"
        place = Place(str(path))
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError, ValueError) as error:  # ValueError: no UTF-8, no such day
            raise HopthuError.of(_UNREADABLE, place, reason=error) from error
        mapping = data.get("hopthu_policy") if isinstance(data, dict) else None
        return cls.from_mapping(mapping if isinstance(mapping, dict) else {}, place)


class _Reader:
    """Looks keys up by their path; remembers which are wrong, and which nobody asked for."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._asked: set[str] = set()
        self.wrong: list[str] = []

    def problems(self, place: Place) -> Iterator[Problem]:
        """Yield what is missing or wrong, then what the policy does not have."""
        for key in sorted(set(self.wrong)):
            yield Problem(_WRONG, place, {"key": key})
        for key in sorted(self._unknown(self._data, "")):
            close = difflib.get_close_matches(key, self._asked, n=1, cutoff=0)
            yield Problem(_UNKNOWN, place, {"key": key, "close": close[0]})

    def _unknown(self, data: Mapping[str, Any], above: str) -> Iterator[str]:
        for name, value in data.items():
            path = f"{above}{name}"
            if path in self._asked:
                continue
            if not any(asked.startswith(f"{path}.") for asked in self._asked):
                yield path
            elif isinstance(value, Mapping):
                yield from self._unknown(value, f"{path}.")

    def get(self, path: str, kind: type | tuple[type, ...]) -> Any:
        self._asked.add(path)
        value: Any = self._data
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if not isinstance(value, kind) or isinstance(value, bool):
            self.wrong.append(path)
            return {str: "", int: 0, list: []}.get(kind, 0) if isinstance(kind, type) else 0
        return value

    def choice(self, path: str, choices: tuple[str, ...]) -> str:
        value: str = self.get(path, str)
        if value not in choices:
            self.wrong.append(path)
        return value

    def positive(self, path: str) -> int:
        value: int = self.get(path, int)
        if value < 1:
            self.wrong.append(path)
        return value

    def key(self, path: str) -> str:
        """A public key, or nothing."""
        value: str = self.get(path, str)
        if value and not (re.fullmatch(PATTERN, value) and is_public_key(value)):
            self.wrong.append(path)
        return value

    def names(self, path: str, known: tuple[str, ...] = ()) -> frozenset[str]:
        values = self.get(path, list)
        if all(isinstance(value, str) and (not known or value in known) for value in values):
            return frozenset(values)
        self.wrong.append(path)
        return frozenset()

    def limit(self, path: str) -> Limit:
        return Limit(self.get(f"{path}.count", int), self.get(f"{path}.share", (int, float)))
