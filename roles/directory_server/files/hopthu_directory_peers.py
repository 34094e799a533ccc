"""What a directory server does among others that hold the same.

``hopthu-directory-peers catch-up`` comes before each start of slapd. One that was away would tell
what was, and one that is new that there is nobody: letters would be refused for good. So it runs
first where nobody can ask it, until it has all that the others had when this began. One that holds
nothing afterwards stays there until entries are made on its own host.

``hopthu-directory-peers equal`` succeeds where nothing is missing that others have now.

``hopthu-directory-peers first`` succeeds unless a server that comes before this one answers: what
a server does by itself, one of them does.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import ldap

from hopthu_host.commands import Wrong

FOLDER = Path("/etc/ldap/hopthu")
SOCKET = "ldapi:///"
EVERYWHERE = "ldapi:/// ldaps:/// ldap:///"
SLAPD = ("/usr/sbin/slapd", "-u", "openldap", "-g", "openldap", "-d", "none")
CONFIGURATION = "/etc/ldap/slapd.d"
DATA = Path("/var/lib/ldap")
PATIENCE = 60.0  # seconds without anything new, after which it is given up and begun anew
_ANSWER = 3.0  # seconds that another server has
_OWN = 30.0  # seconds that this one has, which may be busy with its first copy
_END = 30.0  # seconds until it has to have ended
_PAUSE = 0.2
_CONTEXT = "contextCSN"

Context = Mapping[str, str]
"""The newest change from each server, by the server's number."""


@dataclass(frozen=True)
class Peers:
    """The others, in the order in which they are written to, and how they are asked."""

    number: int
    suffix: str
    bind_dn: str
    listen: str
    before: list[str]
    after: list[str]

    @classmethod
    def read(cls) -> Peers:
        """As the role wrote them."""
        return cls(**json.loads((FOLDER / "peers.json").read_text(encoding="utf-8")))


def context_of(values: Iterable[bytes]) -> Context:
    """The values of contextCSN by the server that made the change: time#count#server#part."""
    return {text.split("#")[2]: text for text in (value.decode("ascii") for value in values)}


def covers(own: Context, other: Context) -> bool:
    """Whether nothing of the other one is missing."""
    return all(own.get(server, "") >= newest for server, newest in other.items())


def newest(contexts: Iterable[Context]) -> Context:
    """All that any of them has."""
    found: dict[str, str] = {}
    for context in contexts:
        for server, change in context.items():
            found[server] = max(change, found.get(server, ""))
    return found


def held_by(uri: str, peers: Peers) -> Context | None:
    """How far another server has come; None where it holds nothing. Raises ldap.LDAPError."""
    connection = ldap.initialize(uri)
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, _ANSWER)
    connection.set_option(ldap.OPT_TIMEOUT, _ANSWER)
    if uri.startswith("ldaps:"):
        connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(FOLDER / "ca.crt"))
        connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
        connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
    try:
        password = (FOLDER / "replicator.password").read_text(encoding="utf-8")
        connection.simple_bind_s(peers.bind_dn, password)
        return _held(connection, peers.suffix)
    finally:
        connection.unbind_ext_s()


def answering(uris: Iterable[str], peers: Peers) -> Iterator[Context]:
    """Of each server that answers and holds entries, how far it has come; the others are told."""
    for uri in uris:
        try:
            held = held_by(uri, peers)
        except ldap.LDAPError as error:
            print(f"{uri} does not tell what it holds: {_reason(error)}", file=sys.stderr)
            continue
        if held is not None:
            yield held


def catch_up(peers: Peers) -> bool:
    """Wait until this server has what the others have; say whether it holds anything.

    Raises Wrong where it gets no further though they answer.
    """
    wanted = newest(answering([*peers.before, *peers.after], peers))
    part = DATA / "part"
    # slapd would take the half of a first copy for a whole one; there is nothing else in it.
    if part.exists():
        for name in ("data.mdb", "lock.mdb"):
            (DATA / name).unlink(missing_ok=True)
    if not (DATA / "data.mdb").exists():
        part.touch()
    holds = _caught_up(peers, wanted, part)
    part.unlink(missing_ok=True)
    return holds


def _caught_up(peers: Peers, wanted: Context, part: Path) -> bool:
    """Run slapd until it has what is wanted; ``part`` is there while that is its first copy."""
    with _out_of_sight() as running:
        known: object = None
        end = 0.0
        while True:
            held, now = _progress(peers.suffix)
            if now is not None and held is None and wanted:
                part.touch()
            if now is not None and covers(held or {}, wanted):
                if held is not None:
                    _show_last_changes(peers)
                return held is not None
            if now != known or not end:
                known, end = now, time.monotonic() + PATIENCE
            if running.poll() is not None:
                raise Wrong("slapd ended; its own messages are above")
            if time.monotonic() > end:
                raise Wrong("other servers have more than this one, and it does not get it")
            time.sleep(_PAUSE)


def _show_last_changes(peers: Peers) -> None:
    """Write something, so that the others are told of all that was written here before.

    slapd that was killed (seen with 2.5.13) knows no more of its last changes than it had noted
    some minutes before: they would never get to the others. What is newer than they are makes them
    ask, and they get all; it has to be there before anyone asks.
    """
    connection = _here()
    try:
        connection.sasl_non_interactive_bind_s("EXTERNAL")
        value = [f"server {peers.number}".encode()]
        connection.modify_s(peers.bind_dn, [(ldap.MOD_REPLACE, "description", value)])
    except ldap.NO_SUCH_OBJECT:
        return  # the role makes it in a moment
    finally:
        connection.unbind_ext_s()


@contextmanager
def _out_of_sight() -> Iterator[subprocess.Popen[bytes]]:
    """Run slapd where this host alone can ask it."""
    command = [*SLAPD, "-F", CONFIGURATION, "-h", SOCKET]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd="/") as running:
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(_END)
            except subprocess.TimeoutExpired:
                running.kill()


def _here() -> ldap.ldapobject.LDAPObject:
    """The slapd of this host; one that stands still is not waited for."""
    connection = ldap.initialize(SOCKET)
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, _OWN)
    connection.set_option(ldap.OPT_TIMEOUT, _OWN)
    return connection


def _progress(suffix: str) -> tuple[Context | None, object]:
    """How far this server has come (None: it holds nothing), and what tells that it goes on.

    The latter is None as long as it does not answer.
    """
    connection = _here()
    try:
        connection.sasl_non_interactive_bind_s("EXTERNAL")
        held = _held(connection, suffix)
        found = connection.search_s(
            "cn=Databases,cn=Monitor", ldap.SCOPE_SUBTREE, "(olmMDBEntries=*)", ["olmMDBEntries"]
        )
        return held, (held, sorted(str(entry) for entry in found))
    except ldap.LDAPError:
        return None, None
    finally:
        with suppress(ldap.LDAPError):
            connection.unbind_ext_s()


def _held(connection: ldap.ldapobject.LDAPObject, suffix: str) -> Context | None:
    """The context of the tree; None where there is none, or no more than its glue."""
    try:
        found = connection.search_s(suffix, ldap.SCOPE_BASE, attrlist=["objectClass", _CONTEXT])
    except ldap.NO_SUCH_OBJECT:
        return None
    (_, attributes), *_ = found
    return context_of(attributes.get(_CONTEXT, ())) if _CONTEXT in attributes else None


def _reason(error: ldap.LDAPError) -> str:
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    return " ".join(filter(None, (told.get("desc"), told.get("info")))) or type(error).__name__


def main(arguments: list[str]) -> int:
    """Do what the argument says; 1 where it comes to nothing."""
    peers = Peers.read()
    if arguments == ["first"]:
        return 1 if any(True for _ in answering(peers.before, peers)) else 0
    if arguments == ["equal"]:
        wanted = newest(answering([*peers.before, *peers.after], peers))
        held, _ = _progress(peers.suffix)
        return 0 if held is not None and covers(held, wanted) else 1
    if arguments != ["catch-up"]:
        print("usage: hopthu-directory-peers catch-up | equal | first", file=sys.stderr)
        return 2
    try:
        listen = EVERYWHERE if catch_up(peers) else SOCKET
    except Wrong as error:
        print(error, file=sys.stderr)
        return 1
    Path(peers.listen).write_text(f'HOPTHU_LISTEN="{listen}"\n', encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
