"""A letter to every mailbox: through Postfix into the box, and out of it again."""

from __future__ import annotations

import smtplib
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from email.message import EmailMessage
from email.utils import formatdate

from .finding import CannotAsk, Finding, Mailbox
from .tools import ask

LAYER = "SMTP"
_AT_ONCE = 15  # recipients of one letter: Postfix hangs up after 20 that are refused
_PAUSE = 0.2  # seconds between looks
_TEXT = (
    "Thư này chỉ để kiểm tra hộp thư hoạt động và sẽ được tự động xoá.\n"
    "Nếu vẫn thấy thư này, xin cứ xoá.\n\n"
    "This letter only checks that the mailbox works, and is removed at once.\n"
    "If you see it nevertheless, please delete it.\n"
)


class Letter:
    """One letter; ``seconds``: until it was in the last mailbox, None while it is not."""

    def __init__(self, sender: str, port: int = 25) -> None:
        self._sender, self._port = sender, port
        self.id = f"<hopthu-probe-{uuid.uuid4()}@{sender.partition('@')[2]}>"
        self.seconds: float | None = None

    def send(self, boxes: Sequence[Mailbox], patience: float) -> Iterator[Finding]:
        """Yield a finding for each mailbox that it does not reach within ``patience`` seconds.

        However that ends, it is taken out of the mailboxes where it is.
        """
        addresses = [box.address for box in boxes]
        try:
            yield from self._send(addresses, patience)
        finally:
            self._remove(addresses)

    def _send(self, addresses: Sequence[str], patience: float) -> Iterator[Finding]:
        start = time.monotonic()
        refused = self._submit(addresses)
        for address, reply in refused.items():
            yield Finding("probe.letter-refused", LAYER, address, {"reply": reply})
        missing = reached = set(addresses) - refused.keys()
        while missing and time.monotonic() - start < patience:
            time.sleep(_PAUSE)
            missing = missing - self._found(missing)
        if reached and not missing:
            self.seconds = time.monotonic() - start
        for address in sorted(missing):
            values: dict[str, str | int] = {"letter": self.id, "seconds": round(patience)}
            yield Finding("probe.letter-lost", LAYER, address, values)

    def _submit(self, addresses: Sequence[str]) -> dict[str, str]:
        """Hand the letter to Postfix; return the replies to those addresses that were refused."""
        refused: dict[str, str] = {}
        for start in range(0, len(addresses), _AT_ONCE):
            some = addresses[start : start + _AT_ONCE]
            try:
                with smtplib.SMTP("localhost", self._port, timeout=60) as smtp:
                    answers = smtp.send_message(self._message(), self._sender, some)
            except smtplib.SMTPRecipientsRefused as error:
                answers = error.recipients
            except (OSError, smtplib.SMTPException) as error:
                raise CannotAsk("probe.smtp-failed", reason=str(error)) from error
            refused |= {to: f"{code} {_text(text)}" for to, (code, text) in answers.items()}
        return refused

    def _message(self) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = "undisclosed-recipients:;"
        message["Date"] = formatdate(localtime=True)
        message["Message-ID"] = self.id
        message["Subject"] = "Kiểm tra hộp thư / mailbox check"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_TEXT)
        return message

    def _query(self) -> tuple[str, ...]:
        # Letters of the last day alone: nobody's whole mailbox is read.
        return "savedsince", "1d", "header", "Message-ID", self.id

    def _found(self, addresses: Iterable[str]) -> set[str]:
        command = ("doveadm", "-f", "tab", "fetch", "-F", "-", "user", *self._query())
        output, _ = ask(*command, lines=addresses)
        return {line.split("\t")[0].lower() for line in output.splitlines()[1:]}

    def _remove(self, addresses: Iterable[str]) -> None:
        ask("doveadm", "expunge", "-F", "-", "mailbox", "*", *self._query(), lines=addresses)


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
