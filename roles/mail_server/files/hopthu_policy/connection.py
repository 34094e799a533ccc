"""One connection to the directory: opened when it is needed, and again when it broke."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import ldap

from .entries import Attributes
from .settings import DirectorySettings

log = logging.getLogger(__name__)

# After a failure questions are answered at once for so long (seconds), or those that wait for a
# host that is silent would each wait for the whole timeout, one after another.
_PAUSE = 1.0


class Unavailable(Exception):
    """The directory did not answer."""


class Connection:
    """Searches below the base; libldap blocks, so they happen in a thread of their own."""

    def __init__(self, settings: DirectorySettings) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ldap")
        self._ldap: Any = None
        self._silent_until = 0.0

    async def search(self, query: str, attributes: Sequence[str]) -> list[tuple[str, Attributes]]:
        """Return DN and attributes of the entries that fit; Unavailable if nobody answers."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._search, query, attributes)

    def ask(self, query: str, attributes: Sequence[str]) -> list[tuple[str, Attributes]]:
        """Do the same for a caller that is a thread itself."""
        return self._thread.submit(self._search, query, attributes).result()

    def _search(self, query: str, attributes: Sequence[str]) -> list[tuple[str, Attributes]]:
        if time.monotonic() < self._silent_until:
            raise Unavailable
        reused = self._ldap is not None
        try:
            return self._search_once(query, attributes)
        except ldap.LDAPError as error:
            self._close()
            # The server may have closed an idle connection, or have been started anew.
            if reused and isinstance(error, ldap.SERVER_DOWN):
                return self._search(query, attributes)
            self._silent_until = time.monotonic() + _PAUSE
            log.error("the directory %s does not answer: %s", self._settings.uri, error)
            raise Unavailable from error

    def _search_once(self, query: str, attributes: Sequence[str]) -> list[tuple[str, Attributes]]:
        if self._ldap is None:
            self._ldap = self._open()
        found = self._ldap.search_ext_s(
            self._settings.base,
            ldap.SCOPE_SUBTREE,
            query,
            list(attributes),
            timeout=self._settings.timeout,
        )
        return [
            (
                dn,
                {
                    name: [text.decode("utf-8", "replace") for text in values]
                    for name, values in entry.items()
                },
            )
            for dn, entry in found
            if dn is not None  # a referral
        ]

    def _open(self) -> Any:
        settings = self._settings
        connection = ldap.initialize(settings.uri)
        try:
            connection.set_option(ldap.OPT_PROTOCOL_VERSION, ldap.VERSION3)
            connection.set_option(ldap.OPT_REFERRALS, 0)
            connection.set_option(ldap.OPT_NETWORK_TIMEOUT, settings.timeout)
            connection.set_option(ldap.OPT_TIMEOUT, settings.timeout)
            connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
            if settings.ca_file:
                connection.set_option(ldap.OPT_X_TLS_CACERTFILE, settings.ca_file)
            connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
            if settings.uri.startswith("ldap://"):
                connection.start_tls_s()
            connection.simple_bind_s(settings.bind_dn, _password(settings.password_file))
        except BaseException:
            connection.unbind_s()
            raise
        return connection

    def _close(self) -> None:
        if self._ldap is not None:
            connection, self._ldap = self._ldap, None
            connection.unbind_ext_s()


def _password(file: Path) -> str:
    """Return the password; read for each connection, so that a new one needs no restart."""
    return file.read_text(encoding="utf-8").strip("\n")
