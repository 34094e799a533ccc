"""Give the servers of this host a certificate that was renewed here, as certbot's hook does.

``hopthu-certificate FOLDER``: its ``fullchain.pem`` and ``privkey.pem`` go to each server whose
certificate has no name that the new one lacks; where it has some of them alone, that is an error.
The server's own program tries it, without a break; what it refuses, or does not work with, is taken
back, and is an error.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from hopthu_host.commands import Wrong, must, run
from hopthu_host.placing import write

# Where the configurations of servers are staged, and what makes them the ones that run.
PLACES = {
    Path("/etc/hopthu-mail/ssl/hopthu-mail"): "/usr/local/sbin/hopthu-mail-config",
    Path("/etc/hopthu-web/staged/tls"): "/usr/local/sbin/hopthu-web-config",
    Path("/etc/ldap/hopthu"): "/usr/local/sbin/hopthu-directory-config",
}
FILES = {"server.crt": "fullchain.pem", "server.key": "privkey.pem"}


def names(certificate: Path) -> set[str]:
    """The names of the DNS that a certificate is for."""
    told = must("openssl", "x509", "-in", certificate, "-noout", "-ext", "subjectAltName")
    return set(re.findall(r"DNS:([^,\s]+)", told))


def give(folder: Path, place: Path, program: str) -> None:
    """Stage a certificate and have it tried; Wrong where the one before is back."""
    before = {name: (place / name).read_bytes() for name in FILES}
    _put(place, {name: (folder / source).read_bytes() for name, source in FILES.items()})
    try:
        done = run(program, patience=600)
        if done.returncode:
            raise Wrong((done.stderr or done.stdout).strip())
    except Wrong as wrong:
        _put(place, before)
        run(program, patience=600)
        raise Wrong(f"{place}: {wrong}") from wrong


def _put(place: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        there = (place / name).stat()
        write(place / name, content, mode=there.st_mode & 0o777, group=there.st_gid)


def main(arguments: list[str], places: dict[Path, str] | None = None) -> int:
    """Go through all servers of the host; 1 where one has kept its certificate."""
    if len(arguments) != 1:
        sys.stderr.write("usage: hopthu-certificate FOLDER\n")
        return 2
    folder, wrong = Path(arguments[0]), False
    for place, program in (PLACES if places is None else places).items():
        try:
            here = place / "server.crt"
            old = names(here) if here.is_file() else set()
            new = names(folder / "fullchain.pem")
            if old & new and (lacking := sorted(old - new)):
                raise Wrong(f"{here} is for {', '.join(lacking)}, too, and {folder.name} is not")
            if old & new:
                give(folder, place, program)
                sys.stdout.write(f"{place} has {folder.name}\n")
        except (Wrong, OSError) as error:
            sys.stderr.write(f"hopthu-certificate: {error}\n")
            wrong = True
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
