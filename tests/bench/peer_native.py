"""python-ldap and bonsai, each with the best that its manual offers; Debian packages both.

``/usr/bin/python3 peer_native.py PEER TASK URI DN PASSWORD-FILE FILE`` prints the seconds of the
work alone as JSON. FILE is LDIF of what to add or modify; for reading, JSON of what to search for.
Nothing of hopthu is imported: its packages are in another Python. Any answer that is not success
ends the run.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# RFC 5805.
_START, _SPECIFY, _END = "1.3.6.1.1.21.1", "1.3.6.1.1.21.2", "1.3.6.1.1.21.3"
_LARGEST = 1000  # slapd takes no more requests of a connection in one transaction
_CONNECTIONS = 4
_READ_ONE, _LEVEL = 30.0, 1

Bind = tuple[str, str, str]
Change = tuple[str, list[Any]]


def _records(path: str) -> list[Change]:
    """What an LDIF file adds or modifies, as python-ldap's calls want it."""
    import ldif

    with open(path, "rb") as file:
        parser = ldif.LDIFRecordList(file)
        if b"changetype: modify" in Path(path).read_bytes()[:4096]:
            parser.parse_change_records()
            return [(dn, changes) for dn, changes, _ in parser.all_modify_changes]
        parser.parse_entry_records()
    return [(dn, list(entry.items())) for dn, entry in parser.all_records]


def python_ldap(task: str, bind: Bind, path: str, *, whole: bool) -> int:
    """All requests are sent before the first answer is waited for; ``whole``: in transactions."""
    import ldap
    from ldap.controls import RequestControl
    from ldap.extop import ExtendedRequest

    connection = ldap.initialize(bind[0])
    connection.simple_bind_s(bind[1], bind[2])
    if task == "read":
        return _python_ldap_read(connection, json.loads(Path(path).read_text(encoding="utf-8")))
    changes = _records(path)
    _clock.start()
    send = connection.add_ext if task == "add" else connection.modify_ext
    for start in range(0, len(changes), _LARGEST):
        controls, name = None, b""
        if whole:
            answer = connection.extop(ExtendedRequest(_START, None))
            name = connection.extop_result(answer)[1] or b""
            controls = [RequestControl(_SPECIFY, True, name)]
        sent = [send(dn, what, controls) for dn, what in changes[start : start + _LARGEST]]
        for number in sent:
            connection.result(number)
        if whole:
            ended = bytes([0x30, 2 + len(name), 0x04, len(name)]) + name
            connection.extop_result(connection.extop(ExtendedRequest(_END, ended)))
    return len(changes)


def _python_ldap_read(connection: Any, search: dict[str, Any]) -> int:
    _clock.start()
    number = connection.search(search["base"], _LEVEL, search["filter"], search["attributes"])
    return len(connection.result(number)[1])


async def bonsai(task: str, bind: Bind, path: str) -> int:
    """Its asynchronous connections, several side by side."""
    import bonsai as library

    client = library.LDAPClient(bind[0])
    client.set_credentials("SIMPLE", user=bind[1], password=bind[2])
    connections = [await client.connect(is_async=True) for _ in range(_CONNECTIONS)]
    if task == "read":
        search = json.loads(Path(path).read_text(encoding="utf-8"))
        _clock.start()
        found = await connections[0].search(
            search["base"], _LEVEL, search["filter"], search["attributes"]
        )
        return len(found)
    entries = list(_bonsai_entries(library, _records(path), adding=task == "add"))
    _clock.start()

    async def work(number: int) -> None:
        for entry in entries[number::_CONNECTIONS]:
            await connections[number].add(entry) if task == "add" else await entry(
                connections[number]
            )

    await asyncio.gather(*map(work, range(_CONNECTIONS)))
    return len(entries)


def _bonsai_entries(library: Any, records: list[Change], *, adding: bool) -> Iterator[Any]:
    for dn, what in records:
        if adding:
            entry = library.LDAPEntry(dn)
            for name, values in what:
                entry[name] = values
            yield entry
        else:
            yield _modifier(library, dn, what)


def _modifier(library: Any, dn: str, what: list[Any]) -> Callable[[Any], Any]:
    def modify(connection: Any) -> Any:
        entry = library.LDAPEntry(dn, connection)
        for _, name, values in what:
            entry.change_attribute(name, library.LDAPModOp.REPLACE, *values)
        return entry.modify()

    return modify


class _Clock:
    """From the first request until the end."""

    def __init__(self) -> None:
        self._began = 0.0

    def start(self) -> None:
        self._began = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._began


_clock = _Clock()


def main(peer: str, task: str, uri: str, dn: str, password_file: str, path: str) -> None:
    """Do the task and print what it took."""
    bind = (uri, dn, Path(password_file).read_text(encoding="ascii"))
    if peer == "bonsai":
        entries = asyncio.run(bonsai(task, bind, path))
    else:
        entries = python_ldap(task, bind, path, whole=peer == "python-ldap-txn")
    json.dump({"apply": _clock.seconds, "entries": entries}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
