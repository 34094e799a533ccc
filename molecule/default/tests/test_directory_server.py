"""The directory server as its clients and its administrator meet it."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

from .directory_client import FOLDER, PROJECT, SUFFIX, Server, login

PERSON = f"uid=thanh-hoa-0001,ou=people,{SUFFIX}"


def test_anonymous_sees_nothing(server: Server) -> None:
    """Not even whether an entry is there."""
    answer = server.client("ldapsearch", "-LLL", "-b", SUFFIX, "(objectClass=*)")
    assert answer.returncode == 32
    assert "dn:" not in answer.stdout


def test_password_in_the_clear_is_refused(server: Server) -> None:
    """Off the host a bind without TLS fails, and with StartTLS it works."""
    plain = server.client("ldapwhoami", *login("hopthu"), scheme="ldap")
    assert plain.returncode == 13, plain.stderr
    assert server.client("ldapwhoami", "-ZZ", *login("hopthu"), scheme="ldap").returncode == 0


def test_certificate_is_verified(server: Server, tmp_path: Path) -> None:
    """A client that trusts another authority does not connect; one that trusts ours does."""
    key, other = tmp_path / "other.key", tmp_path / "other.crt"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
    ]
    files = ["-noenc", "-subj", "/CN=other", "-keyout", str(key), "-out", str(other)]
    subprocess.run([*command, *files], check=True, capture_output=True)
    assert server.client("ldapwhoami", *login("hopthu"), ca=other).returncode != 0
    assert server.client("ldapwhoami", *login("hopthu")).returncode == 0


def test_provinces_were_written_with_transactions(server: Server) -> None:
    """Everybody of both forms is there, and the server has what made it atomic."""
    assert server.people() == 121
    # The root DSE shows its extensions only over TLS.
    root = server.client("ldapsearch", "-LLL", "-b", "", "-s", "base", "supportedExtension")
    assert "1.3.6.1.1.21.1" in root.stdout


@pytest.mark.parametrize("account", ["postfix", "dovecot"])
def test_mail_servers_see_addresses_and_no_names(server: Server, account: str) -> None:
    """What a letter needs is shown, what it does not need is not."""
    shown = server.search(account, "ou=people", "(uid=thanh-hoa-0001)")
    assert "mail: " in shown
    assert "hopthuState: active" in shown
    for hidden in ("cn:", "sn:", "title:", "telephoneNumber:", "userPassword:", "hopthuAgency:"):
        assert hidden not in shown


@pytest.mark.parametrize("account", ["postfix", "dovecot"])
def test_mail_servers_know_the_managers(server: Server, account: str) -> None:
    """They write in the agency's name, and read its mailbox."""
    question = ("ou=agencies", "(hopthuManager=*)", "hopthuManager", "displayName")
    shown = server.search(account, *question)
    assert "hopthuManager: " in shown
    assert "displayName:" not in shown


def test_lists_are_for_postfix_alone(server: Server) -> None:
    """Dovecot sees not even the container; Postfix does, and not what lists are called."""
    assert "dn: ou=lists," in server.search("postfix", "ou=lists")
    assert "hopthuProvince" not in server.search("postfix", "ou=lists")
    assert server.search("dovecot", "ou=lists") == ""


@pytest.mark.parametrize("account", ["postfix", "dovecot"])
def test_mail_servers_write_nothing(server: Server, account: str) -> None:
    """Nor may they read how passwords are kept."""
    change = f"dn: {PERSON}\nchangetype: modify\nreplace: mail\nmail: x@moj.gov.vn\n"
    assert server.client("ldapmodify", *login(account), text=change).returncode == 50
    assert "userPassword" not in server.search(account, "ou=services")


def test_new_passwords_are_argon2_and_long_enough(server: Server) -> None:
    """Hopthu sets a password in the clear over TLS; the server keeps a hash of it."""
    short = server.client("ldappasswd", *login("hopthu"), "-s", "ngan", PERSON)
    assert "Constraint violation (19)" in short.stdout + short.stderr
    assert (
        server.client("ldappasswd", *login("hopthu"), "-s", "Molecule-2008", PERSON).returncode == 0
    )
    assert server.client("ldapwhoami", "-D", PERSON, "-w", "Molecule-2008").returncode == 0
    kept = server.shell.check_output(
        f"ldapsearch -Q -Y EXTERNAL -H ldapi:/// -LLL -o ldif-wrap=no -b {PERSON} userPassword"
        " | sed -n 's/^userPassword:: //p'"
    )
    # Decoded here: slapd 2.5.13 keeps a NUL and a byte of chance behind the hash.
    assert base64.b64decode(kept).startswith(b"{ARGON2}$argon2")


def test_owners_change_passwords_by_one_operation(server: Server) -> None:
    """None is put beside it or in its place otherwise, in the clear or as a hash."""
    assert (
        server.client("ldappasswd", *login("hopthu"), "-s", "Molecule-2010", PERSON).returncode == 0
    )
    own, head = ("-D", PERSON, "-w", "Molecule-2010"), f"dn: {PERSON}\nchangetype: modify\n"
    argon2 = "{ARGON2}$argon2id$v=19$m=19456,t=3,p=1$YWFhYWFhYWE$YWFhYWFhYWE"
    for wanted in (
        "add: userPassword\nuserPassword: Molecule-2011\n",
        "replace: userPassword\nuserPassword: {SSHA}9aMFq2WrHxyI4p1sNhhTnVYz1TfXvQ1n\n",
        f"replace: userPassword\nuserPassword: {argon2}\n",
        "replace: userPassword\nuserPassword: Molecule-2011\n",
    ):
        assert server.client("ldapmodify", *own, text=head + wanted).returncode == 50
    assert server.client("ldapwhoami", *own).returncode == 0


def test_passwords_are_judged(server: Server) -> None:
    """Whatever becomes of the service: it is started again, and nothing passes meanwhile."""
    old, new = "Molecule-2012", "rung-xanh-bien-biec"
    assert server.client("ldappasswd", *login("hopthu"), "-s", old, PERSON).returncode == 0

    def choose(password: str) -> str:
        own = ("-D", PERSON, "-w", old, "-a", old, "-s", password)
        done = server.client("ldappasswd", *own)
        return "success" if done.returncode == 0 else done.stdout + done.stderr

    assert "[soon]" in choose(new)
    server.let_pass(PERSON)
    server.shell.check_output("systemctl kill -s KILL hopthu-passwords")
    for refused in ("matkhau123", "1234567890", "Thads@2026"):
        assert "[common]" in choose(refused)
    assert choose(new) == "success"


def test_address_belongs_to_one_entry(server: Server) -> None:
    """The server refuses an address that somebody else has."""
    found = server.search("hopthu", "ou=people", "(uid=thanh-hoa-0002)", "mail")
    mail = found.partition("mail: ")[2].split()[0]
    change = f"dn: {PERSON}\nchangetype: modify\nreplace: mail\nmail: {mail}\n"
    assert server.client("ldapmodify", *login("hopthu"), text=change).returncode == 19


def test_backup_brings_back_what_was_deleted(server: Server) -> None:
    """And a file that is no backup changes nothing."""
    server.shell.check_output("systemctl start hopthu-directory-backup")
    backup = server.shell.check_output("ls /var/lib/hopthu-backup/*.gz | tail -n 1")
    assert server.shell.file(backup).mode == 0o600
    before = server.people()
    assert server.client("ldapdelete", *login("hopthu"), PERSON).returncode == 0
    assert server.people() == before - 1
    server.shell.check_output(f"hopthu-directory-restore {backup}")
    assert server.people() == before
    bad = server.shell.run("echo rubbish | gzip >/tmp/bad.gz; hopthu-directory-restore /tmp/bad.gz")
    assert bad.rc != 0
    assert server.people() == before
    assert server.shell.service("hopthu-directory-backup.timer").is_enabled


@pytest.mark.parametrize(
    ("file", "edit"),
    [("server.key", "1s/.*/broken/"), ("config.ldif", "s/^olcDbIndex:.*/olcDbIndex: nosuch eq/")],
)
def test_wrong_configuration_is_taken_back(server: Server, file: str, edit: str) -> None:
    """One that slapd cannot read and one that it cannot start with: it goes on with the old one."""
    path = f"/etc/ldap/hopthu/{file}"
    server.shell.check_output(f"cp -p {path} /root/kept && sed -i '{edit}' {path}")
    try:
        assert server.shell.run("hopthu-directory-config").rc != 0
    finally:
        server.shell.check_output(f"cp -p /root/kept {path}")
        server.shell.run("hopthu-directory-config")
    assert server.people() == 121


def test_server_comes_back_after_it_was_killed(server: Server) -> None:
    """A client can end slapd 2.5 inside a transaction; systemd starts it again."""
    server.shell.check_output("kill -9 $(pidof slapd)")
    server.shell.check_output(
        "for i in $(seq 40); do sleep 0.5; ldapwhoami -Q -Y EXTERNAL -H ldapi:/// && exit; done;"
        " exit 1"
    )
    assert server.people() == 121


def test_check_of_a_right_host_finds_nothing() -> None:
    """After all of the above, too."""
    sources = ["-i", str(FOLDER / "hosts.yml"), "-i", str(FOLDER / "servers.yml")]
    answer = subprocess.run(
        ["ansible-playbook", *sources, "playbooks/site.yml", "--check", "--diff"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.count("changed=0 ") == 2, answer.stdout  # once for each host
    assert answer.returncode == 0, answer.stdout


def test_names_and_addresses_are_completed_by_an_index(server: Server) -> None:
    """Parts of both: among thousands a look at each entry would be felt at each key."""
    ask = "ldapsearch -Q -LLL -Y EXTERNAL -H ldapi:/// -o ldif-wrap=no"
    kept = server.shell.check_output(
        f"{ask} -b 'olcDatabase={{1}}mdb,cn=config' -s base olcDbIndex"
    )
    names = {"olcDbIndex: cn sub", "olcDbIndex: hopthuPlainName sub"}
    assert names | {"olcDbIndex: mail eq,sub"} <= set(kept.splitlines())
