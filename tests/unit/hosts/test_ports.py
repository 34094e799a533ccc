"""The table of ports: what the firewalls are made of is what the documents tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[3]
TABLE = PROJECT / "roles" / "host_baseline" / "files" / "ports.yml"
WORDS = {
    "en": {
        "everybody": "everywhere",
        "people": "wherever they work",
        "administrators": "where administrators are",
        "control": "the machine that runs hopthu",
        "servers": "all",
        "mail_servers": "mail servers",
        "web_servers": "web servers",
        "directory_servers": "directory servers",
    },
    "vi": {
        "everybody": "mọi nơi",
        "people": "nơi họ làm việc",
        "administrators": "nơi có người quản trị",
        "control": "máy chạy hopthu",
        "servers": "tất cả",
        "mail_servers": "máy chủ thư",
        "web_servers": "máy web",
        "directory_servers": "máy chủ danh bạ",
    },
}


def rows() -> list[dict[str, Any]]:
    """The table, as the role reads it."""
    table: list[dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table


@pytest.mark.parametrize("language", ["en", "vi"])
def test_documents_tell_the_table(language: str) -> None:
    """Row by row, in its order, and nothing besides."""
    words = WORDS[language]
    told = [
        f"| {row['name'][language]} | {words[row['hosts']]} | {row['purpose'][language]} "
        f"| {', '.join(words[who] for who in row['from'])} |"
        for row in rows()
    ]
    lines = (PROJECT / "docs" / language / "mail/ports.md").read_text(encoding="utf-8").splitlines()
    start = lines.index(told[0])
    assert lines[start : start + len(told) + 1] == [*told, ""]


def test_what_lets_letters_in_is_for_mail_hosts() -> None:
    """Port 24 takes a letter from whoever reaches it, and the directory is for its clients."""
    reached: dict[int, set[str]] = {}
    for row in rows():
        for port in row["ports"]:
            reached.setdefault(port, set()).update(row["from"])
    assert reached[24] == reached[12340] == reached[8985] == {"mail_servers"}
    clients = {"directory_servers", "mail_servers", "web_servers", "control"}
    assert reached[636] == reached[389] == clients
    assert [port for port, who in reached.items() if "everybody" in who] == [25]
