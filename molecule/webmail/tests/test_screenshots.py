"""Pages as they look on a desk and in a hand: nothing sticks out. for scripts/screenshots, too."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from default.tests.directory_client import PROJECT, SUFFIX, Server, login
from default.tests.mail_client import PASSWORD, Post, at
from hopthu.provision.handover.password import first_password, hashed

from .webmail_client import PHONE, Visit, Webmail

KEPT = os.environ.get("HOPTHU_SCREENSHOTS", "")
GUIDES = PROJECT / "docs" / "guide-images"
LARGEST = 150_000  # bytes
# Of 255. Names, days and times of letters come to 0.5, another part of a page to more.
DIFFERENT = 1.5
Shoot = Callable[[Visit, str], None]


@pytest.fixture(scope="module")
def shoot() -> Shoot:
    """Look at a page; keep its picture if a folder was named, else hold it against the guides'."""

    def take(visit: Visit, name: str) -> None:
        visit.page.wait_for_load_state("networkidle")
        picture = Image.open(io.BytesIO(visit.page.screenshot()))
        assert visit.overflow() <= 0, name
        if KEPT:
            path = Path(KEPT) / f"{name}.png"
            # 128 colours are enough for a page, and a third of the bytes.
            picture.convert("RGB").quantize(128).save(path, optimize=True)
            assert path.stat().st_size < LARGEST
        else:
            again = f"{name} looks otherwise in the guides → scripts/screenshots docs/{GUIDES.name}"
            assert difference(picture, Image.open(GUIDES / f"{name}.png")) < DIFFERENT, again

    return take


def difference(one: Image.Image, other: Image.Image) -> float:
    """How much two pictures differ from afar, where words cannot be read."""
    assert one.size == other.size
    small = [each.convert("L").resize((48, 48), Image.Resampling.BOX) for each in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*small)).mean[0])


def somebody(server: Server, post: Post) -> tuple[str, str]:
    """Give a person a first password, as hopthu does, and an empty mailbox; return the two."""
    dn = f"uid=thanh-hoa-0005,ou=people,{SUFFIX}"
    password = first_password()
    (value,) = hashed([password])
    text = (
        f"dn: {dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: {value.decode()}\n"
        "-\nreplace: pwdReset\npwdReset: TRUE\n"
    )
    answer = server.client("ldapmodify", *login("hopthu"), text=text)
    assert answer.returncode == 0, answer.stderr
    found = server.search("hopthu", "ou=people", "(uid=thanh-hoa-0005)", "mail")
    address = found.partition("mail: ")[2].split()[0]
    post.shell.check_output(f"doveadm expunge -u {address} mailbox '*' all")
    return address, password


LETTERS = (
    (
        "Lịch giao ban tháng 12",
        "Kính gửi các đồng chí,\n\nGiao ban tháng 12 bắt đầu lúc 8 giờ thứ Hai.\n",
    ),
    (
        "V/v báo cáo số liệu thi hành án quý IV",
        "Kính gửi các đơn vị,\n\nĐề nghị gửi báo cáo trước ngày 10/12.\n",
    ),
    ("Hộp thư mới của anh/chị", "Kính gửi anh/chị,\n\nHộp thư đã dùng được.\n"),
)


def send(post: Post, sender: str, to: str, subject: str, text: str) -> None:
    """Send a letter of an office."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"Văn phòng Cục <{sender}>", to, subject
    letter["Date"] = formatdate(localtime=True)
    letter.set_content(text)
    with post.smtp(587, sender) as client:
        client.send_message(letter, sender, [to])


def with_letters(server: Server, post: Post) -> tuple[str, str, str]:
    """A writer; and the address of somebody new, whom letters of theirs await, with the slip."""
    writer = post.person(1)
    address, slip = somebody(server, post)
    for subject, text in LETTERS:
        send(post, writer, address, subject, text)
    post.await_queue()
    return writer, address, slip


def read_and_write(visit: Visit, shoot: Shoot, writer: str, prefix: str = "") -> None:
    """The inbox, a letter of it, and an answer."""
    visit.go("?_task=mail")
    visit.subjects()
    shoot(visit, f"{prefix}inbox")
    visit.read(LETTERS[0][0])
    shoot(visit, f"{prefix}letter")
    visit.write(writer, f"Re: {LETTERS[0][0]}", "Kính gửi đồng chí,\n\nTôi đã nhận được.\n")
    shoot(visit, f"{prefix}compose")


def test_desk(site: Webmail, server: Server, post: Post, shoot: Shoot) -> None:
    """From the slip to a letter, at 1280 pixels."""
    writer, address, slip = with_letters(server, post)
    with site.visit() as visit:
        shoot(visit, "login")
        visit.login(address, slip)
        shoot(visit, "first-password")
        visit.choose("ngan")
        visit.said()
        shoot(visit, "first-password-refused")
        visit.choose(first_password())
        visit.page.wait_for_url("**_task=mail**")
        visit.said()
        shoot(visit, "first-password-done")
        read_and_write(visit, shoot, writer)
        visit.go("?_task=settings&_action=plugin.password")
        shoot(visit, "password")
        visit.go("?_task=settings&_action=identities")
        shoot(visit, "identities")


def test_hand(site: Webmail, server: Server, post: Post, shoot: Shoot) -> None:
    """The same at 390 pixels."""
    writer, address, slip = with_letters(server, post)
    with site.visit(PHONE) as visit:
        shoot(visit, "phone-login")
        visit.login(address, slip)
        shoot(visit, "phone-first-password")
        visit.choose(first_password())
        visit.page.wait_for_url("**_task=mail**")
        read_and_write(visit, shoot, writer, "phone-")


def test_manager(site: Webmail, post: Post, shoot: Shoot) -> None:
    """The folders of somebody who manages an agency's mailbox."""
    manager, writer = post.person(3), post.person(1)
    for box, (subject, text) in zip((manager, at("thads.thanhhoa")), LETTERS, strict=False):
        post.shell.check_output(f"doveadm expunge -u {box} mailbox '*' all")
        send(post, writer, box, subject, text)
    post.await_queue()
    with site.visit() as visit:
        visit.login(manager, PASSWORD)
        visit.folder("thads.thanhhoa")
        shoot(visit, "agency")
