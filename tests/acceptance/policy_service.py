"""hopthu-policy started as systemd does it, with a client, a directory and a quota-status."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import coverage

from hopthu.servers.lab.slapd import Slapd

from .frozen import freeze, thaw

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = PROJECT / "roles" / "mail_server" / "files"
# Debian's own: there python3-ldap is, as on the mail hosts.
PYTHON = "/usr/bin/python3"
PASS = "DUNNO"
SUFFIX = "dc=moj,dc=gov,dc=vn"
PASSWORD = "only-for-this-test"


def environment(**more: str) -> dict[str, str]:
    """What the program is started with; where the tests are measured, it is too."""
    path, measured = [PROGRAM], {}
    if coverage.Coverage.current():
        path += [PROJECT / "tests/acceptance/measured", Path(coverage.__file__).parents[1]]
        kept = {name: os.environ[name] for name in ("COVERAGE_FILE",) if name in os.environ}
        measured = {"MEASURED_BY": str(PROJECT / "pyproject.toml"), **kept}
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        **measured,
        **more,
    }


def _person(number: int, mail: str, *lines: str, state: str = "active") -> str:
    classes = ("inetOrgPerson", "mailRecipient", "hopthuManaged", "hopthuAccount")
    return "\n".join(
        [
            f"dn: uid=thanh-hoa-{number:04},ou=people,{SUFFIX}",
            *(f"objectClass: {name}" for name in classes),
            *(f"cn: {mail}", f"sn: {mail}", f"mail: {mail}@moj.gov.vn", f"hopthuState: {state}"),
            *("hopthuProvince: thanh_hoa", "hopthuAgency: thanh-hoa.bim-son"),
            *(*lines, "\n"),
        ]
    )


def _list(name: str, *members: str, writers: tuple[str, ...] = (SUFFIX,), more: str = "") -> str:
    return "\n".join(
        [
            f"dn: cn={name},ou=lists,{SUFFIX}",
            *("objectClass: hopthuList", "objectClass: mailGroup", "objectClass: hopthuManaged"),
            *(f"cn: {name}", f"mail: {name}@moj.gov.vn", "hopthuProvince: thanh_hoa"),
            *(f"mgrpRFC822MailMember: {_full(each)}" for each in members),
            *(f"hopthuWriter: {each}" for each in writers),
            more,
            "\n",
        ]
    )


def _full(address: str) -> str:
    return address if "@" in address else f"{address}@moj.gov.vn"


def tree() -> str:
    """People, an agency and lists of every kind, as LDIF; the containers are there."""
    one, two = (f"uid=thanh-hoa-000{number},ou=people,{SUFFIX}" for number in (1, 2))
    agency = f"ou=bim-son,ou=agencies,{SUFFIX}"

    def itself(name: str) -> tuple[str]:
        return (f"cn={name},ou=lists,{SUFFIX}",)

    crowd = [f"nguoi{number}" for number in range(60)]
    return "".join(
        [
            _person(1, "chi", "mailAlternateAddress: lechi.cu@moj.gov.vn"),
            _person(2, "dung"),
            _person(3, "em", state="suspended"),
            _person(4, "xa", "mailHost: mail2.moj.gov.vn"),
            *(_person(100 + number, name) for number, name in enumerate(crowd)),
            f"dn: {agency}\nobjectClass: organizationalUnit\nobjectClass: mailRecipient\n"
            "objectClass: hopthuManaged\nobjectClass: hopthuAgencyUnit\nou: bim-son\n"
            "hopthuId: thanh-hoa.bim-son\nhopthuKind: district\nhopthuProvince: thanh_hoa\n"
            "mail: thads.bimson@moj.gov.vn\nmailAlternateAddress: bimson@moj.gov.vn\n"
            f"hopthuManager: {two}\n\n",
            _list("bimson.tatca", "chi", "em", writers=itself("bimson.tatca")),
            _list(
                *("thanhhoa.tatca", "bimson.tatca", "thads.bimson"),
                writers=(itself("thanhhoa.tatca")[0].upper(),),
            ),
            _list(
                *("rieng", "dung"),
                writers=(one,),
                more="mailAlternateAddress: danhsach.rieng@moj.gov.vn",
            ),
            _list("coquan", "chi", writers=(agency,)),
            _list("khongai", "chi", writers=()),
            _list("congkhai", "chi", "dung"),
            _list("vanthu.bimson", "chi", writers=(), more="hopthuListKind: role"),
            _list("vong1", "vong2", "chi", writers=itself("vong2")),
            _list("vong2", "vong1"),
            _list("long1", "long2", "lechi.cu", "chi"),
            _list("long2", "long1", "bimson", "dung", "khong.co"),
            _list("ngoai", "chi", "ai@example.com"),
            _list("rong"),
            _list("nho", *crowd[:50]),
            _list("lon", *crowd),
        ]
    ).replace("\n\n\n", "\n\n")


class QuotaStatus(socketserver.ThreadingUnixStreamServer):
    """Speaks as Dovecot's quota-status does; the real one is asked by the tests of the hosts."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), _QuotaHandler)
        self.full: set[str] = set()
        self.busy: set[str] = set()
        self.silent = False
        self.asked: list[dict[str, str]] = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Be gone."""
        self.shutdown()
        self.server_close()


class OtherHost(socketserver.ThreadingTCPServer):
    """The same of another mail host, over the network; stop it with ``shutdown``."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _QuotaHandler)
        self.full: set[str] = set()
        self.busy: set[str] = set()
        self.silent = False
        self.asked: list[dict[str, str]] = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class _QuotaHandler(socketserver.StreamRequestHandler):
    server: QuotaStatus | OtherHost

    def handle(self) -> None:
        asked: dict[str, str] = {}
        for line in self.rfile:
            if line == b"\n":
                self.server.asked.append(asked)
                self._answer(asked["recipient"])
                asked = {}
            else:
                name, _, asked[name] = line.decode().rstrip("\n").partition("=")

    def _answer(self, box: str) -> None:
        if self.server.silent:
            return
        action = "DUNNO"
        if box in self.server.full:
            action = "552 5.2.2 Mailbox is full"
        if box in self.server.busy:
            action = "452 4.2.2 Mailbox is full"
        self.wfile.write(f"action={action}\n\n".encode())


class Policy:
    """The service, and Postfix's side of its protocol."""

    def __init__(
        self, folder: Path, slapd: Slapd, quota: QuotaStatus, load: Callable[[Slapd, str], None]
    ) -> None:
        self.slapd, self.quota, self._load = slapd, quota, load
        self._path = str(folder / "policy")
        self._log = folder / "policy.log"
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(self._path)
        listening.listen(64)
        with listening, self._log.open("wb") as log:
            self._process = subprocess.Popen(
                # The number of the process that answers is known only to itself.
                [
                    *("bash", "-c", f'LISTEN_PID=$$ exec "$@" 3<&{listening.fileno()}', "bash"),
                    *(PYTHON, "-B", "-m", "hopthu_policy", str(folder / "policy.conf")),
                ],
                env=environment(LISTEN_FDS="1"),
                pass_fds=[listening.fileno()],
                stderr=log,
            )

    def ask(self, recipient: str, login: str = "", **attributes: str) -> str:
        """Return the action for a recipient."""
        request = {
            "request": "smtpd_access_policy",
            "protocol_state": "RCPT",
            "sender": "ai@example.com",
            "recipient": recipient,
            "sasl_username": login,
            "size": "1000",
            **attributes,
        }
        answer = self.raw("".join(f"{k}={v}\n" for k, v in request.items()).encode() + b"\n")
        assert answer.startswith(b"action=")
        assert answer.endswith(b"\n\n")
        return answer.decode("ascii").removeprefix("action=").strip()

    def ask_at_once(self, recipients: list[str]) -> list[str]:
        """Return the actions, all asked for at the same time, each over its own connection."""
        with ThreadPoolExecutor(len(recipients)) as pool:
            return list(pool.map(self.ask, recipients))

    def raw(self, data: bytes) -> bytes:
        """Return all that comes back for these bytes, after which we close."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(20)
            client.connect(self._path)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                client.sendall(data)
                client.shutdown(socket.SHUT_WR)
                return b"".join(iter(lambda: client.recv(65536), b""))
        return b""

    def load(self, ldif: str) -> None:
        """Change the directory."""
        self._load(self.slapd, ldif)

    def freeze(self) -> None:
        """Let the directory hang: it takes connections and answers nothing."""
        freeze(self.slapd)

    def thaw(self) -> None:
        """Let it go on."""
        thaw(self.slapd)

    def log(self) -> str:
        """Return what the service has logged."""
        return self._log.read_text()

    def stop(self) -> int:
        """End it as systemd does, and return its exit status."""
        self._process.terminate()
        return self._process.wait(timeout=10)


def configuration(folder: Path, slapd: Slapd) -> str:
    """Return a configuration for the service and leave its password beside it."""
    password = folder / "password"
    password.write_text(PASSWORD + "\n")
    return f"""\
[policy]
uri = {slapd.uri}
base = {SUFFIX}
bind_dn = cn=postfix,ou=services,{SUFFIX}
password_file = {password}
domains = moj.gov.vn
host = mail1.moj.gov.vn
timeout = 4
recipient_delimiter = +
quota_status = {folder / "quota-status"}
most_boxes = 50
"""


def account() -> str:
    """Return Postfix's service account as LDIF."""
    return (
        f"dn: cn=postfix,ou=services,{SUFFIX}\nobjectClass: organizationalRole\n"
        f"objectClass: simpleSecurityObject\ncn: postfix\nuserPassword: {PASSWORD}\n\n"
    )


def running(
    folder: Path,
    slapd: Slapd,
    quota: QuotaStatus,
    load: Callable[[Slapd, str], None],
    more: str = "",
) -> Iterator[Policy]:
    """Yield the service, with ``more`` in its configuration, and see that it ends as it should."""
    load(slapd, account() + tree())
    (folder / "policy.conf").write_text(configuration(folder, slapd) + more)
    policy = Policy(folder, slapd, quota, load)
    yield policy
    assert policy.stop() == 0, policy.log()
    assert "Traceback" not in policy.log()
