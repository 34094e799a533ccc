"""hopthu-search as Dovecot's plugin fts_solr speaks to it."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from hopthu_search import __main__ as program
from hopthu_search.queries import NotUnderstood, read_query
from hopthu_search.server import SearchServer
from hopthu_search.store import Store

FOLDER, OTHER = "0" * 31 + "a", "0" * 31 + "b"


class Dovecot:
    """A client with a password."""

    def __init__(self, port: int, password: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        token = base64.b64encode(f"dovecot:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {token}"}

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def post(self, *pieces: str) -> int:
        """Send what changes the index, in chunks; returns the status."""
        self._connection.request(
            "POST",
            "/solr/update",
            body=(piece.encode() for piece in pieces),
            headers=self._headers,
            encode_chunked=True,
        )
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def add(self, folder: str, uid: int, **fields: str) -> int:
        """Have a letter indexed."""
        texts = "".join(f'<field name="{name}">{text}</field>' for name, text in fields.items())
        ids = f'<field name="uid">{uid}</field><field name="box">{folder}</field>'
        return self.post("<add>", f"<doc>{ids}{texts}", "</doc></add>")

    def ask(self, question: str, folder: str = FOLDER, rows: int = 9) -> tuple[int, str]:
        """Ask for UIDs; returns the status and what is said."""
        filters = f'+box:{folder} +user:"a@x.vn"'
        fq = f"&fq={quote_plus(filters)}"
        asked = (
            f"/solr/select?wt=xml&fl=uid,score&rows={rows}&sort=uid+asc&q={quote_plus(question)}"
        )
        self._connection.request("GET", asked + fq, headers=self._headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()

    def found(self, question: str) -> list[int]:
        """The UIDs that a question is answered with."""
        status, text = self.ask("{!lucene q.op=AND}" + question)
        assert status == 200, text
        return [int(part.partition("<")[0]) for part in text.split('name="uid">')[1:]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the index is."""
    return tmp_path / ".search"


@pytest.fixture
def port(place: Path) -> Iterator[int]:
    """The port of a service that runs."""
    with SearchServer(0, "geheim", Store(place)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def dovecot(port: int) -> Iterator[Dovecot]:
    """Who knows the password, with two letters indexed."""
    client = Dovecot(port, "geheim")
    first = {"subject": "Quyết định 15/QĐ-THADS", "body": "Kính gửi &amp; &lt;b&gt;", "from": "Đỗ"}
    assert client.add(FOLDER, 1, hdr="x-y: đây", **first) == 200
    assert client.add(FOLDER, 7, subject="khác", body="quyet \\ dinh", to="a(b)") == 200
    yield client
    client.close()


@pytest.mark.parametrize(
    ("question", "uids"),
    [
        ('subject:"quyet dinh"', [1]),
        ("subject:QUYẾT\\ ĐỊNH", [1]),
        ("subject:15\\/qd\\-thads", [1]),
        ('(hdr:"day" OR body:"day")', [1]),
        ('body:"gui & <b"', [1]),
        ("body:quyet", [7]),
        ('body:"quyet \\\\ d"', [7]),
        ("to:a\\(b\\)", [7]),
        ("subject:quyet OR subject:khac", [1, 7]),
        ("subject:quyet AND from:do", [1]),
        ("-subject:quyet AND body:dinh", [7]),
        ('subject:""', [1, 7]),
        ("cc:x", []),
    ],
)
def test_what_dovecot_asks_is_answered(dovecot: Dovecot, question: str, uids: list[int]) -> None:
    """As a part of the text, with every sign as it is meant."""
    assert dovecot.found(question) == uids


def test_what_is_removed_is_found_no_more(dovecot: Dovecot) -> None:
    """And what was never there does not matter."""
    ids = f"<id>1/{FOLDER}/a@x.vn</id><id>3/{OTHER}/a@x.vn</id>"
    assert dovecot.post(f"<delete>{ids}</delete>") == 200
    assert dovecot.post('<commit softCommit="true"/>') == 200
    assert dovecot.found("subject:quyet OR subject:khac") == [7]


def test_a_letter_is_indexed_once(dovecot: Dovecot) -> None:
    """Again is instead."""
    assert dovecot.add(FOLDER, 1, subject="mới") == 200
    assert dovecot.found("subject:moi") == [1]
    assert dovecot.found("subject:quyet") == []


def test_the_last_letter_is_known(dovecot: Dovecot) -> None:
    """Dovecot asks for it when it lost its own notes; of an unknown folder all is to be indexed."""
    assert '<str name="uid">7</str>' in dovecot.ask(f'box:{FOLDER} AND user:"a@x.vn"')[1]
    assert dovecot.ask(f'box:{OTHER} AND user:"a@x.vn"') == (
        200,
        "<response><result></result></response>",
    )


@pytest.mark.parametrize(
    "question",
    [
        "x-spam:yes",
        "subject:a OR body:b AND to:c",
        "subject:",
        "",
        "subject:a~ b",
        "(hdr:a OR to:a)",
    ],
)
def test_what_is_not_understood_is_said(dovecot: Dovecot, question: str) -> None:
    """Dovecot then reads the letters; an empty answer would hide them."""
    assert dovecot.ask(question)[0] == 400


def test_a_lost_index_is_said(dovecot: Dovecot, place: Path) -> None:
    """Where nothing is known; but of a folder that never had a letter nothing is missing."""
    assert dovecot.ask("subject:x", folder=OTHER, rows=5)[0] == 404
    assert dovecot.ask("subject:x", folder=OTHER, rows=1)[0] == 200
    (path,) = place.rglob(f"{FOLDER}.db")
    path.write_bytes(b"no database" * 100)
    assert dovecot.ask("subject:x")[0] == 500


def test_nobody_else_is_served(dovecot: Dovecot, port: int) -> None:
    """Whoever is on the host needs the password."""
    other = Dovecot(port, "other")
    assert other.ask("subject:quyet")[0] == 401
    # It may have hung up before all was said.
    with contextlib.suppress(ConnectionError):
        assert other.add(FOLDER, 1, subject="x") == 401
    other.close()
    assert dovecot.found("subject:quyet") == [1]


def test_a_request_that_was_cut_off_changes_nothing(dovecot: Dovecot) -> None:
    """It is answered with an error, and Dovecot sends the letters again."""
    assert dovecot.post(f'<add><doc><field name="uid">9</field><field name="box">{FOLDER}') == 400
    assert dovecot.found('subject:""') == [1, 7]


def test_several_folders_are_not_understood(dovecot: Dovecot) -> None:
    """The plugin asks of several where there are virtual folders, and there are none."""
    assert dovecot.ask("subject:x", folder=f"{FOLDER} OR box:{OTHER}")[0] == 400
    with pytest.raises(NotUnderstood):
        read_query("subject:a AND")


def test_indexes_of_folders_that_are_no_more_go(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of folders that are there stay, and young ones."""
    store = Store(place)
    for folder in (FOLDER, OTHER, "c" * 32):
        store.add(folder, {1: {"subject": "x"}})
    for folder in (FOLDER, OTHER):
        (path,) = place.rglob(f"{folder}.db")
        os.utime(path, (time.time() - 200_000,) * 2)
    (tmp_path / "person/inbox/cur").mkdir(parents=True)
    (tmp_path / "person/inbox/dovecot-uidlist").write_text(f"3 V17 N2 G{FOLDER}\n1 :a\n")
    settings = tmp_path / "settings"
    settings.write_text(
        json.dumps({"port": 0, "password": "", "mailboxes": str(tmp_path), "index": str(place)})
    )
    monkeypatch.setattr(sys, "argv", ["hopthu-search", str(settings), "--tidy"])
    assert program.main() == 0
    assert capsys.readouterr().out == "1 folders' indexes removed\n"
    assert {path.stem for path in place.rglob("*.db")} == {FOLDER, "c" * 32}
