"""New environments of shipped catalogues, as ``scripts/environment new`` makes them."""

from __future__ import annotations

from pathlib import Path

from hopthu.records.catalogues import Start, catalogue, files_of
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy


def environment(name: str, folder: Path) -> tuple[Inventory, Policy]:
    """A new environment of a catalogue, in ``folder``."""
    chosen = catalogue(name)
    for path, text in files_of(Start(chosen, chosen.domain, chosen.folders)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    policy = Policy.of_environment(folder)
    return read_inventory(folder, policy), policy
