"""What makes the webmail an office's: colleagues, absence notices, junk, a morning's logins."""

from __future__ import annotations

import base64
import json
import os
import re
import ssl
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from default.tests.directory_client import FOLDER, SUFFIX, login
from default.tests.learning import await_learned, learned, wordy_letter
from default.tests.mail_client import PASSWORD, PATIENCE, Post

from .test_web_host import hurry
from .webmail_client import Visit, Webmail

ABSENT, WRITER = 30, 31
COLLEAGUE = "uid=thanh-hoa-0032,ou=people"


def _completed(visit: Visit, typed: str, book: str = "people") -> str:
    """What the webmail proposes while somebody types a recipient."""
    where = f"?_task=mail&_action=autocomplete&_search={quote(typed)}&_source={book}"
    answer = str(json.loads(visit.ask(f"{where}&_reqid=1&_remote=1"))["exec"])
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), answer)


def test_colleagues_are_completed(site: Webmail, post: Post) -> None:
    """By a part of the name or of the address; who is suspended is there no more."""
    reader, colleague = post.person(WRITER), post.person(32)
    local = colleague.partition("@")[0]
    with site.visit() as visit:
        assert colleague not in visit.page.content()
        visit.login(reader, PASSWORD)
        assert colleague in _completed(visit, local[1:-1])
        post.change(COLLEAGUE, hopthuState="suspended")
        try:
            assert colleague not in _completed(visit, local[1:-1])
        finally:
            post.change(COLLEAGUE, hopthuState="active")
        books = visit.ask("?_task=addressbook&_action=list&_source=people&_remote=1")
        assert colleague not in books, "nobody gets a list of all"


def test_names_are_found_as_they_are_typed(site: Webmail, post: Post) -> None:
    """With marks, in either normal form, and without, as on a telephone; agencies by name."""
    name = post.server.search("hopthu", "ou=people", "(uid=thanh-hoa-0032)", "cn")
    name = base64.b64decode(name.partition("cn:: ")[2].split()[0]).decode()
    unit = "Thi hành án dân sự thị xã Bỉm Sơn"
    with site.visit() as visit:
        visit.login(post.person(WRITER), PASSWORD)
        for whole, book, address in (
            (name, "people", post.person(32)),
            (unit, "agencies", "thads.bimson.thanhhoa@moj.gov.vn"),
        ):
            parted = unicodedata.normalize("NFD", whole)
            plain = "".join(c for c in parted if c.isascii() or c in "Đđ")
            plain = plain.translate(str.maketrans("Đđ", "Dd"))
            assert plain != whole
            for typed in (whole, parted, plain, plain.lower()[2:-2]):
                shown = _completed(visit, typed, book)
                assert address in shown, typed
                assert whole in shown, typed


def test_the_book_is_for_those_who_logged_in(post: Post) -> None:
    """The account of the webmail sees what the book shows, and nothing else of people."""
    seen = post.server.search("webmail", "ou=people", "(uid=*)", "*")
    assert seen == "" or "cn" not in seen  # it may not even ask for ids
    seen = post.server.search("webmail", "ou=people", "(hopthuState=active)", "*")
    names = set(re.findall(r"^(\w+):", seen, re.MULTILINE))
    assert names == {"dn", "objectClass", "cn", "hopthuPlainName", "mail", "title", "ou"}


def test_an_absence_notice_is_set_on_the_web(site: Webmail, post: Post) -> None:
    """On a page of its own; the mail server then answers."""
    absent, writer = post.person(ABSENT), post.person(WRITER)
    with site.visit() as visit:
        visit.login(absent, PASSWORD)
        visit.go("?_task=settings&_action=plugin.managesieve-vacation")
        visit.page.fill("#vacation_reason", "Tôi đi công tác đến hết tuần.")
        visit.page.select_option("#vacation_status", "on")
        visit.page.locator("button.submit, .formbuttons button").first.click()
        assert visit.said("confirmation")
    post.send(writer, absent)
    end = time.monotonic() + PATIENCE
    while not any("công tác" in text.get_content() for text in post.letters(writer)):
        assert time.monotonic() < end
        time.sleep(0.5)
    post.shell.check_output(f"doveadm sieve deactivate -u {absent}")


def _press(visit: Visit, folder: str, subject: str, button: str) -> None:
    """Choose a letter of a folder and press a button, which takes it away."""
    visit.go(f"?_task=mail&_mbox={folder}")
    letter = visit.page.locator("#messagelist tbody tr", has_text=subject).first
    letter.click(modifiers=["Control"])
    visit.page.locator(f"#toolbar-menu a.{button}").click()
    letter.wait_for(state="hidden")


def test_the_filter_learns_from_the_buttons_of_junk(site: Webmail, post: Post) -> None:
    """One moves a letter to the folder for it, the other brings it back; either is learned."""
    reader = post.person(WRITER)
    before = learned(post)
    subject = wordy_letter(post, post.person(ABSENT), reader)
    with site.visit() as visit:
        visit.login(reader, PASSWORD)
        _press(visit, "INBOX", subject, "junk")
        await_learned(post, before.spam + 1, before.ham)
        assert subject in post.subjects(reader, "Junk")
        _press(visit, "Junk", subject, "notjunk")
        await_learned(post, before.spam, before.ham + 1)
    assert subject in post.subjects(reader)
    assert post.held(reader, subject) == 1


def test_an_office_behind_one_address_logs_in(web_address: str) -> None:
    """In the morning, all at once: nginx lets every login through to the webmail."""
    trust = ssl.create_default_context(cafile=FOLDER / "tls" / "ca.crt")

    with ThreadPoolExecutor(9) as crowd:
        tries = crowd.map(lambda _: hurry(web_address, trust)[0], range(45))
        assert 429 not in set(tries)


def test_a_password_is_what_is_read(site: Webmail, post: Post) -> None:
    """However a keyboard composes its letters."""
    found = post.server.search("hopthu", "ou=people", "(uid=thanh-hoa-0033)", "mail")
    address = found.partition("mail: ")[2].split()[0]
    dn = f"uid=thanh-hoa-0033,ou=people,{SUFFIX}"
    secret = f"Đường về xóm Chợ {time.time()}"
    post.server.client("ldappasswd", *login("hopthu"), "-s", secret, dn)
    # One that an operator set is replaced at once; this is as if it had been.
    post.change(dn.removesuffix(f",{SUFFIX}"), pwdReset="")
    for form in ("NFC", "NFD"):
        with site.visit() as visit:
            visit.login(address, unicodedata.normalize(form, secret))
            assert visit.page.locator("#messagelist").count() == 1, form


def test_an_attachment_is_refused_before_it_is_uploaded(
    site: Webmail, post: Post, tmp_path: Path
) -> None:
    """Where the letter would be too large; what is taken is sent, and arrives."""
    reader = post.person(WRITER)
    small, large = tmp_path / "vua.bin", tmp_path / "lon.bin"
    small.write_bytes(os.urandom(int(17.9 * 2**20)))
    large.write_bytes(os.urandom(int(18.7 * 2**20)))
    subject = f"Tệp {time.time()}"
    with site.visit() as visit:
        visit.login(post.person(ABSENT), PASSWORD)
        visit.write(reader, subject, "Kính gửi đồng chí.")
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        chosen = visit.page.locator("#uploadform input[type=file]").first
        chosen.set_input_files(large)
        assert visit.said("error") == "Tệp quá lớn: chỉ đính kèm được tới 18 MB."
        assert not [url for url in asked if "_action=upload" in url]
        chosen.set_input_files(small)
        visit.page.locator("#attachment-list li:not(.uploading) a.filename").wait_for()
        visit.send()
    post.await_queue()
    (letter,) = (each for each in post.letters(reader) if each["Subject"] == subject)
    (part,) = letter.iter_attachments()
    assert part.get_content() == small.read_bytes()
    post.shell.check_output(f"doveadm expunge -u {reader} mailbox INBOX subject '{subject}'")


def test_a_letter_from_a_full_mailbox_is_sent_and_said_to_be(site: Webmail, post: Post) -> None:
    """Once: the page goes on as after any letter, and tells that there is no copy, and why."""
    writer, reader = post.person(34), post.person(WRITER)
    dn, subject = "uid=thanh-hoa-0034,ou=people", f"Hộp đầy {time.time()}"
    found = post.server.search("hopthu", "ou=people", "(uid=thanh-hoa-0034)", "mailQuota")
    post.change(dn, mailQuota="200000")
    post.shell.check_output(
        f"(printf 'Subject: x\\r\\n\\r\\n'; head -c 199000 /dev/zero | tr '\\0' x)"
        f" | doveadm save -u {writer}"
    )
    try:
        with site.visit() as visit:
            visit.login(writer, PASSWORD)
            visit.write(reader, subject, "Kính gửi đồng chí." * 100)
            visit.send()
            assert "Thư đã được gửi. Hộp thư đầy" in visit.said("warning")
    finally:
        post.change(dn, mailQuota=found.partition("mailQuota: ")[2].split()[0])
        post.shell.check_output(f"doveadm expunge -u {writer} mailbox INBOX all")
    post.await_queue()
    assert post.held(reader, subject) == 1
    assert subject not in post.subjects(writer, "Sent")
