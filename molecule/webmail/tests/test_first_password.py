"""Somebody with a slip: chooses a password of one's own, and reads and writes letters."""

from __future__ import annotations

import imaplib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from default.tests.directory_client import FOLDER, PROJECT, Server
from default.tests.mail_client import Post

from .webmail_client import Visit, Webmail

OWN = "Song Tra xanh 2008"


@dataclass
class Owner:
    """Of a slip, and with the password that is right just now."""

    name: str
    dn: str
    address: str
    slip: str
    password: str


def slips(into: Path) -> list[dict[str, str]]:
    """Open the bundle that provisioning left, as the province does."""
    (bundle,) = (FOLDER / "handover").glob("quang_ngai-*.age")
    key = FOLDER / "secrets" / "handover.key"
    command = (PROJECT / "scripts" / "handover", "open", bundle, "--key", key, "--into", into)
    subprocess.run(command, check=True, capture_output=True)
    (found,) = into.rglob("slips.json")
    return list(json.loads(found.read_text())["slips"])


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory, post: Post) -> Owner:
    """The first person of the bundle who has not chosen a password yet."""
    for slip in slips(tmp_path_factory.mktemp("slips")):
        found = post.server.search(
            "webmail", "ou=people", f"(&(mail={slip['address']})(pwdReset=TRUE))", "1.1"
        )
        if found:
            dn = found.partition("dn: ")[2].splitlines()[0]
            return Owner(slip["name"], dn, slip["address"], slip["password"], slip["password"])
    pytest.fail("everybody in the bundle has chosen a password: make a new lab")


def at_page(visit: Visit) -> bool:
    """Whether this is the page that changes the password."""
    return visit.page.locator("#newpasswd").is_visible()


def test_mail_programs_are_refused(post: Post, owner: Owner) -> None:
    """A first password is no login for them, neither to read nor to send."""
    with (
        pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"),
        post.imap(owner.address, owner.slip),
    ):
        pass
    with pytest.raises(Exception, match="535"), post.smtp(465, owner.address, owner.slip):
        pass


def test_stranger_gets_nowhere(site: Webmail, owner: Owner) -> None:
    """A wrong password is refused in words that tell nothing about the account."""
    with site.visit() as visit:
        visit.login(owner.address, "khong-phai-mat-khau")
        assert "Không đăng nhập được" in visit.said()
        assert visit.page.locator("#rcmloginuser").is_visible()


def test_nothing_goes_before_a_password_of_ones_own(site: Webmail, owner: Owner) -> None:
    """Letters, address books and settings lead back to the page; so does what pages ask for."""
    with site.visit() as visit:
        visit.login(owner.address, owner.slip)
        assert at_page(visit)
        for where in ("?_task=mail", "?_task=mail&_action=compose", "?_task=addressbook"):
            visit.go(where)
            assert at_page(visit), where
        listing = visit.ask("?_task=mail&_action=list&_mbox=INBOX&_remote=1")
        assert "add_message_row" not in listing
        assert "plugin.password" in listing


@pytest.mark.parametrize(
    "first", ["\N{FULLWIDTH LATIN SMALL LETTER M}", "\N{SOFT HYPHEN}m", "M"], ids=ascii
)
def test_another_spelling_is_no_way_round(site: Webmail, owner: Owner, first: str) -> None:
    """Roundcube writes names anew before it logs in: as "moj.gov.vn", all of these."""
    local, _, domain = owner.address.partition("@")
    with site.visit() as visit:
        visit.login(f"{local}@{first}{domain[1:]}", owner.slip)
        if visit.page.locator("#rcmloginuser").is_visible():
            return  # refused is as good
        assert at_page(visit)
        visit.go("?_task=mail")
        assert at_page(visit)


@pytest.mark.parametrize(
    ("new", "again", "answer"),
    [
        ("ngan", "ngan", "Mật khẩu phải có ít nhất 10 ký tự"),
        ("{slip}", "{slip}", "Mật khẩu mới phải khác mật khẩu đang dùng"),
        ("mat khau moi 1", "mat khau moi 2", "không giống nhau"),
        ("Matkhau@2026", "Matkhau@2026", "không dùng được. Mật khẩu gồm những từ, tên, ngày tháng"),
    ],
)
def test_bad_choice_is_refused(
    site: Webmail, owner: Owner, new: str, again: str, answer: str
) -> None:
    """In Vietnamese, with what is wrong; the page stays."""
    with site.visit() as visit:
        visit.login(owner.address, owner.slip)
        visit.choose(new.format(slip=owner.slip), again.format(slip=owner.slip))
        assert answer in visit.said()
        assert at_page(visit)


def test_good_choice_opens_the_mailbox(site: Webmail, post: Post, owner: Owner) -> None:
    """The page leads on to the letters; mail programs take the new password, not the first."""
    writer = post.person(1)
    subject = post.send(writer, owner.address)
    with site.visit() as visit:
        visit.login(owner.address, owner.slip)
        visit.choose(OWN)
        visit.page.wait_for_url("**_task=mail**")
        assert "Đã đổi mật khẩu" in visit.said()
        owner.password = OWN
        post.await_queue()
        assert "Kính gửi các đồng chí." in visit.read(subject)
    with post.imap(owner.address, OWN) as client:
        assert client.select("INBOX")[0] == "OK"
    with pytest.raises(imaplib.IMAP4.error), post.imap(owner.address, owner.slip):
        pass


def test_owner_writes(site: Webmail, post: Post, owner: Owner) -> None:
    """A letter goes out under one's own name and address."""
    reader = post.person(3)
    with site.visit() as visit:
        visit.login(owner.address.partition("@")[0], owner.password)
        visit.write(reader, f"Báo cáo của {owner.address}", "Kính gửi đồng chí, đã nhận đủ hồ sơ.")
        visit.send()
    post.await_queue()
    (letter,) = (
        each for each in post.letters(reader) if each["Subject"] == f"Báo cáo của {owner.address}"
    )
    assert str(letter["From"]) == f"{owner.name} <{owner.address}>"
    assert "đã nhận đủ hồ sơ" in letter.get_content()


def test_used_password_is_refused(site: Webmail, server: Server, owner: Owner) -> None:
    """The directory remembers more than the page does; and not at once again."""
    with site.visit() as visit:
        visit.login(owner.address, owner.password)
        visit.go("?_task=settings&_action=plugin.password")
        visit.choose("không phải", current="nhầm")
        assert "Mật khẩu hiện tại không đúng" in visit.said()
        visit.go("?_task=settings&_action=plugin.password")
        visit.choose(owner.slip, current=owner.password)
        assert "đợi đủ 60 phút" in visit.said()
        server.let_pass(owner.dn)
        visit.go("?_task=settings&_action=plugin.password")
        visit.choose(owner.slip, current=owner.password)
        assert "một trong 5 mật khẩu gần đây" in visit.said()
