"""Records that git has last seen under legal hold: they may not be gone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from hopthu.files.git.memory import memory_of, recall
from hopthu.files.strict_yaml import Block, Items, Value, parse_yaml
from hopthu.text.errors import Place, Problem

from . import messages
from .read import FOLDER

_FILES = {"people.yml": "people", "agencies.yml": "agencies"}


def held_before(root: Path, ids: Collection[str], day: str) -> Iterator[Problem]:
    """Yield a problem for each of ``ids`` that had a hold on ``day`` in the last commit.

    Without git there is nothing to compare with.
    """
    if not memory_of(root).has_commits:
        return
    listed = recall(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", "provinces/")
    for path in filter(None, listed.split("\0")):
        key = _FILES.get(Path(path).name)
        text = recall(root, "show", f"HEAD:./{path}") if key else ""
        if not key or not any(each in text for each in ids):
            continue
        whole = parse_yaml(text, path, [])
        for record in _blocks(whole.values.get(key) if isinstance(whole, Block) else None):
            if str(record.values.get("id")) in ids and any(_on(record, day)):
                yield messages.HELD.at(Place(FOLDER), id=record.values["id"])


def _on(record: Block, day: str) -> Iterator[bool]:
    for hold in _blocks(record.values.get("hold")):
        until = hold.values.get("until")
        yield not (isinstance(until, str) and until < day)


def _blocks(value: Value | None) -> Iterator[Block]:
    for each in value.values if isinstance(value, Items) else ():
        if isinstance(each, Block):
            yield each
