"""What people move into and out of Junk: taken at once, learned by rspamd when it is there."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer

import pytest

from hopthu_learn import asked
from hopthu_learn.service import Service
from hopthu_learn.spool import HAM, LONGEST, SPAM, Spool
from hopthu_learn.teacher import Teacher

HEAD = b"VERSION\tscript\t4\t0\n-\nan@moj.gov.vn\n\n"


class Rspamd(UnixStreamServer):
    """Notes what it is to learn, and answers as it is told."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), _Controller)
        self.learned: list[tuple[str, bytes]] = []
        self.statuses: list[int] = []


class _Controller(BaseHTTPRequestHandler):
    server: Rspamd

    def do_POST(self) -> None:
        """Learn."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.learned.append((self.path, body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def address_string(self) -> str:
        """A socket has none."""
        return "-"

    def log_message(self, *_: object) -> None:
        """Tests read what was learned."""


@pytest.fixture
def rspamd(tmp_path: Path) -> Iterator[Rspamd]:
    """A controller that answers."""
    with Rspamd(tmp_path / "controller") as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """An empty one."""
    (tmp_path / "state").mkdir()
    return Spool(tmp_path / "state")


def _names(spool_folder: Path) -> list[str]:
    return sorted(os.listdir(spool_folder))


def test_a_call_of_dovecot_is_read() -> None:
    """With the lines that newer versions put in, and a letter of any bytes."""
    calls = [b"-\n", b"noreply\n", b"alarm=10\n-\n", b"env_USER=an\n-\n"]
    for said in calls:
        stream = io.BytesIO(b"VERSION\tscript\t4\t0\n" + said + b"an@x\nb\n\nA\n\n\xff")
        assert asked.read(stream, 100) == asked.Brought(("an@x", "b"), b"A\n\n\xff")
    assert asked.read(io.BytesIO(HEAD + b"x" * 101), 100).content is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"GET / HTTP/1.0\n\n",
        b"VERSION\tscript\t5\t0\n-\n\n",
        b"VERSION\tscript\t4\t0\n\n",
        b"VERSION\tscript\t4\t0\n-\ncut",
        b"VERSION\tscript\t4\t0\n-\n" + b"x" * 5000 + b"\n\n",
        b"VERSION\tscript\t4\t0\n-\n" + b"x\n" * 200 + b"\n",
    ],
)
def test_what_is_none_is_refused(text: bytes) -> None:
    """Nothing of it is taken."""
    with pytest.raises(asked.Malformed):
        asked.read(io.BytesIO(text), 100)


def test_letters_wait_in_their_order(spool: Spool, tmp_path: Path) -> None:
    """Over a restart, too; what was half written is gone then."""
    assert spool.put(SPAM, "a", b"1")
    assert spool.put(HAM, "a", b"2")
    (tmp_path / "state" / "000000000009.new").write_bytes(b"half")
    again = Spool(tmp_path / "state")
    assert again.came.is_set()
    assert again.put(SPAM, "a", b"3")
    order = []
    while waiting := again.first():
        order.append((waiting.kind, waiting.path.read_bytes()))
        again.remove(waiting)
        again.remove(waiting)  # it is gone already
    assert order == [(SPAM, b"1"), (HAM, b"2"), (SPAM, b"3")]
    assert _names(tmp_path / "state") == []


def test_a_login_teaches_so_much_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others go on, and so does everybody the next day."""
    spool = Spool(tmp_path, most_a_day=2)
    assert [spool.put(SPAM, "a", b"x") for _ in range(3)] == [True, True, False]
    assert spool.put(SPAM, "b", b"x")
    tomorrow = time.time() + 86400
    monkeypatch.setattr("time.time", lambda: tomorrow)
    assert spool.put(SPAM, "a", b"x")


def test_what_waits_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By number and by bytes; there is room again when something was learned or is a week old."""
    monkeypatch.setattr("hopthu_learn.spool._MOST_LETTERS", 3)
    monkeypatch.setattr("hopthu_learn.spool._MOST_BYTES", 10)
    spool = Spool(tmp_path)
    assert [spool.put(SPAM, f"{n}", b"xxxx") for n in range(3)] == [True, True, False]
    first = spool.first()
    assert first is not None
    spool.remove(first)
    assert [spool.put(SPAM, f"{n}", b"x") for n in range(3)] == [True, True, False]
    old = time.time() - 8 * 86400
    for path in tmp_path.iterdir():
        os.utime(path, (old, old))
    assert spool.first() is None
    assert _names(tmp_path) == []


def test_a_full_disk_leaves_nothing_half(
    spool: Spool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next letter is taken."""

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="space"):
            spool.put(SPAM, "a", b"x")
    assert _names(tmp_path / "state") == []
    assert spool.put(SPAM, "a", b"x")


def _bring(path: Path, text: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(path))
        client.sendall(text)
        client.shutdown(socket.SHUT_WR)
        return client.makefile("rb").read()


def test_the_service_takes_letters(
    spool: Spool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each door its kind; one that is too long is passed over, who is not Dovecot is told."""
    (tmp_path / "spam").touch()  # of a process that was killed
    Service(tmp_path, spool).start()
    assert _bring(tmp_path / "spam", HEAD + b"Subject: x\n\ny") == b"+\n"
    assert _bring(tmp_path / "ham", HEAD + b"z") == b"+\n"
    assert _bring(tmp_path / "ham", HEAD + b"z" * (LONGEST + 1)) == b"+\n"
    assert _bring(tmp_path / "ham", HEAD) == b"+\n"
    assert _bring(tmp_path / "ham", b"secret text\n") == b""
    assert _names(tmp_path / "state") == ["000000000001.spam", "000000000002.ham"]
    told = capfd.readouterr().err
    assert "a letter was not taken" in told
    # Many at once are not kept waiting.
    held = [socket.socket(socket.AF_UNIX) for _ in range(17)]
    for each in held:
        each.connect(str(tmp_path / "spam"))
    assert held[-1].recv(1) == b""
    for each in held[:-1]:
        each.shutdown(socket.SHUT_WR)
        assert each.recv(1) == b""  # it has said so, and says no more into another test
    for each in held:
        each.close()


def test_letters_are_learned(spool: Spool, rspamd: Rspamd, tmp_path: Path) -> None:
    """Each as what it is, in their order; what teaches nothing is done with, too."""
    for kind, text in [(SPAM, b"1"), (HAM, b"2"), (SPAM, b"3"), (SPAM, b"4")]:
        spool.put(kind, "a", text)
    rspamd.statuses = [200, 208, 204]
    Teacher(spool, tmp_path / "controller").teach()
    assert rspamd.learned == [
        ("/learnspam", b"1"),
        ("/learnham", b"2"),
        ("/learnspam", b"3"),
        ("/learnspam", b"4"),
    ]
    assert spool.first() is None


def test_a_letter_that_is_not_learned_goes(
    spool: Spool, rspamd: Rspamd, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """After some tries; the next ones are learned."""
    spool.put(SPAM, "a", b"1")
    spool.put(SPAM, "a", b"2")
    rspamd.statuses = [500] * 5
    Teacher(spool, tmp_path / "controller", pause=0).teach()
    assert [text for _, text in rspamd.learned] == [b"1"] * 5 + [b"2"]
    assert "500" in capfd.readouterr().err


def test_letters_wait_while_rspamd_is_away(
    spool: Spool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As long as it takes; that is told once."""
    teacher = Teacher(spool, tmp_path / "controller", pause=0.01)
    threading.Thread(target=teacher.teach_for_ever, daemon=True).start()
    spool.put(SPAM, "a", b"1")
    told = ""
    while "away" not in told:
        time.sleep(0.01)
        told += capfd.readouterr().err
    with Rspamd(tmp_path / "controller") as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        while spool.first() is not None:
            time.sleep(0.01)
        server.shutdown()
    told += capfd.readouterr().err
    assert server.learned == [("/learnspam", b"1")]
    assert told.count("away, letters wait") == 1
