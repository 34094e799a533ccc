"""hopthu_passwords started as systemd does it, beside a directory that asks it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from hopthu.servers.lab.config import Replication
from hopthu.servers.lab.slapd import Slapd

from .policy_service import PYTHON, environment

PROGRAM = Path(__file__).resolve().parents[2] / "roles" / "directory_server" / "files"
MINUTES = 60


@contextlib.contextmanager
def judged(folder: Path, replication: Replication | None = None) -> Iterator[Slapd]:
    """A directory whose passwords are judged, for as long as it takes."""
    place, settings = folder / "judge.sock", folder / "passwords.json"
    slapd = Slapd(folder / "slapd", judge=place, replication=replication)
    slapd.folder.mkdir(mode=0o700)
    # Whether slapd answers is asked by an operation that it asks the service about.
    secret = slapd.folder / "admin.password"
    secret.write_text("only-for-this-test", encoding="ascii")
    known = {"uri": slapd.uri, "account": slapd.admin_dn, "password": slapd.admin_password}
    rules = {"shortest": 10, "minutes": MINUTES, "house": ["moj.gov.vn"]}
    rules["administrator"] = slapd.admin_dn
    settings.write_text(json.dumps(known | rules))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen(64)
        with serving(settings, listening):
            try:
                slapd.start()
                yield slapd
            finally:
                slapd.destroy()


@contextlib.contextmanager
def serving(settings: Path, listening: socket.socket) -> Iterator[None]:
    """The service, with the socket that systemd would hand over."""
    variables = environment(LISTEN_FDS="1")
    variables["PYTHONPATH"] = os.pathsep.join((str(PROGRAM), variables["PYTHONPATH"]))
    # The shell becomes the service, so that this is its number; 3 is where systemd puts the socket.
    line = f'exec 3<&{listening.fileno()}; LISTEN_PID=$$ exec {PYTHON} -B -m hopthu_passwords "$0"'
    service = subprocess.Popen(
        ["/bin/bash", "-c", line, str(settings)], env=variables, pass_fds=(listening.fileno(),)
    )
    try:
        yield
    finally:
        service.terminate()
        service.wait()
