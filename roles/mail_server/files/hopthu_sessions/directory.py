"""What the directory says of logins and of who manages agencies, and whether it has changed."""

from __future__ import annotations

from typing import Any

import ldap
from ldap.dn import str2dn

from .known import Known, Login, Office, before, oldest_change, shortly

_READ = [
    *("uid", "mail", "hopthuState", "pwdChangedTime", "entryCSN"),
    *("hopthuId", "hopthuManager", "hopthuHold"),
]
_OURS = "(|(objectClass=hopthuAccount)(objectClass=hopthuAgencyUnit))"


def opened(settings: dict[str, str]) -> Any:
    """Return a connection to the directory as the account that reads it for Dovecot."""
    ldap.set_option(ldap.OPT_X_TLS_CACERTFILE, settings["ca"])
    ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
    server = ldap.initialize(settings["uri"])
    server.set_option(ldap.OPT_NETWORK_TIMEOUT, 5)
    server.set_option(ldap.OPT_TIMEOUT, 30)
    server.simple_bind_s(settings["bind_dn"], settings["password"])
    return server


class Watched:
    """A connection to the directory. Every method may raise ``ldap.LDAPError``."""

    def __init__(self, settings: dict[str, str]) -> None:
        self._base = settings["base"]
        self._server = opened(settings)

    def version(self) -> frozenset[str]:
        """Return what changes whenever anything in the directory does."""
        name = "contextCSN"
        found = self._server.search_s(self._base, ldap.SCOPE_BASE, f"({name}=*)", [name])
        values = [value for _, entry in found for value in entry.get(name, [])]
        if not values:
            raise ldap.NO_SUCH_OBJECT({"desc": f"the directory shows no {name}"})
        return frozenset(value.decode() for value in values)

    def everything(self) -> Known:
        """Return all logins and agencies."""
        return self._search(_OURS)

    def between(self, version: frozenset[str], now: frozenset[str]) -> Known:
        """Return those that were written in between, and some more; of none that are gone."""
        oldest = oldest_change(version, now)
        return self._search(f"(&(entryCSN>={before(oldest)}){_OURS})" if oldest else _OURS)

    def _search(self, query: str) -> Known:
        known = Known()
        for dn, entry in self._server.search_s(self._base, ldap.SCOPE_SUBTREE, query, _READ):
            if dn is None:
                continue
            if "uid" in entry:
                known.logins[_first(entry, "uid")] = Login(
                    _first(entry, "mail"),
                    _first(entry, "hopthuState"),
                    _first(entry, "pwdChangedTime"),
                    shortly(_first(entry, "pwdChangedTime"), _first(entry, "entryCSN")),
                )
            elif "hopthuId" in entry:
                managers = [_person(each.decode()) for each in entry.get("hopthuManager", [])]
                known.managers[_first(entry, "hopthuId")] = sorted(managers)
                held = _first(entry, "hopthuHold") == "TRUE"
                known.offices[_first(entry, "hopthuId")] = Office(_first(entry, "mail"), held)
        return known


def _first(entry: dict[str, list[bytes]], name: str) -> str:
    return entry.get(name, [b""])[0].decode()


def _person(dn: str) -> str:
    """Return the id that a person's DN begins with."""
    return str(str2dn(dn)[0][0][1])
