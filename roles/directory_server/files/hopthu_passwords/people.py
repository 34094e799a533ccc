"""Whose password is to be changed, as the directory knows them."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import ldap

from .judge import AwayError, Person

_PATIENCE = 2.0  # seconds
# slapd answers these questions by the threads that wait for us: some have to be left.
_AT_ONCE = 4
_NAMES = ("cn", "sn", "givenName", "uid", "mail", "mailAlternateAddress", "telephoneNumber")
_FIRST, _CHANGED = "pwdReset", "pwdChangedTime"
# It is nobody's, or slapd refuses such a name itself.
_NOBODY = (ldap.NO_SUCH_OBJECT, ldap.INVALID_DN_SYNTAX)


class People:
    """Asks over slapd's socket, as an account that may read what is needed. ``clock``: seconds."""

    def __init__(
        self, uri: str, account: str, password: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._uri, self._account, self._password, self._clock = uri, account, password, clock
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    def find(self, dn: str) -> tuple[str, Person] | None:
        """Return a person and the DN as the directory writes it; None: it is no person's."""
        if not self._places.acquire(timeout=_PATIENCE):
            raise AwayError("too many at once")
        try:
            return self._ask(dn)
        except ldap.LDAPError as error:
            raise AwayError(str(error)) from error
        finally:
            self._places.release()

    def _ask(self, dn: str) -> tuple[str, Person] | None:
        link = ldap.initialize(self._uri)
        link.set_option(ldap.OPT_NETWORK_TIMEOUT, _PATIENCE)
        link.timeout = _PATIENCE
        try:
            link.simple_bind_s(self._account, self._password)
            wanted = [*_NAMES, _FIRST, _CHANGED]
            found = link.search_s(dn, ldap.SCOPE_BASE, "(objectClass=hopthuAccount)", wanted)
        except _NOBODY:
            return None
        finally:
            with contextlib.suppress(ldap.LDAPError):
                link.unbind_s()
        return (found[0][0], self._person(found[0][1])) if found else None

    def _person(self, entry: dict[str, list[bytes]]) -> Person:
        texts = {name: [value.decode() for value in entry.get(name, ())] for name in entry}
        own = tuple(value for name in _NAMES for value in texts.get(name, ()))
        changed: Any = texts.get(_CHANGED)
        if not changed or texts.get(_FIRST) == ["TRUE"]:
            return Person(own)
        when = datetime.strptime(changed[0][:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return Person(own, self._clock() - when.timestamp())
