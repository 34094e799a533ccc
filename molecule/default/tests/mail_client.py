"""The scenario's mail server as its users' programs meet it: over TLS, certificates checked."""

from __future__ import annotations

import base64
import contextlib
import imaplib
import json
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from .directory_client import FOLDER, SUFFIX, Server, login, shell_and_address

HOST = "mail1.lab.test"
DOMAIN = "moj.gov.vn"
PASSWORD = "Thu-cua-toi-2008"
PATIENCE = 60.0


def at(name: str) -> str:
    """Return the ministry's address of a name."""
    return f"{name}@{DOMAIN}"


class Post:
    """A mail host by smtplib and imaplib, and the directory by its own clients."""

    def __init__(self, server: Server, host: str = "mail1") -> None:
        self.server = server
        self.name = f"{host}.lab.test"
        self.shell, address = shell_and_address(host)
        resolve({self.name: address})
        self.authority = FOLDER / "tls" / "ca.crt"
        self.trust = ssl.create_default_context(cafile=self.authority)
        self._subjects = 0

    @contextlib.contextmanager
    def smtp(self, port: int, user: str = "", password: str = PASSWORD) -> Iterator[smtplib.SMTP]:
        """Connect to 25 or 587 (with STARTTLS) or 465, and log in as ``user`` if one is named."""
        client = (
            smtplib.SMTP_SSL(self.name, port, context=self.trust)
            if port == 465
            else smtplib.SMTP(self.name, port)
        )
        try:
            if port != 465:
                client.starttls(context=self.trust)
            client.ehlo()
            if user:
                client.login(user, password)
            yield client
        finally:
            client.close()

    def send(
        self, sender: str, *recipients: str, user: str = "", port: int = 587, size: int = 0
    ) -> str:
        """Send a letter and return its subject; a refusal is raised, of any recipient.

        ``user`` is who logs in (default: the sender; nobody on port 25).
        """
        self._subjects += 1
        letter = EmailMessage()
        letter["From"], letter["To"] = sender, ", ".join(recipients)
        letter["Subject"] = f"Thư {self._subjects} {time.time()}"
        letter.set_content("Kính gửi các đồng chí.\n" + "0123456789abcdef" * 4 * (size // 64))
        login_as = "" if port == 25 else (user or sender)
        with self.smtp(port, login_as) as client:
            # send_message announces the size, as users' programs do.
            refused = client.send_message(letter, sender, recipients)
        if refused:
            raise smtplib.SMTPRecipientsRefused(refused)
        return str(letter["Subject"])

    @contextlib.contextmanager
    def imap(self, user: str, password: str = PASSWORD) -> Iterator[imaplib.IMAP4_SSL]:
        """Log in at port 993."""
        with imaplib.IMAP4_SSL(self.name, 993, ssl_context=self.trust) as client:
            client.login(user, password)
            yield client

    def letters(self, user: str, folder: str = "INBOX") -> list[EmailMessage]:
        """Return the letters of a folder, as their owner sees them."""
        with self.imap(user) as client:
            client.select(folder, readonly=True)
            numbers = client.search(None, "ALL")[1][0].split()
            found = [client.fetch(number, "(BODY.PEEK[])")[1][0] for number in numbers]
        parser = BytesParser(policy=default)
        return [parser.parsebytes(each[1]) for each in found if isinstance(each, tuple)]

    def subjects(self, user: str, folder: str = "INBOX") -> list[str]:
        """Return the subjects of a folder."""
        return [str(letter["Subject"]) for letter in self.letters(user, folder)]

    def held(self, box: str, subject: str) -> int:
        """Return how often a mailbox to which nobody logs in holds a letter."""
        query = f"doveadm -f flow fetch -u {box} hdr.subject.utf8 subject '{subject}'"
        return self.shell.check_output(query).count("hdr.subject")

    def await_queue(self) -> None:
        """Wait until Postfix has nothing left to do."""
        end = time.monotonic() + PATIENCE
        while self.shell.check_output("postqueue -j"):
            assert time.monotonic() < end, self.shell.check_output("postqueue -p")
            time.sleep(0.2)
            # What met a server that was reading its configuration is tried again now, not later.
            self.shell.check_output("postqueue -f")

    def change(self, dn: str, **values: str | Sequence[str]) -> None:
        """Give attributes of an entry new values; an empty one removes the attribute."""
        lines = [f"dn: {dn},{SUFFIX}", "changetype: modify"]
        for name, value in values.items():
            several = [value] if isinstance(value, str) else value
            lines += [f"replace: {name}", *(f"{name}: {each}" for each in several if each), "-"]
        self._directory("ldapmodify", "\n".join(lines) + "\n")

    def manage(self, dn: str, agency: str, owners: Sequence[str]) -> None:
        """Let these manage an agency; what others had open has ended afterwards."""
        self.change(dn, hopthuManager=owners)
        people = sorted(each.partition(",")[0].removeprefix("uid=") for each in owners)
        end = time.monotonic() + PATIENCE
        while self._noted_managers(agency) != people:
            assert time.monotonic() < end
            time.sleep(0.3)

    def _noted_managers(self, agency: str) -> list[str]:
        """Who manages an agency, as hopthu-sessions noted it after it had ended what had to end."""
        note = json.loads(self.shell.check_output("cat /var/lib/hopthu-sessions/known.json"))
        return sorted(note["managers"].get(agency, []))

    def add_list(self, name: str, kind: str, writers: Sequence[str], members: Sequence[str]) -> str:
        """Make a mailing list, until hopthu's own are there, and return its address."""
        lines = [
            f"dn: cn={name},ou=lists,{SUFFIX}",
            *(f"objectClass: {each}" for each in ("hopthuList", "mailGroup", "hopthuManaged")),
            f"cn: {name}",
            f"mail: {at(name)}",
            f"hopthuListKind: {kind}",
            "hopthuProvince: trung_uong",
            *(f"hopthuWriter: {each + ',' if each else ''}{SUFFIX}" for each in writers),
            *(f"mgrpRFC822MailMember: {each}" for each in members),
        ]
        # One that an earlier run left in the same lab goes first.
        self.server.client("ldapdelete", *login("hopthu"), lines[0].removeprefix("dn: "))
        self._directory("ldapadd", "\n".join(lines) + "\n")
        return at(name)

    @contextlib.contextmanager
    def without_directory(self) -> Iterator[None]:
        """Stop the directory for a while."""
        self.server.shell.check_output("systemctl stop slapd")
        try:
            yield
        finally:
            self.server.shell.check_output("systemctl start slapd")

    @contextlib.contextmanager
    def sieve(self, user: str, password: str) -> Iterator[Callable[[str], bytes]]:
        """Log in at ManageSieve and give a function that says something and returns the answer.

        Who manages an agency is ``agency*person``.
        """

        def answer() -> bytes:
            text = [b""]
            while not text[-1].startswith((b"OK", b"NO", b"BYE")):
                text.append(stream.readline())
                assert text[-1], "the session has ended"
            assert text[-1].startswith(b"OK"), text[-1]
            return b"".join(text)

        def ask(command: str) -> bytes:
            stream.write(command.encode() + b"\r\n")
            stream.flush()
            return answer()

        with socket.create_connection((self.name, 4190), timeout=PATIENCE) as plain:
            stream = plain.makefile("rwb")
            answer()
            ask("STARTTLS")
            with self.trust.wrap_socket(plain, server_hostname=self.name) as tls:
                stream = tls.makefile("rwb")
                answer()
                token = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
                ask(f'AUTHENTICATE "PLAIN" "{token}"')
                yield ask
                ask("LOGOUT")

    def _directory(self, program: str, text: str) -> None:
        answer = self.server.client(program, *login("hopthu"), text=text)
        assert answer.returncode == 0, answer.stderr

    def person(self, number: int) -> str:
        """Let the demo's n-th person of Thanh Hóa log in, and return the address."""
        dn = f"uid=thanh-hoa-{number:04},ou=people,{SUFFIX}"
        # After earlier tests it may be the password already, which cannot be set again.
        if self.server.client("ldapwhoami", "-D", dn, "-w", PASSWORD).returncode != 0:
            answer = self.server.client("ldappasswd", *login("hopthu"), "-s", PASSWORD, dn)
            assert answer.returncode == 0, answer.stderr
        found = self.server.search("hopthu", "ou=people", f"(uid=thanh-hoa-{number:04})", "mail")
        return found.partition("mail: ")[2].split()[0]


def resolve(addresses: dict[str, str]) -> None:
    """Let this process find the lab's hosts by name, as its clients would with DNS."""
    system = socket.getaddrinfo

    def lookup(host: bytes | str | None, *arguments: Any, **options: Any) -> Any:
        known = addresses.get(host) if isinstance(host, str) else None
        return system(known or host, *arguments, **options)

    socket.getaddrinfo = lookup
