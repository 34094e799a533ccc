"""Catalogues: what they hold, and what an environment is made of from them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hopthu.records.catalogues import CATALOGUES, Start, arranged, catalogue, files_of
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Agency
from hopthu.records.policy import Policy

LAB = Path(__file__).parents[3] / "inventory" / "lab"


def start(name: str, domain: str = "") -> Start:
    """An environment of a catalogue as it is."""
    chosen = catalogue(name)
    return Start(chosen, domain or chosen.domain, chosen.folders)


def written(folder: Path, made: Start) -> Path:
    """The files in a folder."""
    for path, text in files_of(made).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "provinces", "agencies"),
    [("thads-2008", 63, 751), ("thads-2025", 34, 36), ("example", 3, 17)],
)
def test_a_catalogue_is_a_sound_environment(
    name: str, provinces: int, agencies: int, tmp_path: Path
) -> None:
    """Its policy and its agencies are read strictly; every agency of a province has a mailbox."""
    folder = written(tmp_path, start(name, "post.example.org"))
    policy = Policy.of_environment(folder)
    assert policy.domain == "post.example.org"
    inventory = read_inventory(folder, policy)
    assert len(inventory.provinces) == provinces + 1
    assert len(inventory.agencies) == agencies
    centre = inventory.provinces["trung_uong"].agencies
    assert policy.province_parent == centre[-1].id
    assert all(a.mailbox for a in inventory.agencies.values() if a not in centre)
    hosts = yaml.safe_load((folder / "hosts.yml").read_text(encoding="utf-8"))["all"]["children"]
    assert set(hosts["provinces"]["hosts"]) == set(inventory.provinces)


def test_the_lab_is_of_the_first() -> None:
    """The policy that is shipped is what the catalogue makes, comments and all."""
    text = (LAB / "group_vars" / "all" / "policy.yml").read_text(encoding="utf-8")
    assert files_of(start("thads-2008"))["group_vars/all/policy.yml"] == text


@pytest.mark.parametrize("name", CATALOGUES)
def test_nothing_of_one_is_in_another(name: str) -> None:
    """The invented ministry shows no word of the service; nobody's domain is anybody else's."""
    files = files_of(start(name, "post.example.org"))
    text = "\n".join(files.values()).casefold()
    assert "moj.gov" not in text
    assert ("thi hành án" in text) == (name != "example")
    assert "2008-11" not in text or name == "thads-2008"


def test_regional_offices_are_marked_and_not_invented() -> None:
    """Each province of 2025 shows where they go."""
    made = files_of(start("thads-2025"))
    provinces = [text for path, text in made.items() if path.startswith("provinces/")]
    assert sum("Phòng Thi hành án dân sự khu vực 1 - " in text for text in provinces) == 34
    phu_tho = yaml.safe_load(made["provinces/phu_tho/agencies.yml"])["agencies"]
    assert [record["kind"] for record in phu_tho] == ["province"]


def test_more_agencies_go_to_their_folders() -> None:
    """Below a province into its folder; below the centre into one of their own."""
    chosen = catalogue("thads-2025")
    office = Agency(id="phu-tho.khu-vuc-3", name="x", kind="region", parent="phu-tho")
    team = Agency(id="phu-tho.khu-vuc-3.doi-1", name="y", kind="station", parent=office.id)
    court = Agency(id="quan-khu-1", name="z", kind="province", parent="thads")
    found = {f.name: f for f in arranged(chosen.folders, [office, team, court], chosen.kinds)}
    assert [a.id for a in found["phu_tho"].agencies] == ["phu-tho", office.id, team.id]
    assert not found["phu_tho"].notes
    assert [a.id for a in found["quan_khu_1"].agencies] == ["quan-khu-1"]
