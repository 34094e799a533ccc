"""Opening a connection with ldap3: encrypted, verified, bound; every way to fail has its words."""

from __future__ import annotations

import ipaddress
import math
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import ldap3
from ldap3.core.exceptions import LDAPExceptionError

from hopthu.text.errors import HopthuError, Message, Place

from . import messages, refusals

_INVALID_CREDENTIALS = 49
_CONFIDENTIALITY_REQUIRED = 13
_OF_DAYS = ("has expired", "not yet valid")  # as OpenSSL says it


@dataclass(frozen=True)
class Settings:
    """Where the directory is, and as whom to work in it; ``timeout`` in seconds, for each wait.

    ``uri`` may be several addresses with spaces between; see :mod:`.several` for what that means.

    An empty ``bind_dn`` with an ldapi address means: as whoever runs this (SASL EXTERNAL). With
    ldap, the connection is encrypted (StartTLS) unless the server is this machine and no
    ``ca_file`` is named. Without ``ca_file`` the system's certificate authorities count.
    """

    uri: str
    bind_dn: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    timeout: float = 10.0

    @classmethod
    def of_options(cls, options: Mapping[str, Any]) -> Settings:
        """Those of a module of Ansible: ``uri``, ``bind_dn``, ``bind_password`` and so on."""
        return cls(
            uri=options["uri"],
            bind_dn=options["bind_dn"],
            password=options["bind_password"],
            ca_file=options["ca_file"] or "",
            timeout=options["timeout"],
        )


class _VerifiedTls(ldap3.Tls):  # type: ignore[misc]  # ldap3 has no types
    """TLS by Python's own rules: a trusted chain, and the name or IP address in the certificate.

    ldap3 compares names itself, and on Python 3.12 and later never matches an IP address.
    """

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._context = context
        self._host = host

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        connection.socket = self._context.wrap_socket(
            connection.socket, server_hostname=self._host, do_handshake_on_connect=do_handshake
        )


def open_connection(settings: Settings) -> ldap3.Connection:
    """Return an open and bound connection that knows the root DSE; raises HopthuError."""
    return _Opening(settings).run()


class _Opening:
    """The steps to a connection; each names its own failures, at the server's address."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._place = Place(settings.uri)
        self._address = self._split()

    def run(self) -> ldap3.Connection:
        settings = self._settings
        local = self._address.scheme == "ldapi"
        if not settings.bind_dn and not local:
            raise self._error(messages.NO_NAME)
        if settings.bind_dn and not settings.password:
            raise self._error(messages.NO_PASSWORD, dn=settings.bind_dn)
        tls = None if local else _VerifiedTls(self._context(), self._address.hostname or "")
        connection = self._open(tls)
        try:
            if self._address.scheme == "ldap" and self._encrypts():
                self._start_tls(connection)
            self._bind(connection)
            connection.refresh_server_info()
        except (LDAPExceptionError, OSError) as error:
            discard(connection)
            raise self._explained(error) from error
        except HopthuError:
            discard(connection)
            raise
        return connection

    def _split(self) -> SplitResult:
        try:
            address = urlsplit(self._settings.uri)
            # Reading the port checks it; ldap3 would take a path for a part of the name.
            sound = address.port != 0 and (address.scheme == "ldapi" or address.path in ("", "/"))
        except ValueError:
            sound = False
        if not sound or address.scheme not in ("ldap", "ldaps", "ldapi") or not address.netloc:
            raise self._error(messages.WRONG_URI)
        return address

    def _open(self, tls: _VerifiedTls | None) -> ldap3.Connection:
        """Open the first address that answers; the first failure tells, if none does."""
        failure: Exception | None = None
        for address in self._addresses():
            connection = self._connection(address, tls)
            try:
                connection.open(read_server_info=False)
            except (LDAPExceptionError, OSError) as error:
                discard(connection)
                failure = failure or error
            else:
                return connection
        raise self._explained(failure or OSError()) from failure

    def _addresses(self) -> list[str]:
        """Return the address of the socket, or all that the server's name stands for."""
        if self._address.scheme == "ldapi":
            return [self._settings.uri]
        host = self._address.hostname
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError as error:
            raise self._error(messages.UNKNOWN_HOST, host=host) from error
        return list(dict.fromkeys(str(item[4][0]) for item in found))

    def _connection(self, address: str, tls: _VerifiedTls | None) -> ldap3.Connection:
        settings = self._settings
        server = ldap3.Server(
            address,
            port=self._address.port if tls else None,
            use_ssl=self._address.scheme == "ldaps",
            tls=tls,
            get_info=ldap3.DSA,
            connect_timeout=settings.timeout,
        )
        who: dict[str, Any] = {"authentication": ldap3.SASL, "sasl_mechanism": ldap3.EXTERNAL}
        who["sasl_credentials"] = ""
        if settings.bind_dn:
            who = {"user": settings.bind_dn, "password": settings.password}
        return ldap3.Connection(
            server,
            **who,
            auto_referrals=False,
            check_names=False,
            receive_timeout=math.ceil(settings.timeout),  # ldap3 packs whole seconds
        )

    def _context(self) -> ssl.SSLContext:
        path = self._settings.ca_file or None
        try:
            return ssl.create_default_context(cafile=path)
        except OSError as error:
            reason = error.strerror or error
            raise self._error(messages.CA_UNREADABLE, path=path, reason=reason) from error

    def _encrypts(self) -> bool:
        """Whether an ldap:// connection must be encrypted before anything else is said."""
        host = self._address.hostname or ""
        try:
            here = ipaddress.ip_address(host).is_loopback
        except ValueError:
            here = host == "localhost"
        return not here or bool(self._settings.ca_file)

    def _start_tls(self, connection: ldap3.Connection) -> None:
        try:
            started = connection.start_tls(read_server_info=False)
        except LDAPExceptionError as error:
            if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error)):
                raise
            raise self._error(messages.TLS_FAILED, reason=error) from error
        if not started:
            raise self._error(messages.TLS_FAILED, reason=connection.last_error)

    def _bind(self, connection: ldap3.Connection) -> None:
        if connection.bind(read_server_info=False):
            return
        result = connection.result
        code = result["result"]
        message = {
            _INVALID_CREDENTIALS: messages.WRONG_PASSWORD,
            _CONFIDENTIALITY_REQUIRED: messages.NEEDS_TLS,
        }.get(code, messages.BIND_REFUSED)
        answer = refusals.answer(code, result["message"])
        raise self._error(message, dn=self._settings.bind_dn, answer=answer)

    def _explained(self, error: Exception) -> HopthuError:
        """Find the operating system's or TLS's reason in what ldap3 made of it."""
        local = self._address.scheme == "ldapi"
        path = unquote(self._address.netloc)
        for cause in _causes(error):
            match cause:
                case ssl.SSLCertVerificationError():
                    # By its words: what ldap3 makes of it is of that class and has no code.
                    reason = _certificate(str(cause))
                    of_days = any(words in reason for words in _OF_DAYS)
                    message = messages.CERTIFICATE_DAYS if of_days else messages.NOT_TRUSTED
                    return self._error(message, reason=reason)
                case ssl.SSLError():
                    return self._error(messages.TLS_FAILED, reason=cause)
                case FileNotFoundError() if local:
                    return self._error(messages.NO_SOCKET, path=path)
                case PermissionError() if local:
                    return self._error(messages.SOCKET_CLOSED_TO_US, path=path)
                case ConnectionRefusedError():
                    return self._error(messages.CONNECTION_REFUSED)
                case TimeoutError():
                    seconds = f"{self._settings.timeout:g}"
                    return self._error(messages.NO_ANSWER, seconds=seconds)
        return self._error(messages.UNREACHABLE, reason=error)

    def _error(self, message: Message, **values: object) -> HopthuError:
        return HopthuError.of(message, self._place, **values)


def discard(connection: ldap3.Connection) -> None:
    """Close the socket, which ldap3 leaves open when something fails."""
    if connection.socket is not None:
        connection.socket.close()


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error, and those that it was made of."""
    yield error
    if error.__context__ is not None:
        yield from _causes(error.__context__)


def _certificate(text: str) -> str:
    """Return OpenSSL's reason without its codes and file names."""
    return text.partition("verify failed: ")[2].partition(" (_ssl.c")[0] or text
