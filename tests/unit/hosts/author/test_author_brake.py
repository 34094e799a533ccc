"""The brake: what a login may send, who is held, and what a restart or a kill leaves of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest

import hopthu_brake
from hopthu_author.answers import HELD
from hopthu_author.book import DAY, HOUR, Book, Count
from hopthu_author.brake import KINDS, Brake, Limits
from hopthu_author.herald import Herald

from ..postfix_inbox import Inbox

LAN, DUNG = "lan@moj.gov.vn", "dung@moj.gov.vn"
MINUTE = 60.0
FILES = Path(hopthu_brake.__file__).parent


def _quiet() -> None:
    """Nobody is told."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


class World:
    """A brake with small limits, and how often somebody was told."""

    def __init__(self, folder: Path) -> None:
        self.file, self.clock, self.told = folder / "brake.db", Clock(), 0
        self.limits = {kind: Limits(5, 20, 8, 30) for kind in KINDS}
        self.limits["agencies"] = Limits(10, 40, 16, 60)
        self.start()

    def start(self) -> None:
        """Open the book, again perhaps."""
        self.book = Book(self.file)
        self.brake = Brake(self.book, self.limits, 3, self._tell, self.clock)

    def _tell(self) -> None:
        self.told += 1

    def send(self, count: int = 1, login: str = LAN, kind: str = "people") -> str:
        """Return the reply code for a letter, empty if it goes on."""
        answer = self.brake.take(login, kind, count, patient=False)
        return answer.code if answer else ""

    def count(self, login: str = LAN) -> Count:
        """Return what is written down."""
        with self.book.page() as page:
            return page.count(login, int(self.clock.now) // 60, DAY)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A brake that has seen nothing yet."""
    made = World(tmp_path)
    yield made
    made.book.close()


def test_letters_of_an_hour_are_limited(world: World) -> None:
    """The next one is put off, and taken when the first is an hour old."""
    assert [world.send() for _ in range(6)] == [""] * 5 + ["450"]
    assert world.send(login=DUNG) == ""
    world.clock.now += HOUR * MINUTE
    assert world.send() == ""
    assert world.count() == Count(6, 6, 1)


def test_recipients_of_an_hour_are_limited(world: World) -> None:
    """A letter goes as a whole or not at all; a smaller one still fits."""
    assert [world.send(15), world.send(6), world.send(5)] == ["", "450", ""]
    assert world.count().recipients == 20


def test_a_day_is_limited(world: World) -> None:
    """In letters and in recipients, however slowly they come."""
    for _ in range(8):
        assert world.send() == ""
        world.clock.now += HOUR * MINUTE
    assert world.send() == "450"
    answers = []
    for _ in range(4):
        answers.append(world.send(10, DUNG))
        world.clock.now += HOUR * MINUTE
    assert answers == ["", "", "", "450"]
    world.clock.now += DAY * MINUTE
    assert world.send(10, DUNG) == ""
    assert world.count(DUNG) == Count(1, 10, 0)  # what is older is forgotten


def test_a_letter_that_never_fits_is_refused(world: World) -> None:
    """With what to do instead, for waiting does not help."""
    answer = world.brake.take(LAN, "people", 21, patient=False)
    assert answer is not None
    assert answer.code == "550"
    assert "at most 20 recipients: write to a list" in answer.text
    assert "toi da 20 nguoi nhan: hay gui vao danh sach" in answer.text


def test_all_that_a_login_sends_is_one_count(world: World) -> None:
    """Writing as an agency gives more room, not a second one."""
    assert [world.send(20), world.send(20, kind="agencies")] == ["", ""]
    assert world.send(1, kind="agencies") == "450"


def test_whoever_goes_on_is_held(world: World) -> None:
    """For good, whatever the hour; somebody is told once, and others go on."""
    world.send(20)
    assert [world.send() for _ in range(4)] == ["450", "450", "550", "550"]
    assert world.told == 1
    world.clock.now += 2 * DAY * MINUTE
    assert world.brake.take(LAN, "people", 1, patient=False) == HELD
    assert world.brake.is_held(LAN)
    assert world.send(login=DUNG) == ""


def test_strangers_hold_nobody(world: World) -> None:
    """What they make a mailbox's rules send is put off, and nothing else."""
    world.send(20)
    answers = {world.brake.take(LAN, "people", 1, patient=True) for _ in range(10)}
    assert [answer.code for answer in answers if answer] == ["450"]
    assert not world.brake.is_held(LAN)


def test_a_stolen_account_sends_no_more_than_two_hundred(tmp_path: Path) -> None:
    """By the limits that the role has, at full speed, in letters of every size."""
    defaults = (FILES.parent / "defaults" / "main.yml").read_text()
    for kind in KINDS:
        line = defaults.partition(f"  {kind}: {{")[2].partition("}")[0]
        limits = Limits(*(int(each.partition(": ")[2]) for each in line.split(", ")))
        for size in (1, 7, 50, 149):
            book = Book(tmp_path / f"{kind}-{size}.db")
            brake = Brake(book, dict.fromkeys(KINDS, limits), 20, _quiet)
            sent = sum(
                size for _ in range(250) if brake.take(LAN, kind, size, patient=False) is None
            )
            assert 0 < sent <= 200
            assert brake.is_held(LAN)
            book.close()


def test_letters_at_once_do_not_slip_through(world: World) -> None:
    """Through one connection and through several, as in several processes."""
    books = [Book(world.file) for _ in range(4)]
    brakes = [Brake(each, world.limits, 1000, _quiet, world.clock) for each in books]
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda n: brakes[n % 4].take(LAN, "people", 1, patient=False), range(64))
        )
    for book in books:
        book.close()
    assert answers.count(None) == 5
    assert world.count() == Count(5, 5, 59)


def test_a_restart_forgets_nothing(world: World) -> None:
    """Neither what was sent nor who is held."""
    world.send(20)
    world.book.close()
    world.start()
    assert [world.send() for _ in range(3)] == ["450", "450", "550"]
    world.book.close()
    world.start()
    assert world.send() == "550"


def test_a_clock_put_back_forgives_nothing(world: World) -> None:
    """What was sent in a minute to come counts."""
    world.send(20)
    world.clock.now -= 5 * HOUR * MINUTE
    assert world.send() == "450"


def test_killed_anywhere_every_answer_is_in_the_book(world: World) -> None:
    """What Postfix was told may go on counts afterwards, and the book can be opened."""
    program = (
        "import sys; from pathlib import Path\n"
        "from hopthu_author.book import Book\n"
        "from hopthu_author.brake import KINDS, Brake, Limits\n"
        "limits = dict.fromkeys(KINDS, Limits(10**6, 10**6, 10**6, 10**6))\n"
        "brake = Brake(Book(Path(sys.argv[1])), limits, 10, print)\n"
        "while True:\n"
        f"    assert brake.take({LAN!r}, 'people', 1, patient=False) is None\n"
        "    print('sent', flush=True)\n"
    )
    answered = 0
    for letters in (1, 7, 30):
        with subprocess.Popen(
            [sys.executable, "-c", program, world.file],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(FILES)},
        ) as process:
            assert process.stdout is not None
            for _ in range(letters):
                assert process.stdout.readline() == b"sent\n"
            process.send_signal(signal.SIGKILL)
            answered += letters + process.stdout.read().count(b"sent\n")
    with closing(Book(world.file)) as book, book.page() as page:
        counted = page.count(LAN, 0, DAY).letters
    assert answered <= counted <= answered + 3


# --- hopthu-brake ----------------------------------------------------------------------------


@pytest.fixture
def command(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run hopthu-brake; it returns its status and what it printed."""
    monkeypatch.setattr(os, "geteuid", lambda: 1)

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["hopthu-brake", *arguments])
        status = hopthu_brake.main(world.file)
        return status, "".join(capsys.readouterr())

    return run


def hold(world: World, login: str) -> None:
    """Have a login held."""
    world.send(20, login)
    assert [world.send(login=login) for _ in range(3)][-1] == "550"


def test_release_lets_a_login_send_again(
    world: World, command: Callable[..., tuple[int, str]]
) -> None:
    """From nought; a check changes nothing; who is not held is named."""
    hold(world, LAN)
    assert f"{LAN} is held since 20" in command()[1]
    assert "the postmaster is not told yet" in command()[1]
    assert command("release", "--check", LAN) == (0, f"{LAN} would be released\n")
    assert world.send() == "550"
    assert command("release", LAN.upper()) == (0, f"{LAN} is released\n")
    assert world.send(20) == ""
    assert command("release", LAN) == (1, f"{LAN} is not held\n")
    assert command() == (0, "")


def test_without_a_book_it_says_so(
    world: World, command: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    """And makes none."""
    world.file = tmp_path / "none.db"
    status, said = command()
    assert (status, world.file.exists()) == (2, False)
    assert "is not there" in said


# --- telling ---------------------------------------------------------------------------------


def test_the_postmaster_is_told_of_each_hold(world: World, inbox: Inbox) -> None:
    """Once, even if it could not be told at first; and again of the next hold."""
    herald = Herald(
        world.book, "postmaster@moj.gov.vn", "mail1.moj.gov.vn", inbox.server_address[1]
    )
    hold(world, LAN)
    inbox.shut = True
    with pytest.raises(OSError, match="421"):
        herald.tell_all()
    inbox.shut = False
    for _ in range(2):
        herald.tell_all()
    (letter,) = (message_from_bytes(each, policy=policy.default) for each in inbox.letters)
    assert LAN in letter["Subject"]
    assert letter["Message-ID"].startswith("<held.")
    text = letter.get_content()
    assert f"playbooks/release.yml -e login={LAN}" in text
    assert "vẫn tiếp tục gửi" in text
    assert "sent too much and went on" in text
    with world.book.page() as page:
        assert page.release(LAN)
    world.clock.now += 1
    hold(world, LAN)
    herald.tell_all()
    assert len(inbox.letters) == 2


def test_the_thread_tells_what_an_earlier_run_did_not(world: World, inbox: Inbox) -> None:
    """Killed between holding and telling, it is told after the restart."""
    hold(world, LAN)
    herald = Herald(
        world.book, "postmaster@moj.gov.vn", "mail1.moj.gov.vn", inbox.server_address[1]
    )
    herald.start()
    for _ in range(200):
        with world.book.page() as page:
            if all(each.told for each in page.holds()):
                break
        threading.Event().wait(0.05)
    assert len(inbox.letters) == 1
