"""Tells the postmaster of every login that is held, sooner or later, and at least once."""

from __future__ import annotations

import logging
import threading
import time

from hopthu_policy.postmaster import tell_postmaster

from .book import Book, Hold

log = logging.getLogger(__name__)

_AGAIN = 60.0  # seconds until what failed is tried again

_TEXT = """\
{login} đã gửi quá nhiều thư và vẫn tiếp tục gửi, nên từ {since} không gửi được nữa
trên máy {host}. Có thể mật khẩu đã bị lộ: hãy hỏi chủ hộp thư, đổi mật khẩu nếu cần, rồi cho
gửi lại trên máy điều khiển:

    ansible-playbook playbooks/release.yml -e login={login}

{login} sent too much and went on, so since {since} it cannot send any more on {host}.
Its password may be stolen: ask the owner, change the password if in doubt, and then let it send
again, on the control machine, by the line above.
"""


class Herald(threading.Thread):
    """A thread that sends what is not told yet, through the Postfix of this host."""

    def __init__(self, book: Book, to: str, host: str, port: int = 25) -> None:
        super().__init__(name="herald", daemon=True)
        self._book, self._to, self._host, self._port = book, to, host, port
        self._news = threading.Event()
        self._news.set()  # of an earlier run, perhaps

    def tell(self) -> None:
        """Somebody is held."""
        self._news.set()

    def run(self) -> None:
        """Go on for ever; what could not be told is told later."""
        while True:
            self._news.wait(_AGAIN)
            self._news.clear()
            try:
                self.tell_all()
            except Exception as error:
                log.error("the postmaster cannot be told who is held: %s", error)

    def tell_all(self) -> None:
        """Send a letter for each hold; killed before it is marked, it is sent once more."""
        with self._book.page() as page:
            untold = [hold for hold in page.holds() if not hold.told]
        for hold in untold:
            self._tell(hold)
            with self._book.page() as page:
                page.mark_told(hold)

    def _tell(self, hold: Hold) -> None:
        since = time.strftime("%Y-%m-%d %H:%M", time.localtime(hold.since))
        tell_postmaster(
            self._to,
            f"Tạm khoá gửi thư / Held: {hold.login}",
            _TEXT.format(login=hold.login, since=since, host=self._host),
            message_id=f"<held.{hold.since}.{hold.login.replace('@', '.')}@{self._host}>",
            port=self._port,
        )
