"""Every page that hopthu makes, of environments with much to tell: long names, many late."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest import mock

from jinja2 import Environment as Jinja
from jinja2 import FileSystemLoader

from hopthu.ci.review.page import review_page
from hopthu.ci.review.review import Review
from hopthu.interfaces.commands import change
from hopthu.provision.plan import messages
from hopthu.provision.plan.document import plan_data
from hopthu.provision.plan.plan import Plan
from hopthu.records.policy import Policy
from hopthu.reports.board.pages.page import page
from hopthu.reports.guides.facts import Servers, facts_of
from hopthu.reports.guides.page import GUIDES, guide_page
from tests.unit.changes.lifecycle_samples import World, change_text
from tests.unit.provision.plan.plan_samples import BIM_SON, changes, difference, person, plan
from tests.unit.provision.plan.test_plan_whole import added, listed, modified, part, someone, whole
from tests.unit.reports.board.rollout_samples import Environment, agency
from tests.unit.reports.board.rollout_samples import person as employee

PROJECT = Path(__file__).parents[3]
LAB = PROJECT / "inventory" / "lab"
DAY = datetime.date(2008, 11, 25)
LONG = "Phòng Thi hành án dân sự khu vực 12 – Thành phố Hồ Chí Minh và các xã lân cận"
STEPS = f"""
- {{change: found, agency: lam-son, name: {LONG}, kind: province, parent: thads}}
- {{change: merge, agencies: [thanh-hoa.bim-son], into: thanh-hoa, mailboxes: alias}}
- {{change: merge, agencies: [quang-ngai], into: thanh-hoa}}
- {{change: leave, people: [thanh-hoa-0003], cause: retired}}
- {{change: rename, person: thanh-hoa-0002, name: Lê Thị Mai, mailbox: lethimai}}
- {{change: move, agency: thanh-hoa, parent: moj}}
- {{change: recode, agency: thanh-hoa, code: "39"}}
"""
UNDECIDED = """
- {change: leave, people: [thanh-hoa-0001, quang-ngai-0001], cause: retired}
- {change: leave, people: [thanh-hoa-0099, thanh-hoa-0098], cause: retired}
- {change: rename, person: thanh-hoa-0002, name: Lê Thị Mai, mailbox: tranvanbinh}
"""


def board(folder: Path, *, merged: bool = False) -> str:
    """The board of a country of which two provinces began and all others are late."""
    lab = Environment(folder)
    lab.commit("2008-10-01")
    own = agency("thanh-hoa", "province", managers=["thanh-hoa-0001"])
    lab.put("thanh_hoa", [own], [employee(1, "thanh-hoa")])
    lab.commit("2008-11-18")
    people = [employee(number, "thanh-hoa") for number in range(1, 1235)]
    lab.put("thanh_hoa", [own, agency("thanh-hoa.bim-son")], people)
    lab.commit("2008-11-24")
    lab.put("quang_ngai", [agency("quang-ngai", "province")], [employee(1, "quang-ngai")])
    if merged:
        lab.put("ha_giang", [agency("ha-giang", "province", state="ended", since="2025-07-01")])
    lab.commit("2008-11-24")
    return page(lab.board(DAY))


def plans() -> list[Plan]:
    """A province as a whole, one by its resources, and one that is refused for many reasons."""
    members = [f"nguoi{number}@moj.gov.vn" for number in range(1, 40)]
    made = whole(
        part("accounts", added(someone(1, "Kế toán viên")),
             modified(someone(2), title=(["A"], [LONG]))),
        part("aliases", listed("canbo.thanhhoa", members[:30], members[3:]),
             listed("chv.thanhhoa", ["nguoi7@moj.gov.vn"], [])),
    )  # fmt: skip
    parts = plan(
        *difference([person()]).changes,
        *changes(person(1), person(1, name="Ứng Hoè Sang", agency=BIM_SON.id, phone="037 385")),
        *changes(person(4), person(4, mailbox="ung.hoe.son.van.phong.tong.hop.thanh.hoa")),
        *changes(person(2), person(2, state="left", since="2008-11-15")),
        existing=12345,
    )
    refusals = [
        messages.PROTECTED.at(id=f"thanh-hoa-{number:04}", label="Ứng Hoè Sơn", why="x@moj.gov.vn")
        for number in range(1, 9)
    ]  # fmt: skip
    refused = plan(*changes(person(5), person(5, title="A")), refusals=tuple(refusals))
    return [replace(made, existing=1234), parts, refused]


def review(*told: Plan) -> Review:
    """What a pipeline shows of these plans."""
    return Review(
        environment="inventory/lab",
        commit="4fcf6a076729d37a4fcf6a076729d37a4fcf6a07",
        base="a3f657fd554e9e10a3f657fd554e9e10a3f657fd",
        provinces={"thanh_hoa": "Thanh Hóa", "quang_ngai": "Quảng Ngãi"},
        whole=False,
        made="2026-11-24T22:37:31+00:00",
        day="2026-11-25",
        zone="Asia/Ho_Chi_Minh",
        override={"suspend": 23},
        lost=("ha_tay",),
        plans=tuple(json.loads(json.dumps([plan_data(each) for each in told]))),
    )


def preview(folder: Path, steps: str) -> str:
    """What ``scripts/change preview`` writes of these steps."""
    world = World(folder / "env")
    path = world.root / "changes" / "0001-test.yml"
    path.write_text(change_text(steps, "2025-07-01"), encoding="utf-8")
    return run(world, "preview", str(path))


def report(folder: Path, *command: str) -> str:
    """A report of an environment in which somebody left."""
    world = World(folder / "env")
    world.apply_steps("- {change: leave, people: [thanh-hoa-0003], cause: retired}")
    return run(world, *command)


def run(world: World, *arguments: str) -> str:
    """Run ``scripts/change`` in this process; its page. What it prints is not looked at here."""
    page = world.root / "page.html"
    words = ["change", *arguments, "--into", str(world.root), "--html", str(page)]
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        mock.patch.multiple(sys, argv=words, stdout=nowhere, stderr=nowhere),
    ):
        change.main()
    return page.read_text(encoding="utf-8")


def guide(name: str) -> str:
    """A guide with its pictures."""
    servers = Servers(
        mail_host="mail1.moj.gov.vn",
        message_size=26214400,
        agencies_folder="Cơ quan",
        first_login_on_web=True,
        autoconfig=True,
    )
    facts = facts_of(Policy.of_environment(LAB), servers, "Bộ Tư pháp")
    return guide_page(
        name, PROJECT / "roles/guides/templates", PROJECT / "docs/guide-images", facts
    )


def limited() -> str:
    """What a browser is shown that logs in too often."""
    templates = Jinja(loader=FileSystemLoader(PROJECT / "roles/webmail/templates"), autoescape=True)
    return templates.get_template("limited.html.j2").render(webmail_name="Hộp thư moj.gov.vn")


_REVIEW = "hopthu/ci/review/page.html.j2"
_BOARD = "hopthu/reports/board/pages/page.html.j2"
_DOCUMENT = "hopthu/text/document/document.html.j2"
_GUIDES = {name: f"roles/guides/templates/{name}.html.j2" for name in GUIDES}
_DUE = ("due", "--date", "2008-12-01", "--days", "400")

PAGES: dict[str, tuple[str, Callable[[Path], str]]] = {
    "board": (_BOARD, board),
    "board-34": (_BOARD, lambda folder: board(folder, merged=True)),
    "plan": (_REVIEW, lambda _: review_page(review(*plans()))),
    "plan-nothing": (_REVIEW, lambda _: review_page(review())),
    "preview": (_DOCUMENT, lambda folder: preview(folder, STEPS)),
    "preview-undecided": (_DOCUMENT, lambda folder: preview(folder, UNDECIDED)),
    "addresses": (_DOCUMENT, lambda folder: report(folder, "addresses")),
    "due": (_DOCUMENT, lambda folder: report(folder, *_DUE)),
    GUIDES[0]: (_GUIDES[GUIDES[0]], lambda _: guide(GUIDES[0])),
    GUIDES[1]: (_GUIDES[GUIDES[1]], lambda _: guide(GUIDES[1])),
    "limited": ("roles/webmail/templates/limited.html.j2", lambda _: limited()),
}
"""Pages by name: the template of each, and what makes it with the help of an empty folder."""


def made(name: str, folder: Path) -> Path:
    """The page of that name, as a file of the folder."""
    path = folder / f"{name}.html"
    path.write_text(PAGES[name][1](folder / f"{name}.d"), encoding="utf-8")
    return path
