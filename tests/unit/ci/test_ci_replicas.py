"""Directory servers are compared while people work: what is between two readings is no fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest

from hopthu.ci.steps import replicas
from hopthu.servers.directory.session import Settings

ROLE = Path(__file__).parents[3] / "roles/directory_server"
SERVERS = {
    name: Settings(uri=f"ldap://{name}", bind_dn="cn=hopthu", password="x") for name in ("a", "b")
}
FIRST, SECOND = "uid=1", "uid=2"


def compare(monkeypatch: pytest.MonkeyPatch, *rounds: dict[str, bytes]) -> list[replicas.Replica]:
    """Compare two servers; in each round the second one holds what is told, the first b"old"."""
    told: Iterator[dict[str, bytes]] = iter(rounds)

    def read(settings: Settings, _suffix: str) -> replicas._Held:
        held = {FIRST: b"old", SECOND: b"old"}
        if settings.uri.endswith("b"):
            held |= next(told)
        return replicas._Held(held, held, {"001": "20081120143000.000000Z#000000#001#000000"})

    monkeypatch.setattr(replicas, "_PAUSE", 0)
    monkeypatch.setattr(replicas, "_read", read)
    monkeypatch.setattr(replicas, "_known", lambda _: {})
    return replicas.compare_replicas(SERVERS, "dc=x")


def test_what_was_written_between_two_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another entry each time is people at work."""
    _, second = compare(monkeypatch, {FIRST: b"new"}, {SECOND: b"new"})
    assert not second.differs


def test_what_differs_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry every time is a difference, whatever else came meanwhile."""
    both = {FIRST: b"new", SECOND: b"new"}
    _, second = compare(monkeypatch, {FIRST: b"new"}, both, {FIRST: b"new"}, both)
    assert second.other == (FIRST,)


@pytest.mark.parametrize("several", [True, False])
def test_who_has_to_ask_others_may(*, several: bool) -> None:
    """Of several servers one ends first passwords, and has to ask whether it is the one."""
    name = "hopthu-expire-first-passwords.service.j2"
    text = jinja2.Template((ROLE / "templates" / name).read_text(encoding="utf-8")).render(
        directory_server__several=several, hopthu_policy={"passwords": {"first_valid_days": 30}}
    )
    assert ("peers first" in text) is several
    assert ("PrivateNetwork=yes" in text, "IPAddressDeny=any" in text) == (not several,) * 2
    assert ("AF_INET" in text) is several
