"""The world outside: it has the zones of both domains, writes on port 25 and judges signatures."""

from __future__ import annotations

import contextlib
import smtplib
import time
from email.utils import formatdate, make_msgid

from default.tests.directory_client import FOLDER, shell_and_address
from default.tests.mail_client import DOMAIN, PATIENCE, Post

STRANGER = "a@outside.test"

HEAD = """$ORIGIN {zone}.
$TTL 5
@ IN SOA ns.outside.test. root.outside.test. {serial} 60 60 600 5
@ IN NS ns.outside.test.
"""
_VERIFY = "import dkim, sys; print(dkim.verify(sys.stdin.buffer.read()))"


class Outside:
    """The host ``out1``, by a shell on it and over the network."""

    def __init__(self, post: Post) -> None:
        self.shell, self.address = shell_and_address("out1")
        self._post = post
        self._mail_address = shell_and_address("mail1")[1]
        # Whoever runs the tests is the stranger, and comes from the gateway.
        self._network = self.address.rpartition(".")[0] + ".0/24"
        # Other zones, whole, which are served beside.
        self.more: dict[str, str] = {}

    def publish(self, *lines: str) -> None:
        """Serve the zones, ours with lines besides, to everybody: the mail host too."""
        ours = (f'@ IN TXT "v=spf1 ip4:{self._mail_address} -all"', *lines)
        theirs = (
            f"ns IN A {self.address}",
            f'@ IN TXT "v=spf1 ip4:{self._network} -all"',
            f"thads IN A {self.address}",
            "@ IN MX 10 ns",
            '_dmarc IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@outside.test"',
        )
        hosts = (f"mail1 IN A {self._mail_address}",)
        zones = dict(self.more)
        settings = [f"server:\n  ip-address: {self.address}"]
        for zone, records in ((DOMAIN, ours), ("outside.test", theirs), ("lab.test", hosts)):
            text = HEAD.format(zone=zone, serial=time.time_ns() // 10**9) + "\n".join(records)
            zones[zone] = text
        for zone, text in zones.items():
            self.put(f"/etc/nsd/{zone}.zone", text)
            settings.append(f"zone:\n  name: {zone}\n  zonefile: /etc/nsd/{zone}.zone")
        self.put("/etc/nsd/nsd.conf.d/lab.conf", "\n".join(settings))
        self.shell.check_output("systemctl restart nsd")
        for shell in (self.shell, self._post.shell):
            shell.check_output("echo nameserver %s >/etc/resolv.conf", self.address)

    def write(self, *head: str, to: str, sender: str = STRANGER, body: str = "Kính gửi") -> str:
        """Send a letter on port 25 and return its subject; a refusal is raised."""
        subject = f"thu-{time.monotonic_ns()}"
        lines = [*head, f"To: {to}", f"Subject: {subject}", f"Date: {formatdate()}"]
        letter = "\r\n".join([*lines, f"Message-ID: {make_msgid()}", "", body, ""])
        self.bring(letter.encode(), to, sender)
        return subject

    def bring(self, letter: bytes, to: str, sender: str = STRANGER) -> None:
        """Hand a letter over as it is."""
        with self._post.smtp(25) as client:
            client.sendmail(sender, [to], letter)

    def answer(self, *head: str, to: str, sender: str = STRANGER, body: str = "Kính gửi") -> str:
        """Return what a letter is answered that must not come in."""
        try:
            subject = self.write(*head, to=to, sender=sender, body=body)
        except smtplib.SMTPResponseException as error:
            return f"{error.smtp_code} {error.smtp_error!r}"
        except smtplib.SMTPRecipientsRefused as error:
            return str(next(iter(error.recipients.values())))
        raise AssertionError(f"{head} came in as {subject}")

    def judge(self, letter: bytes) -> str:
        """Whether dkimpy, which asks the zone, takes the signature of a letter: True or False."""
        path = "/root/letter"
        self.put(path, letter.decode("utf-8", "surrogateescape").replace("\r\n", "\n"))
        return self.shell.check_output(f"sed 's/$/\\r/' {path} | python3 -c %s", _VERIFY)

    def line_of_key(self) -> str:
        """The line of the DNS that the environment has for the newest key."""
        return sorted((FOLDER / "dns").glob("dkim-*.txt"))[-1].read_text()

    def put(self, path: str, text: str) -> None:
        """Make a file of the host."""
        self.shell.check_output(f"printf '%%s\\n' %s >{path}", text)


def await_answer(post: Post, code: str) -> None:
    """Wait until a stranger is answered so at MAIL; without its filter Postfix refuses TLS too."""
    end = time.monotonic() + 3 * PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(smtplib.SMTPException), post.smtp(25) as client:
            if str(client.docmd("MAIL", f"FROM:<{STRANGER}>")[0]) == code:
                return
        time.sleep(0.5)
    raise AssertionError(f"no {code}")
