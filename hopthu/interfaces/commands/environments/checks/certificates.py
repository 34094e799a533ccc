"""Certificates of the servers: there, named, signed, not near their end, with their keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hopthu.ci.runs.ansible_view import RENEWED
from hopthu.ci.runs.environment import Environment
from hopthu.servers.lab.process import finished
from hopthu.text.errors import HopthuError, Place, Problem
from hopthu.text.language import Text

from .. import messages

SERVERS = ("directory_servers", "mail_servers", "web_servers")
_SOON = 30  # days
_ENDS = Text("ends in fewer than {days} days", "hết hạn trong vòng {days} ngày tới")
_NAMED = Text("is not for the name {host}", "không cấp cho tên {host}")
_SIGNED = Text("is not signed by {authority}", "không do {authority} ký")
_UNREADABLE = Text("cannot be read", "không đọc được")


def judged(environment: Environment) -> Iterator[Problem]:
    """What is wrong with the authority's file, and with those of each server."""
    authority = _value(environment, "hopthu_ca_file")
    if authority and not Path(authority).is_file():
        place = Place(authority)
        yield messages.NO_FILE.at(place, what=authority, name="hopthu_ca_file")
    for group in SERVERS:
        for host in environment.group(group):
            yield from _of_host(environment, host)


def _of_host(environment: Environment, host: str) -> Iterator[Problem]:
    names = ("hopthu_tls_ca", "hopthu_tls_certificate", "hopthu_tls_key")
    files = {name: environment.of_server(host, name) for name in names}
    missing = [name for name, path in files.items() if not (path and Path(path).is_file())]
    for name in missing:
        path = files[name]
        place = Place(path or str(environment.hosts))
        yield messages.NO_FILE.at(place, what=f"{host}, {name}", name=name)
    # One that a host renews itself is another after its first start; drift tells of that.
    if not missing and environment.of_server(host, RENEWED) != "True":
        yield from _certificate(host, *files.values())


def _certificate(host: str, authority: str, certificate: str, key: str) -> Iterator[Problem]:
    place = Place(certificate)
    if _openssl("x509", "-in", certificate, "-noout") is None:
        yield messages.BAD_CERTIFICATE.at(place, reason=_UNREADABLE.render(), host=host)
        return
    wrong = []
    seconds = str(_SOON * 24 * 3600)
    if _openssl("x509", "-in", certificate, "-noout", "-checkend", seconds) is None:
        wrong.append(_ENDS.render({"days": _SOON}))
    named = _openssl("x509", "-in", certificate, "-noout", "-checkhost", host) or ""
    if "does match" not in named:
        wrong.append(_NAMED.render({"host": host}))
    if _openssl("verify", "-no_check_time", "-CAfile", authority, certificate) is None:
        wrong.append(_SIGNED.render({"authority": authority}))
    for reason in wrong:
        yield messages.BAD_CERTIFICATE.at(place, reason=reason, host=host)
    own = _openssl("x509", "-in", certificate, "-noout", "-pubkey")
    if _key_is_plain(key) and _openssl("pkey", "-in", key, "-pubout") != own:
        yield messages.OTHER_KEY.at(Place(key), certificate=certificate)


def _key_is_plain(key: str) -> bool:
    """Not in a vault, which only a playbook opens."""
    return not Path(key).read_bytes().startswith(b"$ANSIBLE_VAULT")


def _openssl(*arguments: str) -> str | None:
    done = finished(["openssl", *arguments])
    return None if done.returncode else done.stdout


def _value(environment: Environment, name: str) -> str:
    try:
        return environment.value(name)
    except HopthuError:
        return ""  # told elsewhere
