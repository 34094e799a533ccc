"""Somebody who manages an agency's mailbox: reads it, and writes in its name."""

from __future__ import annotations

import time
from urllib.parse import quote

from default.tests.mail_client import PASSWORD, PATIENCE, Post, at

from .webmail_client import Webmail

AGENCY = at("thads.thanhhoa")


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
