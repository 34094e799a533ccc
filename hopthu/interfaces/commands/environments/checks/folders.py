"""Provinces: a folder for each host, a host for each folder, and hosts to serve them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hopthu.ci.runs.environment import Environment
from hopthu.text.errors import Place, Problem

from .. import messages


def compared(environment: Environment, root: Path) -> Iterator[Problem]:
    """What is only in hosts.yml or only in provinces/; then groups without servers."""
    place = Place(str(environment.hosts))
    hosts = set(environment.group("provinces"))
    there = {path.name for path in (root / "provinces").glob("*") if path.is_dir()}
    for name in sorted(hosts - there):
        yield messages.NO_FOLDER.at(place, name=name)
    for name in sorted(there - hosts):
        yield messages.NO_HOST.at(place, name=name)
    if environment.value("hopthu_directory_uri").startswith("ldapi:"):
        return  # a directory of this machine: the lab has no servers
    for group in ("directory_servers", "mail_servers"):
        if not environment.group(group):
            yield messages.NO_SERVERS.at(place, group=group)
