"""From a clone to a first letter in an environment of one's own, as the documents tell it."""

from __future__ import annotations

import imaplib
import smtplib
import ssl
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from default.tests.mail_client import PASSWORD, PATIENCE, resolve

from .ministry import DOMAIN, HOSTS, SUFFIX, Ministry

MAIL = HOSTS["mail1"]
WRITER, READER = f"dothisong@{DOMAIN}", f"hoangvanmay@{DOMAIN}"


@pytest.fixture(scope="module")
def trust(peopled: Ministry) -> ssl.SSLContext:
    """What a mail program trusts: the authority that the generator made. Names are found."""
    resolve(peopled.addresses)
    return ssl.create_default_context(cafile=peopled.root / "certificates" / "ca.crt")


def set_password(ministry: Ministry, mailbox: str) -> None:
    """Give somebody a password, as the directory's own administrator."""
    search = f"ldapsearch -Q -Y EXTERNAL -H ldapi:/// -LLL -b ou=people,{SUFFIX} mail=%s 1.1"
    directory = ministry.shells["ldap1"]
    dn = directory.check_output(search, mailbox).partition("\n")[0].removeprefix("dn: ")
    directory.check_output("ldappasswd -Q -Y EXTERNAL -H ldapi:/// -s %s %s", PASSWORD, dn)


def test_packages_came_with_the_roles(served: Ministry) -> None:
    """The hosts had none of them: apt on the host tells of their installation."""
    for host, packages in (
        ("ldap1", ("slapd", "ldap-utils", "python3-ldap")),
        ("mail1", ("postfix", "dovecot-core", "dovecot-ldap")),
    ):
        history = served.shells[host].file("/var/log/apt/history.log").content_string
        installed = [line for line in history.splitlines() if line.startswith("Install: ")]
        for package in packages:
            assert any(f" {package}:" in line for line in installed), package


def test_nothing_failed(served: Ministry) -> None:
    """Neither what the packages started nor what the roles did, and it starts at boot."""
    for host, units in (("ldap1", ("slapd",)), ("mail1", ("postfix", "dovecot"))):
        shell = served.shells[host]
        assert shell.check_output("systemctl --failed --plain --no-legend") == ""
        for unit in units:
            assert shell.service(unit).is_running
            assert shell.service(unit).is_enabled


def test_doctor_has_nothing_to_say(peopled: Ministry) -> None:
    """Before the servers are made it names them; afterwards nothing is missing."""
    said = peopled.operate("scripts/environment", "doctor", str(peopled.root))
    assert "Nothing is missing" in said


def test_no_file_was_edited_but_the_named_one(peopled: Ministry, files: dict[Path, bytes]) -> None:
    """What the generator wrote stands, but for hosts.yml and the register of what was given."""
    changed = {path for path, content in files.items() if path.read_bytes() != content}
    given = {path for path in changed if path.parent.name == "given"}
    assert changed - given == {peopled.hosts}


def test_site_again_changes_nothing(peopled: Ministry) -> None:
    """Neither on the hosts nor in the directory."""
    for playbook in ("site", "provision"):
        recap = peopled.play(playbook).partition("PLAY RECAP")[2]
        assert "changed=" not in recap.replace("changed=0", ""), recap


def test_anonymous_sees_nothing(peopled: Ministry) -> None:
    """Of the directory that the package made and of ours; the service account sees people."""
    trusted = {"LDAPTLS_CACERT": str(peopled.root / "certificates" / "ca.crt")}
    address = f"ldaps://ldap1.{DOMAIN}"

    def search(base: str, *login: str) -> str:
        words = ["env", *(f"{name}={value}" for name, value in trusted.items())]
        words += ["ldapsearch", "-x", "-LLL", "-H", address, *login, "-b", base, "(uid=*)", "1.1"]
        try:
            return peopled.operate(*words)
        except AssertionError:
            return peopled.operate(*words, status=32)

    for base in (SUFFIX, "dc=nodomain"):
        assert "dn:" not in search(base)
    secret = str(peopled.root / "secrets" / "hopthu")
    seen = search(SUFFIX, "-D", f"cn=hopthu,ou=services,{SUFFIX}", "-y", secret)
    assert seen.count("dn: uid=") == 2


def test_letter_arrives(peopled: Ministry, trust: ssl.SSLContext) -> None:
    """It is submitted and read over TLS, by names of the ministry's own domain."""
    for mailbox in (WRITER, READER):
        set_password(peopled, mailbox)
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = WRITER, READER, "Mực nước lúc 7 giờ"
    letter.set_content("Kính gửi Trạm.\n")
    with smtplib.SMTP_SSL(MAIL, 465, context=trust) as client:
        client.login(WRITER, PASSWORD)
        assert client.send_message(letter) == {}
    end = time.monotonic() + PATIENCE
    while not held(trust):
        assert time.monotonic() < end, peopled.shells["mail1"].check_output("postqueue -p")
        time.sleep(0.2)


def held(trust: ssl.SSLContext) -> int:
    """How many letters the reader has."""
    with imaplib.IMAP4_SSL(MAIL, 993, ssl_context=trust) as client:
        client.login(READER, PASSWORD)
        return int(client.select("INBOX", readonly=True)[1][0] or 0)


@pytest.mark.usefixtures("trust")  # names are found
def test_certificate_is_verified() -> None:
    """Who does not trust the ministry's authority does not get as far as a login."""
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL(MAIL, 993, ssl_context=ssl.create_default_context())
