"""Variables: said twice, unknown, without a value, or not the environment's own."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from hopthu.ci.runs.environment import Environment
from hopthu.records.policy import Policy
from hopthu.servers.lab.config import PROJECT
from hopthu.text.errors import HopthuError, Place, Problem

from .. import messages

# Asked of Ansible beside what every connection needs.
POLICY = "hopthu_policy | to_json"
ASKED = (POLICY, "hopthu_service_passwords.hopthu | default(hopthu_bind_password)")
_NEEDED = ("hopthu_directory_uri", "hopthu_bind_dn", "hopthu_directory_suffix", "hopthu_ca_file")
_OWN = re.compile(r"hopthu_\w+")


class _Loader(yaml.SafeLoader):
    """Takes a tagged value (``!vault``) for its text."""


_Loader.add_multi_constructor("!", lambda _loader, _tag, node: str(node.value))


def linked(root: Path) -> Iterator[Problem]:
    """Files of the environment that are somewhere else."""
    folders = ("group_vars", "group_vars/all", "host_vars", "provinces")
    files = [root / name for name in (*folders, "hosts.yml", "vocabulary.yml")]
    files += sorted((root / "group_vars" / "all").glob("*")) if files[1].is_dir() else []
    inside = root.resolve()
    for path in files:
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            yield messages.LINKED.at(Place(str(path)), target=path.resolve())


def overridden(root: Path) -> Iterator[Problem]:
    """What hosts.yml says of all hosts, and a file of group_vars/all says again."""
    hosts = root / "hosts.yml"
    said = _mapping(_mapping(_read(hosts), "all"), "vars")
    known = _known()
    again: dict[str, Path] = {}
    for path in sorted((root / "group_vars" / "all").glob("*.y*ml")):
        for name in _mapping({"file": _read(path)}, "file"):
            again.setdefault(str(name), path)
    for name in said.keys() & again.keys():
        yield messages.OVERRIDDEN.at(Place(str(hosts)), name=name, other=again[name])
    for name, path in [*((name, hosts) for name in said), *again.items()]:
        if _OWN.fullmatch(str(name)) and name not in known:
            close = difflib.get_close_matches(str(name), known, n=1, cutoff=0)[0]
            yield messages.UNKNOWN_VARIABLE.at(Place(str(path)), name=name, close=close)


def contradicted(environment: Environment, root: Path) -> Iterator[Problem]:
    """A policy that Ansible has from elsewhere than the scripts."""
    path = root / "group_vars" / "all" / "policy.yml"
    own = _mapping(_read(path), "hopthu_policy")
    try:
        seen = json.loads(environment.value(POLICY))
    except (HopthuError, ValueError):
        return  # the file is wrong, and that is told
    if own and json.loads(json.dumps(own, default=str)) != seen:
        yield messages.OTHER_POLICY.at(Place(str(path)))


def without_kinds(policy: Policy, root: Path) -> Iterator[Problem]:
    """A policy of the time when the toolkit alone knew the kinds of agencies."""
    if not policy.kinds.said:
        path = root / "group_vars" / "all" / "policy.yml"
        yield messages.NO_KINDS.at(Place(str(path)), known=policy.kinds.known)


def without_value(environment: Environment) -> Iterator[Problem]:
    """What every run needs and cannot have."""
    for name in (*_NEEDED, "hopthu_bind_password"):
        try:
            value = environment.value(name)
        except HopthuError as error:
            (problem,) = error.problems
            yield messages.NO_VALUE.at(problem.place, name=name, reason=problem.values["reason"])
            continue
        if name == "hopthu_bind_password" and not value and _binds(environment):
            yield messages.NO_PASSWORD.at(Place(str(environment.hosts)), name=name)


def _binds(environment: Environment) -> bool:
    return bool(environment.value("hopthu_bind_dn"))


def _known() -> set[str]:
    """Every variable that the roles take."""
    names: set[str] = set()
    for role in (PROJECT / "roles").iterdir():
        specs = _mapping(_read(role / "meta" / "argument_specs.yml"), "argument_specs")
        for spec in specs.values():
            names |= _mapping(spec, "options").keys()
        names |= _mapping({"file": _read(role / "defaults" / "main.yml")}, "file").keys()
    names |= {"hopthu_lab", "hopthu_server_uri", "hopthu_service_passwords"}
    return {str(name) for name in names if str(name).startswith("hopthu_")}


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except (OSError, ValueError, yaml.YAMLError):
        return None  # who needs it says so


def _mapping(data: Any, key: str) -> dict[str, Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}
