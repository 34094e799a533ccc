"""The mail host from inside: secrets, and configurations that do not work."""

from __future__ import annotations

import pytest

from .directory_client import FOLDER
from .mail_client import Post, at

STAGED = "/etc/hopthu-mail"


def test_nobody_else_reads_the_secrets(post: Post) -> None:
    """No file that others may read holds a password of the directory's, or a key."""
    for account in ("postfix", "dovecot"):
        secret = (FOLDER / "secrets" / account).read_text()
        found = post.shell.check_output(
            f"grep -rlsF {secret} /etc /usr/local /var/lib /srv /run"
        ).splitlines()
        assert found
        assert [file for file in found if post.shell.file(file).mode & 0o007] == []
    for folder in ("/etc/hopthu-mail/ssl/hopthu-mail", "/etc/ssl/hopthu-mail"):
        assert post.shell.file(f"{folder}/server.key").mode == 0o600


def test_hopthu_is_not_known_here(post: Post) -> None:
    """The password of the account that may write stays away from the mail host."""
    secret = (FOLDER / "secrets" / "hopthu").read_text()
    assert post.shell.run(f"grep -rlsF {secret} /etc /usr/local /var /srv /run /root").stdout == ""


@pytest.mark.parametrize(
    ("file", "edit", "said"),
    [
        ("postfix/main.cf", "$a smtpd_nonsense = yes", "nothing was changed"),
        ("postfix/master.cf", "$a nonsense", "nothing was changed"),
        ("dovecot/dovecot.conf", "$a nonsense = {", "nothing was changed"),
        ("ssl/hopthu-mail/server.key", "1s/.*/broken/", "nothing was changed"),
        (
            "postfix/hopthu/addresses.cf",
            "s/^bind_pw = .*/bind_pw = wrong/",
            "the one before is back",
        ),
        # Only a mailbox that is opened shows it.
        ("dovecot/dovecot.conf", r"s/^\(.*quota.*grace\) = .*/\1 = nonsense/", ""),
        ("postfix/main.cf", "$a smtpd_client_restrictions = nonsense", "the one before is back"),
    ],
)
def test_wrong_configuration_is_taken_back(post: Post, file: str, edit: str, said: str) -> None:
    """What shows when it is read, and what shows only when the servers run with it."""
    post.shell.check_output(f"cp -p {STAGED}/{file} /root/kept && sed -i '{edit}' {STAGED}/{file}")
    try:
        # Nothing will become right by waiting.
        refused = post.shell.run("PATIENCE=4 hopthu-mail-config")
        assert refused.rc == 1
        assert said in refused.stderr
        # Mail goes on, with what was there before.
        sent = post.send("a@example.org", at("postmaster"), at("leanhhong"), port=25)
        post.await_queue()
        assert post.held(at("leanhhong"), sent) == 1
    finally:
        post.shell.check_output(f"cp -p /root/kept {STAGED}/{file}")
        post.shell.check_output("hopthu-mail-config")


@pytest.mark.parametrize(
    ("file", "servers"),
    [("dovecot/hopthu-system", {"dovecot"}), ("ssl/hopthu-mail/ca.crt", {"dovecot", "postfix"})],
)
def test_only_who_is_concerned_reads_again(post: Post, file: str, servers: set[str]) -> None:
    """The other server goes on undisturbed."""
    said = {"dovecot": "SIGHUP received", "postfix": "reload -- version"}

    def counted() -> dict[str, str]:
        journal = "journalctl --sync; journalctl -o cat -t dovecot -t postfix/master"
        return {
            server: post.shell.check_output(f"{journal} | grep -c '{line}' || true")
            for server, line in said.items()
        }

    post.shell.check_output(f"cp -p {STAGED}/{file} /root/kept && echo '# x' >>{STAGED}/{file}")
    try:
        before = counted()
        assert post.shell.check_output("hopthu-mail-config") == "changed"
        after = counted()
        assert {server for server in said if before[server] != after[server]} == servers
        assert post.shell.check_output("hopthu-mail-config") == "unchanged"
    finally:
        post.shell.check_output(f"cp -p /root/kept {STAGED}/{file}")
        post.shell.check_output("hopthu-mail-config")


def test_units_keep_what_debian_hardened(post: Post) -> None:
    """No unit of Debian's was replaced, and what bounds Dovecot more takes nothing back."""
    ours = {"postfix": "", "dovecot": "/etc/systemd/system/dovecot.service.d/hopthu.conf"}
    for unit, added in ours.items():
        assert post.shell.check_output(f"systemctl show -P DropInPaths {unit}") == added
        unbound = "systemctl show -P ProtectSystem -P PrivateDevices %s | grep -x no"
        # On Debian 12 postfix is but a name for the unit that it starts.
        instance = "postfix@-" if unit == "postfix" else unit
        assert post.shell.run(unbound, instance).rc == 1
        assert post.shell.check_output(f"systemctl show -P FragmentPath {unit}").startswith(
            ("/lib", "/usr/lib")
        )
        assert post.shell.service(unit).is_enabled
