"""What systemd keeps a service within holds from its next start on, whenever a run is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

import hopthu_mail_config
import hopthu_web_config
from hopthu_host.staged import Server

SYSTEMCTL = '#!/bin/sh\necho "$@" >>{told}\n'


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What systemctl was told, a line each; it does nothing."""
    said = tmp_path / "told"
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(SYSTEMCTL.format(told=said))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    for module in (hopthu_mail_config, hopthu_web_config):
        monkeypatch.setattr(module, "STAGED", tmp_path / "staged")
        monkeypatch.setattr(module, "STATE", tmp_path)
    monkeypatch.setattr(hopthu_web_config, "DROP_IN", str(tmp_path / "{}.conf"))
    monkeypatch.setattr(hopthu_web_config, "_is_ours", lambda _: True)
    return said


@pytest.fixture(params=["mail", "web"])
def server(request: pytest.FixtureRequest, told: Path) -> Server:
    """One of a mail host, and those of a web host; the file of bounds is nginx.conf."""
    if request.param == "web":
        return hopthu_web_config.Web("php8")
    return hopthu_mail_config.Daemon(
        *("nginx", (), ("systemctl", "reload", "nginx"), ("true",), ("echo", "set")),
        bounds=told.parent / "nginx.conf",
    )


def last(told: Path) -> str:
    """What nginx was told last."""
    return [line for line in told.read_text().splitlines() if line.endswith(" nginx")][-1]


def test_new_bounds_are_another_configuration(server: Server, told: Path) -> None:
    """So a run that was killed before the start is noticed by the next, which starts it anew."""
    bounds = told.parent / "nginx.conf"
    bounds.write_text("old")
    server.reread()
    assert last(told) == "restart nginx"
    server.reread()
    assert last(told) == "reload nginx"
    facts = server.facts()
    bounds.write_text("new")
    assert server.facts() != facts
    server.reread()
    assert last(told) == "restart nginx"
    assert "daemon-reload" in told.read_text()


def test_killed_while_it_was_started(
    server: Server, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Systemd knows the new bounds, the service does not: it is started again."""
    bounds = told.parent / "nginx.conf"
    bounds.write_text("old")
    server.reread()
    bounds.write_text("new")
    module = hopthu_web_config if isinstance(server, hopthu_web_config.Web) else hopthu_mail_config
    with monkeypatch.context() as killed:
        killed.setattr(module, "must", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            server.reread()
    server.reread()
    assert last(told) == "restart nginx"
