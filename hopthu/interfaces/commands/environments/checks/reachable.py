"""Names in the DNS, servers that answer, and a directory that knows our schema."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urlsplit

from hopthu.ci.runs.environment import Environment
from hopthu.ci.steps.replicas import compare_replicas
from hopthu.records.policy import Policy
from hopthu.servers.directory.attributes import samples
from hopthu.servers.directory.session import Directory
from hopthu.text.errors import HopthuError, Place, Problem

from .. import messages
from .certificates import SERVERS

_SSH = 22
_PATIENCE = 4.0  # seconds for each server
_SUBSCHEMA = "cn=subschema"


def asked(environment: Environment, policy: Policy | None) -> Iterator[Problem]:
    """What does not answer, or answers that something is missing."""
    place = Place(str(environment.hosts))
    servers = {
        host: environment.of_server(host, "ansible_host") or host
        for group in SERVERS
        for host in environment.group(group)
    }
    names = set(servers.values())
    web = urlsplit(policy.handover.webmail).hostname if policy else None
    if web and environment.group("web_servers"):
        names.add(web)
    with ThreadPoolExecutor(16) as at_once:
        found = dict(zip(names, at_once.map(_knows, names), strict=True))
        known = [(host, name) for host, name in servers.items() if found[name]]
        answers = list(at_once.map(lambda pair: _answers(pair[1]), known))
    for name in sorted(name for name in names if not found[name]):
        yield messages.NO_NAME.at(place, host=name)
    for (host, _), reason in zip(known, answers, strict=True):
        if reason:
            yield messages.AWAY.at(place, host=host, port=_SSH, reason=reason)
    yield from _directory(environment)


def _knows(name: str) -> bool:
    try:
        socket.getaddrinfo(name, None)
    except OSError:
        return False
    return True


def _answers(name: str) -> str:
    """Why a server does not answer; empty where it does."""
    try:
        socket.create_connection((name, _SSH), _PATIENCE).close()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _directory(environment: Environment) -> Iterator[Problem]:
    try:
        settings = replace(environment.settings(), timeout=_PATIENCE)
    except HopthuError:
        return  # what has no value is told
    try:
        with Directory.connect(settings) as directory:
            yield from _schema(directory, directory.uri)
    except HopthuError as error:
        yield from error.problems
    servers = environment.group("directory_servers")
    if len(servers) > 1:
        each = {name: replace(environment.settings(name), timeout=_PATIENCE) for name in servers}
        for replica in compare_replicas(each, environment.suffix):
            for line in replica.lines() if replica.differs else ():
                yield messages.LAGS.at(
                    Place(environment.settings(replica.server).uri),
                    server=replica.server,
                    line=line,
                )


def _schema(directory: Directory, uri: str) -> Iterator[Problem]:
    """The attributes that we write and the directory has never heard of."""
    entries = directory.search(_SUBSCHEMA, "(objectClass=*)", ("attributeTypes",), scope="base")
    types = [value for entry in entries for value in entry.attributes.get("attributeTypes", ())]
    told = b" ".join(types).lower()
    unknown = [name for name in samples("x") if b"'" + name.lower().encode() + b"'" not in told]
    if types and unknown:
        yield messages.NO_SCHEMA.at(Place(uri), names=", ".join(sorted(unknown)))
