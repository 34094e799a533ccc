"""The service itself: HTTP on the host's own address, for Dovecot alone, which has the password."""

from __future__ import annotations

import base64
import hmac
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, ParseError, iterparse

from .queries import NotUnderstood, folder_of, read_query
from .store import Store, Unknown

_IDLE = 30.0  # seconds
_BLOCK = 1 << 16


class SearchServer(ThreadingHTTPServer):
    """Answers Dovecot's processes, each in a thread of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, password: str, store: Store) -> None:
        super().__init__(("127.0.0.1", port), _Asked)
        token = base64.b64encode(f"dovecot:{password}".encode()).decode()
        self.authorization = f"Basic {token}"
        self.store = store


class _Body:
    """What a request carries, in one piece or in chunks."""

    def __init__(self, stream: BufferedIOBase, length: int | None) -> None:
        self._stream, self._left = stream, length or 0
        self._chunked = length is None

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        if self._left == 0 and self._chunked:
            self._left = int(self._stream.readline().split(b";")[0], 16)
            if self._left == 0:
                while self._stream.readline().strip():
                    pass
                self._chunked = False
        wanted = min(self._left, size if size >= 0 else _BLOCK)
        got = self._stream.read(wanted) if wanted else b""
        if len(got) < wanted:
            raise EOFError("the request was cut off")
        self._left -= len(got)
        if self._chunked and self._left == 0:
            self._stream.readline()
        return got


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE
    server: SearchServer

    def do_GET(self) -> None:
        """Say which letters of a folder a query is true of."""
        if self._is_dovecot():
            self._answer(self._found)

    def do_POST(self) -> None:
        """Take letters in, or forget some."""
        length = self.headers.get("Content-Length")
        body = _Body(self.rfile, None if length is None else int(length))
        if self._is_dovecot():
            self._answer(lambda: self._changed(body))

    def log_message(self, *_: object) -> None:
        """Nobody is to read in the journal who searched for what."""

    def _is_dovecot(self) -> bool:
        given = self.headers.get("Authorization", "")
        if hmac.compare_digest(given.encode(), self.server.authorization.encode()):
            return True
        self.close_connection = True
        self._send(401, "")
        return False

    def _answer(self, work: Callable[[], str]) -> None:
        try:
            status, text = 200, work()
        except Unknown as error:
            status, text = 404, str(error)
        except (NotUnderstood, KeyError, ValueError, ParseError) as error:
            status, text = 400, str(error)
        except (EOFError, OSError, sqlite3.Error) as error:
            status, text = 500, str(error)
        if status != 200:
            # Something of the request may not have been read.
            self.close_connection = True
        if status >= 500:
            sys.stderr.write(f"{text}\n")
        self._send(status, text)

    def _send(self, status: int, text: str) -> None:
        body = text.encode()
        # Dovecot logs the reason; what somebody looked for is not one.
        self.send_response(status)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _found(self) -> str:
        asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        (question,) = asked["q"]
        store = self.server.store
        if question.startswith("box:"):
            last = store.last(folder_of(question))
            return _listed([last] if last else [])
        folder = folder_of(asked["fq"][0])
        try:
            return _listed(store.find(folder, read_query(question)))
        except Unknown:
            # Of a folder that never had a letter nothing is missing.
            if asked["rows"] == ["1"]:
                return _listed([])
            raise

    def _changed(self, body: _Body) -> str:
        gone = defaultdict[str, list[int]](list)
        come = defaultdict[str, dict[int, dict[str, str]]](dict)
        for element in _elements(body):
            if element.tag == "doc":
                letter = {field.get("name", ""): field.text or "" for field in element}
                come[letter["box"]][int(letter["uid"])] = letter
            else:
                uid, folder, *_ = (element.text or "").split("/")
                gone[folder].append(int(uid))
        for folder, letters in come.items():
            self.server.store.add(folder, letters)
        for folder, uids in gone.items():
            self.server.store.remove(folder, uids)
        return "<response/>"


def _elements(body: _Body) -> Iterator[Element]:
    """The letters and the ids that a request has; each goes before the next comes."""
    # Dovecot wrote it, who has the password, and escaped what letters say.
    for _, element in iterparse(body, events=("end",)):  # noqa: S314
        if element.tag in ("doc", "id"):
            yield element
            element.clear()


def _listed(uids: list[int]) -> str:
    rows = "".join(f'<doc><str name="uid">{uid}</str></doc>' for uid in uids)
    return f"<response><result>{rows}</result></response>"
