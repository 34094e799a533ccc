"""The bench of the intake of a whole country: a form a province, registered in one run."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook

from hopthu.records.model import Agency, Person, Province
from hopthu.records.policy import Policy
from hopthu.servers.lab.config import PROJECT

from .country import CENTRE, LAB, Country, make_country
from .measure import Sample, measure

PEOPLE = 10_000
TARGET_SECONDS, TARGET_ASKED = 10.0, 0.5  # of the wall; of a hundred people
_HEADER = ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị", "ĐT CQ", "Di động"]
_INTAKE = PROJECT / "scripts" / "intake"


class Taken(NamedTuple):
    """What became of a country of forms."""

    sample: Sample
    forms: int
    people: int
    asked: int

    def line(self) -> str:
        """Say it, with the targets."""
        sample, share = self.sample, 100 * self.asked / self.people
        return (
            f"{f'{self.forms} forms, {self.people} people':28} {sample.seconds:6.2f} s "
            f"{sample.peak / 1e6:6.0f} MB  processor: {sample.cpu:.2f} s, asked: {share:.2f} %\n"
            f"target: {TARGET_SECONDS:.0f} s, {TARGET_ASKED} % asked"
        )


def write_forms(country: Country, folder: Path) -> int:
    """Write a form for each province but the centre; returns how many people are on them."""
    draw = random.Random(len(country.provinces))  # noqa: S311 - the same birth dates every time
    people = 0
    folder.mkdir(parents=True, exist_ok=True)
    for name, province in country.provinces.items():
        if name != CENTRE:
            _write(province, folder / f"{name}.xlsx", draw)
            people += len(province.people)
    return people


def _write(province: Province, path: Path, draw: random.Random) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("DS")
    units = {agency.id: agency for agency in province.agencies}
    sheet.append([province.agencies[0].name.upper()])
    sheet.append(_HEADER)
    for number, person in enumerate(province.people, 1):
        sheet.append([number, *_row(person, units[person.agency], draw)])
    book.save(path)


def _row(person: Person, agency: Agency, draw: random.Random) -> list[object]:
    born = date(draw.randint(1950, 1986), draw.randint(1, 12), draw.randint(1, 28))
    unit = agency.name.removeprefix("Thi hành án dân sự ")
    office = f"0{draw.randint(20, 79)}.3{draw.randrange(10**6):06}"
    return [person.name, born, person.title, unit, office, person.phone]


def environment(root: Path) -> None:
    """Make an environment with nobody but the centre."""
    shutil.copytree(LAB / "group_vars", root / "group_vars")
    hosts = f"all:\n  children:\n    provinces:\n      hosts:\n        {CENTRE}:\n"
    (root / "hosts.yml").write_text(hosts, encoding="utf-8")
    shutil.copytree(LAB / "provinces" / CENTRE, root / "provinces" / CENTRE)


def measure_country(folder: Path, rounds: int, people: int = PEOPLE) -> Taken:
    """Take the forms in, each round into an environment of its own; the best round counts."""
    country = make_country(people, Policy.of_environment(LAB))
    written = write_forms(country, folder / "forms")
    samples = []
    report = folder / "report.json"
    for number in range(rounds):
        environment(root := folder / f"environment-{number}")
        outbox = folder / f"outbox-{number}"
        command = [_INTAKE, folder / "forms", "--into", root, "--outbox", outbox, "--json", report]
        samples.append(measure([*map(str, command)], good=(0, 1)))
    forms = json.loads(report.read_text("utf-8"))["forms"]
    best = min(samples, key=lambda sample: sample.seconds)
    return Taken(best, len(forms), written, sum(form["asked_rows"] for form in forms))
