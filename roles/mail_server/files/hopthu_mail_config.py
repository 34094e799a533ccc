"""Make the staged configuration the one that Postfix and Dovecot run with (hopthu_host/staged.py).

The files below /etc/hopthu-mail are those that belong below /etc.
"""

from __future__ import annotations

import imaplib
import os
import smtplib
import socket
import ssl
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hopthu_host.commands import Wrong, check_certificates, must, run
from hopthu_host.staged import Configuration, Server, main

STAGED, LIVE = Path("/etc/hopthu-mail"), Path("/etc")
STATE = Path("/var/lib/hopthu-mail")
TLS = Path("ssl/hopthu-mail")
UNITS = Path("/etc/systemd/system")


@dataclass
class Daemon(Server):
    """One of the two, by its commands.

    ``folders`` below :data:`STAGED` are what it reads; ``settings`` asks for those that it reads
    when it starts, and never again. ``bounds`` is what systemd keeps it within, from a start on.
    """

    name: str
    folders: tuple[str, ...]
    reload: tuple[str, ...]
    is_active: tuple[str, ...]
    settings: tuple[str, ...]
    bounds: Path

    def sources(self) -> Iterable[Path]:
        """Its staged files, and the bounds, which may be newer than its last start."""
        return [*self.places().values(), self.bounds]

    def places(self) -> Mapping[Path, Path]:
        """Single files: others of the host's are beside them."""
        staged = sorted(path for each in self.folders for path in (STAGED / each).rglob("*"))
        return {LIVE / path.relative_to(STAGED): path for path in staged if path.is_file()}

    def runs(self) -> bool:
        """By its own answer."""
        return run(*self.is_active).returncode == 0

    def reread(self) -> None:
        """Without a break if it runs, and where that is enough.

        It is not for one that the package started with files of its own.
        """
        for place in self.places():
            # Sieve scripts are compiled here: those who deliver letters may not write beside them.
            if place.suffix == ".sieve" and place.is_file():
                # By these files: the Dovecot that runs may be one that has to go.
                must("sievec", "-c", LIVE / "dovecot" / "dovecot.conf", place)
        started = STATE / f"{self.name}.started"
        bounds = self.bounds.read_text() if self.bounds.is_file() else ""
        settings = run(*self.settings).stdout + bounds
        known = started.is_file() and started.read_text() == settings
        started.unlink(missing_ok=True)
        if known and self.runs():
            must(*self.reload)
        else:
            must("systemctl", "daemon-reload")
            must("systemctl", "restart", self.name)
        started.write_text(settings)


DOVECOT = Daemon(
    "dovecot",
    ("dovecot", "ssl"),
    reload=("doveadm", "reload"),
    is_active=("systemctl", "is-active", "--quiet", "dovecot"),
    settings=("doveconf", "-h", "import_environment"),
    bounds=UNITS / "dovecot.service.d" / "hopthu.conf",
)
POSTFIX = Daemon(
    "postfix",
    ("postfix", "ssl"),
    reload=("postfix", "reload"),
    is_active=("postfix", "status"),
    settings=("postconf", "-h", "inet_interfaces", "inet_protocols"),
    bounds=UNITS / "postfix@-.service.d" / "hopthu.conf",
)


class Mail(Configuration):
    """Dovecot first: Postfix hands letters to sockets that it makes."""

    state = STATE
    servers = (DOVECOT, POSTFIX)

    def check(self) -> None:
        """By their own tools."""
        postfix = STAGED / "postfix"
        # What was just written Postfix reads twice, and then no longer knows in which folder it is.
        settled = time.time() - 5
        os.utime(postfix / "main.cf", (settled, settled))
        must("postconf", "-c", postfix, "-n", silent=True)
        must("postconf", "-c", postfix, "-M", silent=True)
        must("doveconf", "-c", STAGED / "dovecot" / "dovecot.conf", "-n", silent=True)
        check_certificates(STAGED / TLS)

    def ask(self) -> None:
        """All ports, and by what the directory knows."""
        domain = must("postconf", "-hx", "mydomain", silent=True)
        name = must("postconf", "-h", "myhostname", silent=True)
        trusted = ssl.create_default_context(cafile=LIVE / TLS / "ca.crt")
        trusted.check_hostname = False  # of this host under its address
        self._ask_postfix(name, domain, trusted)
        with imaplib.IMAP4_SSL(
            "127.0.0.1", 993, ssl_context=trusted, timeout=self.patience
        ) as imap:
            imap.noop()
        with socket.create_connection(("127.0.0.1", 4190), timeout=self.patience) as sieve:
            sieve.recv(1)
        # The host's own mailbox opens, with all that a mailbox is loaded with.
        box = ("-u", f"postmaster@{domain}")
        opened = run("doveadm", "mailbox", "status", *box, "messages", "INBOX")
        if opened.returncode != 0:
            raise Wrong(f"Dovecot cannot open a mailbox: {opened.stderr.strip()}")
        # 67 is EX_NOUSER: the directory was asked, and knows none of that name.
        found = run("doveadm", "user", _nobody(domain))
        if found.returncode != 67:
            raise Wrong(f"Dovecot cannot ask the directory: {found.stderr.strip()}")

    def _ask_postfix(self, name: str, domain: str, trusted: ssl.SSLContext) -> None:
        with smtplib.SMTP("127.0.0.1", 25, local_hostname=name, timeout=self.patience) as smtp:
            smtp.starttls(context=trusted)
            smtp.ehlo()
            smtp.mail("")
            # That its mailbox is full is no fault of the configuration.
            _expect("RCPT of postmaster", smtp.rcpt(f"postmaster@{domain}"), 250, 452, 552)
            asked = smtp.rcpt(_nobody(domain))
            _expect("RCPT of nobody (the directory is asked)", asked, 550)
        with smtplib.SMTP_SSL(
            "127.0.0.1", 465, name, context=trusted, timeout=self.patience
        ) as submission:
            submission.ehlo()
            if not submission.has_extn("auth"):
                raise Wrong("port 465 offers no login")


def _nobody(domain: str) -> str:
    return f"hopthu-nobody@{domain}"


def _expect(question: str, answer: tuple[int, bytes], *codes: int) -> None:
    if answer[0] not in codes:
        raise Wrong(f"{question}: {answer[0]} {answer[1].decode(errors='replace')}")


if __name__ == "__main__":
    sys.exit(main(Mail()))
