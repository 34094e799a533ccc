"""``scripts/ci drift``: where the directory and the inventory do not say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..desired.tree import MARK, containers, same_dn
from ..directory.entry import Entry
from ..directory.session import Directory
from ..inventory.lists import Catalogue
from ..language import Text
from ..plan.document import escaped
from ..plan.render import counted
from .markdown import LIMIT, review_markdown
from .planning import Planning
from .review import Review

_IDENTITY = ("uid", "hopthuId", "cn")
_NONE = Text("The directory is as the inventory says", "Thư mục đúng như kho dữ liệu")
_DRIFT = Text("The directory is not as the inventory says", "Thư mục không đúng như kho dữ liệu")
_STRANGERS = Text(
    "{n} entries that hopthu made are in no inventory; they are left alone:",
    "{n} mục do hopthu tạo không có trong kho dữ liệu; vẫn được giữ nguyên:",
)
_ADVICE = Text(
    "Find out who they are: register them again, or declare that they left (state: left).",
    "Hãy tìm hiểu: đăng ký lại, hoặc khai báo đã nghỉ việc (state: left).",
)
_MORE = Text("… {n} more (drift.json has them all)", "… còn {n} nữa (drift.json có đủ)")
_REMEDY = Text(
    "scripts/ci plan --all makes a plan that puts it right.",
    "scripts/ci plan --all lập kế hoạch để sửa lại.",
)
_LISTED = 100


@dataclass(frozen=True, slots=True)
class Stranger:
    """An entry with hopthu's mark that no inventory knows."""

    dn: str
    province: str
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Drift:
    """``review``: what an apply of the whole country would do; ``strangers``: what it leaves."""

    review: Review
    strangers: tuple[Stranger, ...]

    @property
    def found(self) -> bool:
        """Whether there is any."""
        refused = any(plan["refusals"] for plan in self.review.plans)
        return bool(self.review.fingerprints or refused or self.strangers)


def find_drift(planning: Planning) -> Drift:
    """Compare the whole inventory with the directory; writes nothing."""
    provinces = list(planning.inventory.provinces)
    run = planning.check(provinces, {})
    review = planning.reviewed(run, provinces, override={})
    suffix = planning.environment.suffix
    with Directory.connect(planning.environment.settings()) as directory:
        strangers = tuple(
            Stranger(
                entry.dn,
                _text(entry, MARK),
                planning.mask.text(_text(entry, "mail")),
                _text(entry, "hopthuState"),
            )
            for entry in _unknown(directory, planning, suffix)
        )
    return Drift(review, strangers)


def drift_line(drift: Drift, language: str = "") -> str:
    """One line: whether there is drift, and how much."""
    if not drift.found:
        return _NONE.render(language=language)
    parts = [counted(drift.review.counts, language)]
    if drift.strangers:
        text = _STRANGERS.render({"n": len(drift.strangers)}, language)
        parts.append(text.partition(";")[0])
    return f"{_DRIFT.render(language=language)}: {'; '.join(filter(None, parts))}"


def drift_markdown(drift: Drift, language: str = "", limit: int = LIMIT) -> str:
    """The report as Markdown, in at most ``limit`` characters."""
    lead = list(_lead(drift, language))
    return review_markdown(
        drift.review, language, limit, title=drift_line(drift, language), lead=lead
    )


def drift_json(drift: Drift) -> str:
    """The report for programs."""
    data: dict[str, Any] = asdict(drift.review)
    data |= {"drift": drift.found, "strangers": [asdict(each) for each in drift.strangers]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _lead(drift: Drift, language: str) -> Iterator[str]:
    if drift.review.fingerprints:
        yield _REMEDY.render(language=language)
        yield ""
    if drift.strangers:
        count = len(drift.strangers)
        yield _STRANGERS.render({"n": count}, language)
        yield ""
        for each in drift.strangers[:_LISTED]:
            facts = (each.dn, each.address, each.province, each.state)
            yield f"- {escaped(', '.join(filter(None, facts)))}"
        if count > _LISTED:
            yield f"- {_MORE.render({'n': count - _LISTED}, language)}"
        yield ""
        yield _ADVICE.render(language=language)


def _unknown(directory: Directory, planning: Planning, suffix: str) -> Iterator[Entry]:
    """The entries with the mark whose id the inventory does not have."""
    inventory = planning.inventory
    catalogue = Catalogue(inventory, planning.policy)
    own = {same_dn(dn) for dn in containers(suffix)}
    people = {person.id for person in inventory.people()}
    known = people | inventory.agencies.keys() | catalogue.lists.keys()
    attributes = (*_IDENTITY, MARK, "mail", "hopthuState")
    for entry in directory.search(suffix, f"({MARK}=*)", attributes):
        identity = next((_text(entry, name) for name in _IDENTITY if name in entry.attributes), "")
        if identity in known or catalogue.is_of_tree(identity) or same_dn(entry.dn) in own:
            continue
        yield entry


def _text(entry: Entry, attribute: str) -> str:
    return entry.attributes.get(attribute, (b"",))[0].decode("utf-8", "replace")
