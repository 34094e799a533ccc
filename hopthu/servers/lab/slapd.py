"""A private slapd in a folder: durable, reached by a socket, and gone without a trace.

It never touches the system's own directory: its configuration, data, socket, passwords and log
all lie in one folder (mode 0700), and it runs as the user who starts it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from hopthu.text.errors import HopthuError

from ..directory.session import Settings
from .config import LabConfig, Replication, config, entries, hashed
from .messages import NOT_OURS, NOT_STARTED
from .process import command_line, end, last_lines, program, run
from .tls import make_certificates

_SOCKET_LIMIT = 100  # bytes; the kernel's is 108 with the closing zero
_FILES = ("admin.password", "service.password", "slapd.log", "slapd.pid", "lock", "ready", "ports")
_FOLDERS = ("config", "data", "tls", "run")
# Servers that this process started, by process number: whoever stops one must take its status,
# or it stays as a zombie. They outlive the Slapd that started them, as the servers do.
_CHILDREN: dict[int, subprocess.Popen[bytes]] = {}
_TRIES = 600  # of 50 ms each: a large database on a slow disk takes its time to open


class Slapd:
    """The embedded directory of ``folder``; cheap to make, nothing happens before :meth:`start`.

    ``max_size`` is the most bytes that the database may grow to. With ``tls`` it also listens
    on the loopback address, for ldaps and for StartTLS, under a certificate of its own CA. With
    ``replication`` it is one of several that hold the same. ``judge`` is the socket of a service
    that is asked before a password changes, as the directory servers ask theirs.
    """

    def __init__(
        self,
        folder: Path,
        *,
        suffix: str = "dc=moj,dc=gov,dc=vn",
        max_size: int = 4 * 1024**3,
        tls: bool = False,
        replication: Replication | None = None,
        judge: Path | None = None,
    ) -> None:
        self.folder = Path(os.path.abspath(folder))
        self.suffix = suffix
        self.tls = tls
        keys = self.folder / "tls"
        self._plan = LabConfig(
            suffix=suffix,
            data=self.folder / "data",
            pid_file=self.folder / "slapd.pid",
            max_size=max_size,
            ca=keys / "ca.crt" if tls else None,
            certificate=keys / "server.crt" if tls else None,
            key=keys / "server.key" if tls else None,
            replication=replication,
            judge=judge,
        )
        self.admin_dn = self._plan.admin
        self.service_dn = self._plan.service

    # -- what a client needs --------------------------------------------------------------

    @property
    def uri(self) -> str:
        """The ldapi address of the socket."""
        return "ldapi://" + quote(str(self._run_folder() / "ldapi"), safe="")

    @property
    def tls_uri(self) -> str:
        """The ldaps address, once started with ``tls``."""
        return f"ldaps://127.0.0.1:{self._ports()[0]}"

    @property
    def clear_uri(self) -> str:
        """The ldap address for StartTLS, once started with ``tls``; refuses passwords without."""
        return f"ldap://127.0.0.1:{self._ports()[1]}"

    @property
    def ca_file(self) -> str:
        """Path of the CA certificate that clients of :attr:`tls_uri` trust; else empty."""
        return str(self._plan.ca or "")

    @property
    def admin_password(self) -> str:
        """Password of :attr:`admin_dn`, which may do everything."""
        return self._password("admin")

    @property
    def service_password(self) -> str:
        """Password of :attr:`service_dn`, which may do what hopthu needs."""
        return self._password("service")

    def settings(self) -> Settings:
        """How hopthu connects: as the service account over the socket."""
        return Settings(uri=self.uri, bind_dn=self.service_dn, password=self.service_password)

    # -- its life -------------------------------------------------------------------------

    @property
    def pid(self) -> int | None:
        """Number of the running process, or None."""
        try:
            pid = int(self._plan.pid_file.read_text())
        except (OSError, ValueError):
            return None
        return pid if self._marker in command_line(pid) else None

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self.pid is not None

    def start(self) -> None:
        """Build the folder if needed, start slapd and wait until it answers. Twice is once."""
        for name in ("slapd", "ldapwhoami"):
            program(name)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked():
            if not self.running:
                self._build()
                self._launch()

    def stop(self) -> None:
        """End the process, if it runs, and return when it is gone."""
        pid = self.pid
        if pid is not None:
            end(pid, self._marker)
        for number in [pid for pid, child in _CHILDREN.items() if child.poll() is not None]:
            del _CHILDREN[number]

    def destroy(self) -> None:
        """Stop, and remove everything that :meth:`start` made; strange files are an error."""
        if not self.folder.exists():
            return
        strange = sorted(
            entry.name for entry in self.folder.iterdir() if entry.name not in (*_FILES, *_FOLDERS)
        )
        if strange:
            raise HopthuError.of(NOT_OURS, folder=self.folder, names=", ".join(strange))
        self.stop()
        outside = self.folder / "run"
        if outside.is_symlink() and _is_private(outside):
            shutil.rmtree(outside.resolve())
        for name in _FOLDERS:
            path = self.folder / name
            if path.is_symlink():
                path.unlink()
            elif path.exists():
                shutil.rmtree(path)
        for name in _FILES:
            (self.folder / name).unlink(missing_ok=True)
        self.folder.rmdir()

    def count(self) -> int:
        """Return the number of entries, containers included, as slapd's monitor knows it."""
        answer = run(
            *("ldapsearch", "-Y", "EXTERNAL", "-Q", "-LLL", "-H", self.uri),
            *("-b", "cn=Databases,cn=Monitor", "(olmDbDirectory=*)", "olmMDBEntries"),
            folder=self.folder,
        )
        return int(answer.partition("olmMDBEntries: ")[2].split()[0])

    # -- how ------------------------------------------------------------------------------

    @property
    def _marker(self) -> str:
        """The argument that tells our slapd from any other."""
        return str(self.folder / "config")

    def _password(self, name: str) -> str:
        return (self.folder / f"{name}.password").read_text(encoding="ascii")

    def _ports(self) -> list[int]:
        return [int(port) for port in (self.folder / "ports").read_text().split()]

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep a second start of the same folder waiting until the first is through."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _run_folder(self) -> Path:
        """Return the folder of the socket: ours, or a short one that ``run`` points to."""
        here = self.folder / "run"
        if len(os.fsencode(here / "ldapi")) <= _SOCKET_LIMIT:
            here.mkdir(mode=0o700, parents=True, exist_ok=True)
            return here
        if not _is_private(here):  # none yet, or the temporary folder was cleaned
            here.unlink(missing_ok=True)
            here.symlink_to(tempfile.mkdtemp(prefix="hopthu-"))
        return here.readlink()

    def _build(self) -> None:
        """Make passwords, certificates, configuration and first entries, as far as missing.

        Data are made once. The configuration is made anew when its text has changed (a new
        schema, say), because slapd's own copy would keep the old one for ever.
        """
        for name in ("admin", "service"):
            _write_secret(self.folder / f"{name}.password")
        if self.tls:
            make_certificates(self.folder / "tls")
        text = config(self._plan)
        digest = hashlib.sha256(text.encode()).hexdigest()
        ready = self.folder / "ready"
        known = ready.read_text() if ready.exists() else ""
        if known == digest:
            return
        self._plan.data.mkdir(mode=0o700, exist_ok=True)  # slapadd looks for it
        complete = text.replace("{password}", hashed(self.admin_password))
        self._load(0, complete, self.folder / "config")
        if not known and not (self._plan.replication and self._plan.replication.new):
            self._load(1, entries(self._plan, self.service_password), self._plan.data)
        ready.write_text(digest)

    def _load(self, database: int, text: str, target: Path) -> None:
        """Fill an empty database offline."""
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".ldif") as file:
            file.write(text)
            file.flush()
            run(
                *("slapadd", "-n", str(database), "-F", self._marker, "-l", file.name),
                folder=self.folder,
            )

    def _launch(self) -> None:
        uris = [self.uri]
        if self.tls:
            (self.folder / "ports").write_text(" ".join(map(str, _free_ports(2))))
            uris += [self.tls_uri, self.clear_uri]
        log = self.folder / "slapd.log"
        # "-d none" keeps slapd in the foreground and has it log what matters whatever happens.
        command = [program("slapd"), "-d", "none", "-h", " ".join(uris), "-F", self._marker]
        with log.open("wb") as output:
            child = subprocess.Popen(  # noqa: S603 - a list, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                start_new_session=True,
            )
        try:
            self._wait_until_it_answers(child, log)
        except BaseException:
            child.kill()
            child.wait()
            raise
        _CHILDREN[child.pid] = child

    def _wait_until_it_answers(self, child: subprocess.Popen[bytes], log: Path) -> None:
        """Ask until slapd answers as the owner; a child that has ended is an error at once."""
        for _ in range(_TRIES):
            with contextlib.suppress(HopthuError):
                run("ldapwhoami", "-Y", "EXTERNAL", "-Q", "-H", self.uri)
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=0.05)
                break
        output = last_lines(log.read_text(encoding="utf-8", errors="replace"))
        raise HopthuError.of(NOT_STARTED, output=output, log=log)


def _write_secret(path: Path) -> None:
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(16))


def _is_private(path: Path) -> bool:
    """Whether ``path`` leads to a folder that only we can enter."""
    try:
        status = path.stat()
    except OSError:
        return False
    return stat.S_IMODE(status.st_mode) == 0o700 and status.st_uid == os.getuid()


def _free_ports(count: int) -> list[int]:
    """Return ports of the loopback address that nobody has at this moment."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
