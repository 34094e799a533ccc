"""A review as one HTML page: no network, readable on a telephone and on paper, both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hopthu.provision.plan.change import Action, Change
from hopthu.provision.plan.render import counted, joined, noun, shown_fields
from hopthu.text.document.page import templates
from hopthu.text.language import Text, current

from .. import words
from .markdown import facts
from .review import Review, Status

_SIGNS = {Action.ADD: "+", Action.SUSPEND: "−"}


def review_page(review: Review, language: str = "") -> str:
    """The page; it opens in ``language`` (empty: the operator's) and turns to the other."""
    template = templates(Path(__file__).parent).get_template("page.html.j2")
    return template.render(
        review=review,
        words=words,
        status=review.status.value,
        title=_TITLES[review.status],
        counts=Text.of(lambda code: counted(review.counts, code)),
        facts=list(facts(review)),
        plans=sorted(review.recorded, key=lambda plan: not plan.refusals),
        rows=_rows,
        noun=noun,
        sign=lambda change: _SIGNS.get(change.action, "~"),
        action=lambda change: change.action.value,
        totals=lambda plan: Text.of(lambda code: counted(plan.counts, code)),
        problem=lambda problem: Text.of(problem.render),
        language=language or current(),
    )


_TITLES = {
    Status.NOTHING: words.NOTHING,
    Status.CHANGE: words.WOULD_CHANGE,
    Status.REFUSED: words.NOT_APPLIED,
}


def _rows(change: Change) -> Iterator[tuple[Text, str, str]]:
    """Name of a field, before and after; an entry that is new has none."""
    for name, field in shown_fields(change):
        before, after = (joined(field.attribute, side) for side in (field.before, field.after))
        yield name, before, after
