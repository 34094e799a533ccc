"""Which provinces a change can touch, judged by the files that it changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import yaml

# Beside the records, what entries and servers are made of: a change here may change any province.
_CODE = frozenset(
    {
        "action_plugins",
        "ansible.cfg",
        "filter_plugins",
        "group_vars",
        "library",
        "hopthu",
        "module_utils",
        "playbooks",
        "requirements",
        "roles",
    }
)
# Of an environment's folder, what no entry is made of: history, and what runs leave.
_IDLE = frozenset({"changes", "given", "runs"})


@dataclass(frozen=True, slots=True)
class Touched:
    """``provinces`` by the names of their folders, there or not any more; or ``everything``."""

    provinces: frozenset[str] = frozenset()
    everything: bool = False


class _Hosts(yaml.SafeLoader):
    """Reads an inventory file of Ansible; of a tagged value (``!vault``) it keeps the text."""


_Hosts.add_multi_constructor("!", lambda _loader, tag, node: (tag, str(node.value)))


def touched_by(
    paths: Iterable[str],
    environment: str,
    centre: frozenset[str],
    versions: Callable[[str], tuple[str, str]],
) -> Touched:
    """Judge a change of ``paths``; they and ``environment`` are relative to the root of git.

    ``centre``: the provinces whose agencies others hang from; a change there may reach all.
    ``versions`` gives a file's text before the change and after it.
    """
    provinces: set[str] = set()
    prefix = "" if environment == "." else f"{environment}/"  # it may be a repository of its own
    for path in paths:
        below = path.removeprefix(prefix) if path.startswith(prefix) else ""
        reached: frozenset[str] | None
        match below.split("/"):
            case [""]:
                reached = None if path.split("/", 1)[0] in _CODE else frozenset()
            case ["provinces", province, _, *_]:
                reached = None if province in centre else frozenset({os.fsdecode(province)})
            case ["hosts.yml"]:
                reached = _changed_hosts(*versions(path))
            case [first, *_]:
                reached = frozenset() if first in _IDLE else None
        if reached is None:
            return Touched(everything=True)
        provinces |= reached
    return Touched(frozenset(provinces))


def _changed_hosts(before: str, after: str) -> frozenset[str] | None:
    """The provinces that came, went or got other variables; None where more than that differs."""
    old, new = _without_hosts(before), _without_hosts(after)
    if old is None or new is None or old[0] != new[0]:
        return None
    names = old[1].keys() | new[1].keys()
    missing = object()
    return frozenset(
        name for name in names if old[1].get(name, missing) != new[1].get(name, missing)
    )


def _without_hosts(text: str) -> tuple[Any, dict[str, Any]] | None:
    """The file without the hosts of ``provinces``, and those hosts; None for anything else."""
    try:
        data = yaml.load(text, Loader=_Hosts)  # noqa: S506 - a SafeLoader
        hosts = data["all"]["children"]["provinces"].pop("hosts")
    except (yaml.YAMLError, KeyError, TypeError, AttributeError):
        return None
    return (data, hosts) if isinstance(hosts, dict) else None
