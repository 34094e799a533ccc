"""Somebody who manages an agency's mailbox: reads it, and writes in its name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from default.tests.directory_client import SUFFIX
from default.tests.mail_client import PASSWORD, PATIENCE, Post, at

from .webmail_client import Visit, Webmail

AGENCY = at("thads.thanhhoa")
DN = "ou=thanh-hoa,ou=thads,ou=moj,ou=agencies"
FIRST, SECOND, WRITER = 41, 42, 43
HOME = "/srv/vmail/thanh-hoa"
OFFICE = "C&AaE- quan/thads.thanhhoa"
NOTICE = "Cơ quan nghỉ lễ đến hết ngày mồng hai."


def test_manager_reads_and_answers_for_the_agency(site: Webmail, post: Post) -> None:
    """The mailbox is below “Cơ quan”; its address is one more identity, another's is refused."""
    manager, other = post.person(3), post.person(2)
    subject = post.send(other, AGENCY)
    post.await_queue()
    post.shell.check_output("systemctl start hopthu-agency-access")
    with site.visit() as visit:
        visit.login(manager, PASSWORD)
        visit.go(f"?_task=mail&_mbox={visit.folder('thads.thanhhoa')}")
        assert subject in visit.subjects()
        answer = f"Trả lời {subject}"
        for address, name in ((AGENCY, "Thi hành án dân sự tỉnh Thanh Hóa"), (other, "Người khác")):
            visit.add_identity(name, address)
            visit.write(other, f"{answer} {name}", "Đã nhận được.", sender=address)
            if address == AGENCY:
                visit.send()
            else:
                visit.page.locator("button.send").last.click()
                assert "Sender address rejected" in visit.said("error")
    post.await_queue()
    (letter,) = (each for each in post.letters(other) if str(each["Subject"]).startswith(answer))
    assert f"<{AGENCY}>" in str(letter["From"])
    # What was sent in its name is in its own Sent, and what is deleted in it goes to its own Trash.
    office = "C&AaE- quan/thads.thanhhoa"
    assert any(str(e).startswith(answer) for e in post.subjects(manager, f'"{office}/Sent"'))
    assert not any(str(e).startswith(answer) for e in post.subjects(manager, "Sent"))
    with site.visit() as visit:
        visit.login(manager, PASSWORD)
        for folder in (office, f"{office}/Trash"):
            visit.go(f"?_task=mail&_mbox={quote(folder, safe='')}")
            row = visit.page.locator("#messagelist tbody tr", has_text=subject).first
            row.click(modifiers=["Control"])
            visit.page.locator("#toolbar-menu a.delete").click()
            row.wait_for(state="hidden")
            # The list shows it before it is done.
            end = time.monotonic() + PATIENCE
            while (subject in post.subjects(manager, f'"{office}/Trash"')) is not (
                folder == office
            ):
                assert time.monotonic() < end
                time.sleep(0.3)
    assert subject not in post.subjects(manager, "Trash")


# --- Several managers ------------------------------------------------------------------------


@pytest.fixture
def managers(post: Post) -> Iterator[tuple[str, str]]:
    """Two who manage the agency, which has no rules yet."""
    before = post.server.search("hopthu", "ou=agencies", f"(mail={AGENCY})", "hopthuManager")
    people = post.person(FIRST), post.person(SECOND)
    owners = [f"uid=thanh-hoa-{each:04},ou=people,{SUFFIX}" for each in (FIRST, SECOND)]
    post.manage(DN, "thanh-hoa", owners)
    post.shell.check_output("systemctl start hopthu-agency-access")
    yield people
    owners = [line.partition(": ")[2] for line in before.splitlines() if "hopthuManager: " in line]
    post.manage(DN, "thanh-hoa", owners)
    post.shell.check_output(f"rm -rf {HOME}/sieve {HOME}/.dovecot.sieve {HOME}/.dovecot.lda-dupes")
    post.shell.check_output("systemctl start hopthu-agency-access")


def _open(visit: Visit, page: str, mailbox: str = "") -> None:
    """Open a page of the settings about rules, and choose whose."""
    visit.go(f"?_task=settings&_action=plugin.managesieve{page}")
    if mailbox:
        with visit.page.expect_navigation():
            visit.page.select_option("#hopthu-office", label=mailbox)


def _answers(post: Post, to: str) -> list[EmailMessage]:
    """What answers come to a letter; somebody who wrote before is new again."""
    post.shell.check_output(f"rm -f {HOME}/.dovecot.lda-dupes")
    writer = post.person(WRITER)
    subject = post.send(writer, to)
    post.await_queue()
    return [e for e in post.letters(writer) if subject in str(e["Subject"])]


def test_managers_set_the_agency_s_absence_notice(
    site: Webmail, post: Post, managers: tuple[str, str]
) -> None:
    """On the page where one's own is; what one sets the other finds there, and ends."""
    with site.visit() as visit:
        visit.login(managers[0], PASSWORD)
        _open(visit, "-vacation", AGENCY)
        visit.page.fill("#vacation_reason", NOTICE)
        visit.page.select_option("#vacation_status", "on")
        visit.page.locator("button.submit, .formbuttons button").first.click()
        assert visit.said("confirmation") == "Đã lưu báo vắng mặt."
        _open(visit, "-vacation")
        assert visit.page.locator("#vacation_reason").input_value() == "", "one's own is another"
    (answer,) = _answers(post, AGENCY)
    assert AGENCY in str(answer["From"])
    assert NOTICE in answer.get_content()
    assert _answers(post, managers[0]) == []
    with site.visit() as visit:
        visit.login(managers[1], PASSWORD)
        _open(visit, "-vacation", AGENCY)
        assert visit.page.locator("#vacation_reason").input_value() == NOTICE
        visit.page.select_option("#vacation_status", "off")
        visit.page.locator("button.submit, .formbuttons button").first.click()
        assert visit.said("confirmation")
    assert _answers(post, AGENCY) == []


def test_managers_make_the_agency_s_rules(
    site: Webmail, post: Post, managers: tuple[str, str]
) -> None:
    """In two windows, each with the rules of its own mailbox; an agency's know its own folders."""
    with site.visit() as visit:
        visit.login(managers[0], PASSWORD)
        _open(visit, "", AGENCY)
        own = visit.page.context.new_page()
        other = Visit(own)
        _open(other, "")
        visit.page.locator("#layout-content .header a.create").click()
        form = visit.page.frame_locator("#filter-box")
        form.locator("input[name=_name]").fill("Công văn")
        form.locator("input[name='_rule_target[0][]']").fill("Thư")
        folders = form.locator("select[name^='_action_mailbox']").first
        names = [name.strip() for name in folders.locator("option").all_inner_texts()]
        assert names == ["Hộp thư", "Thư nháp", "Đã gửi", "Thư rác", "Thùng rác", "Lưu trữ"]
        folders.select_option("Archive")
        form.locator("button.submit").click()
        visit.page.locator("#filterslist tr", has_text="Công văn").wait_for()
        own.reload()
        assert own.locator("#filterslist tr", has_text="Công văn").count() == 0
    subject = post.send(post.person(WRITER), AGENCY)
    post.await_queue()
    assert subject in post.subjects(managers[1], f'"{OFFICE}/Archive"')
    with site.visit() as visit:
        visit.login(managers[1], PASSWORD)
        _open(visit, "", AGENCY)
        assert visit.page.locator("#filterslist tr", has_text="Công văn").count() == 1
        # Who manages the agency no more is told so, and sees nothing of it.
        post.change(DN, hopthuManager=f"uid=thanh-hoa-{FIRST:04},ou=people,{SUFFIX}")
        visit.page.reload()
        assert visit.said("error")
        assert visit.page.locator("#filterslist tr", has_text="Công văn").count() == 0


def test_who_has_no_agency_has_nothing_to_choose(site: Webmail, post: Post) -> None:
    """The pages are as they are everywhere; an agency that is named is refused by the server."""
    with site.visit() as visit:
        visit.login(post.person(WRITER), PASSWORD)
        _open(visit, "-vacation")
        visit.page.locator("#vacation_reason").wait_for()
        assert visit.page.locator("#hopthu-office").count() == 0
        visit.go("?_task=settings&_action=plugin.managesieve-vacation&_office=thads.thanhhoa")
        assert visit.said("error")


def test_a_first_password_sets_no_rules(post: Post, managers: tuple[str, str]) -> None:
    """Nor does it at the agency, where one's own mailbox is not opened with it in a program."""

    def may(person: str) -> bool:
        try:
            with post.sieve(f"{AGENCY}*{person}", PASSWORD):
                return True
        except AssertionError:
            return False

    entry = f"uid=thanh-hoa-{FIRST:04},ou=people"
    post.change(entry, pwdReset="TRUE")
    try:
        assert not may(managers[0])
        assert may(managers[1])
    finally:
        post.change(entry, pwdReset="")
    assert may(managers[0])


def test_an_agency_s_folders_are_in_the_reader_s_language(
    site: Webmail, managers: tuple[str, str]
) -> None:
    """In the list, where letters are moved to, and as the page's title; in either language."""
    folder = quote(f"{OFFICE}/Sent", safe="")
    vietnamese = {"Thư nháp", "Đã gửi", "Thư rác", "Thùng rác", "Lưu trữ"}
    with site.visit() as visit:
        visit.login(managers[0], PASSWORD)
        _speak(visit, "vi_VN")
        visit.go(f"?_task=mail&_mbox={folder}")
        below = visit.page.locator("#mailboxlist li ul li ul a")
        assert set(below.all_inner_texts()) == vietnamese
        visit.page.wait_for_load_state("networkidle")
        assert visit.page.title().endswith("Cơ quan » thads.thanhhoa » Đã gửi")
        # The list alone is asked for where one goes on to another folder.
        with visit.page.expect_response(lambda answer: "_action=list" in answer.url):
            below.filter(has_text="Lưu trữ").click()
        title = "document.title.endsWith('Cơ quan » thads.thanhhoa » Lưu trữ')"
        visit.page.wait_for_function(title)
        # One's own are called as ever, where Trash is the agency's as well.
        owns = visit.page.locator("#mailboxlist > li > a").all_inner_texts()
        assert vietnamese <= {name.strip() for name in owns}
        visit.go("?_task=mail&_action=compose")
        choice = visit.page.locator("select[name=_store_target] option").all_inner_texts()
        assert [name.strip() for name in choice].count("Đã gửi") == 2
        _speak(visit, "en_US")
        visit.go(f"?_task=mail&_mbox={folder}")
        assert set(below.all_inner_texts()) == {"Drafts", "Sent", "Junk", "Trash", "Archive"}
        _speak(visit, "vi_VN")


def _speak(visit: Visit, language: str) -> None:
    visit.go("?_task=settings&_action=edit-prefs&_section=general")
    visit.page.select_option("select[name=_language]", language)
    with visit.page.expect_navigation():
        visit.page.locator("button.submit").first.click()
    visit.page.wait_for_load_state("networkidle")


def test_who_read_and_answered_is_told(
    site: Webmail, post: Post, managers: tuple[str, str]
) -> None:
    """Above the letter, to every manager; nothing above one's own."""
    subject = post.send(post.person(WRITER), AGENCY)
    post.await_queue()
    with site.visit() as visit:
        visit.login(managers[0], PASSWORD)
        visit.go(f"?_task=mail&_mbox={quote(OFFICE, safe='')}")
        link = visit.page.locator("#messagelist td.subject a", has_text=subject).first
        where = str(link.get_attribute("href"))
        visit.go(where)
        visit.go(where.replace("_action=show", "_action=compose").replace("_uid", "_reply_uid"))
        visit.page.fill("#composebody", "Đã nhận.")
        visit.send()
    with site.visit() as visit:
        visit.login(managers[1], PASSWORD)
        visit.go(where)
        told = visit.page.locator("#hopthu-handled").inner_text()
        assert told == f"Người đọc đầu tiên: {managers[0]}. Đã trả lời: {managers[0]}."
    with site.visit() as visit:
        visit.login(post.person(WRITER), PASSWORD)
        answer = post.subjects(post.person(WRITER))[-1]
        visit.read(answer)
        assert visit.page.locator("#hopthu-handled").count() == 0
