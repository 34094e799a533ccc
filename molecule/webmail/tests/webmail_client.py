"""The webmail as people meet it: pages of a real browser, which checks the certificate."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Error, Page, ViewportSize, sync_playwright

HOST = "mail.moj.gov.vn"
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)


@contextlib.contextmanager
def webmail(address: str, home: Path) -> Iterator[Webmail]:
    """Start a browser that finds the webmail at ``address``; ``home`` has whom it trusts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", f"--host-resolver-rules=MAP {HOST} {address}"],
            env={**os.environ, "HOME": str(home)},
        )
        try:
            yield Webmail(browser)
        finally:
            browser.close()


class Webmail:
    """What somebody does there."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    @contextlib.contextmanager
    def visit(self, size: ViewportSize | None = None) -> Iterator[Visit]:
        """Open the login page, with nothing remembered of other visits."""
        phone = size == PHONE
        context = self.browser.new_context(
            viewport=size or DESKTOP, is_mobile=phone, has_touch=phone, locale="vi-VN"
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        try:
            visit = Visit(page)
            visit.go()
            yield visit
        finally:
            context.close()


class Visit:
    """One person's, from the login on."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, where: str = "") -> None:
        """Open a page of the webmail."""
        while True:
            try:
                self.page.goto(f"https://{HOST}/{where}")
            except Error as error:
                # Chromium gives up when any network of this machine comes or goes.
                if "ERR_NETWORK_CHANGED" not in error.message:
                    raise
            else:
                return

    def ask(self, where: str) -> str:
        """Ask as the page's own scripts do, and return the answer."""
        script = """async where => (await fetch(where, {headers: {
            "X-Requested-With": "XMLHttpRequest", "X-Roundcube-Request": rcmail.env.request_token
        }})).text()"""
        return str(self.page.evaluate(script, where))

    def login(self, user: str, password: str) -> None:
        """Fill in the login page and wait for what comes."""
        self.page.fill("#rcmloginuser", user)
        self.page.fill("#rcmloginpwd", password)
        with self.page.expect_navigation():
            self.page.click("#rcmloginsubmit")

    def choose(self, password: str, again: str | None = None, current: str | None = None) -> None:
        """Fill in the page that changes a password and send it."""
        if current is not None:
            self.page.fill("#curpasswd", current)
        self.page.fill("#newpasswd", password)
        self.page.fill("#confpasswd", password if again is None else again)
        # A telephone has it at the foot of the page.
        self.page.get_by_text("Lưu", exact=True).locator("visible=true").first.click()

    def said(self, kind: str = "") -> str:
        """Wait until the page says something, perhaps of a kind, and return it."""
        kinds = f".{kind}" if kind else ":not(.loading)"
        box = self.page.locator(f"#messagestack div{kinds}, .ui-dialog-content").first
        box.wait_for()
        return box.inner_text()

    def subjects(self) -> list[str]:
        """Return the subjects in the list of letters."""
        self.page.locator("#messagelist tbody tr").first.wait_for()
        return self.page.locator("#messagelist td.subject .subject a").all_inner_texts()

    def read(self, subject: str) -> str:
        """Open a letter by its subject and return its text."""
        self.go("?_task=mail&_mbox=INBOX")
        link = self.page.locator("#messagelist td.subject a", has_text=subject).first
        self.go(str(link.get_attribute("href")))
        return self.page.locator("#messagebody").inner_text()

    def folder(self, name: str) -> str:
        """Return what addresses call the folder that the list shows under a name."""
        link = self.page.locator("#mailboxlist a", has_text=name).first
        link.wait_for(state="attached")
        return quote(str(link.get_attribute("rel")), safe="")

    def add_identity(self, name: str, address: str) -> None:
        """Write under one more address from now on."""
        self.go("?_task=settings&_action=add-identity")
        self.page.fill("input[name=_name]", name)
        self.page.fill("input[name=_email]", address)
        with self.page.expect_navigation():
            self.page.get_by_text("Lưu", exact=True).locator("visible=true").first.click()

    def write(self, to: str, subject: str, text: str, sender: str = "") -> None:
        """Fill in a new letter."""
        self.go("?_task=mail&_action=compose")
        if sender:
            label = self.page.locator("#_from option", has_text=sender).first.inner_text()
            self.page.select_option("#_from", label=label)
        self.page.locator("#compose_to .recipient-input input").fill(to)
        self.page.keyboard.press("Enter")
        self.page.fill("#compose-subject", subject)
        self.page.fill("#composebody", text)

    def send(self) -> None:
        """Send it, and wait until the list of letters is back."""
        self.page.locator("button.send").last.click()
        self.page.wait_for_url("**_task=mail&_mbox=**")

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        script = """() => Math.max(...[...document.querySelectorAll("body *")]
            .filter(each => each.checkVisibility({visibilityProperty: true}))
            .map(each => each.getBoundingClientRect())
            .filter(each => each.width > 0 && each.left >= 0 && each.left < innerWidth)
            .map(each => each.right)) - innerWidth"""
        return round(float(self.page.evaluate(script)))
