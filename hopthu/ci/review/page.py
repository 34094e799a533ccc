"""A review as one HTML page: no network, readable on a telephone and on paper, both languages."""

from __future__ import annotations

from pathlib import Path

from hopthu.provision.plan.change import Action, Change
from hopthu.provision.plan.fields import shown_fields, sides
from hopthu.provision.plan.plan import WHOLE, Plan
from hopthu.provision.plan.render import counted, noun
from hopthu.provision.plan.whole import EntryTold, entries_told
from hopthu.text.document.page import templates
from hopthu.text.errors import grouped
from hopthu.text.language import Text, current

from .. import words
from .markdown import facts
from .review import Review, Status

_SHOWN = 60  # of those who come onto a list or go off it; plan.json has them all
_SIGNS = {Action.ADD: "+", Action.SUSPEND: "−"}
_TITLES = {
    Status.NOTHING: words.NOTHING,
    Status.CHANGE: words.WOULD_CHANGE,
    Status.REFUSED: words.NOT_APPLIED,
}


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
        told=_told,
        grouped=grouped,
        shown=_SHOWN,
        noun=noun,
        totals=lambda plan: Text.of(lambda code: counted(plan.counts, code)),
        language=language or current(),
    )


def _told(plan: Plan) -> list[EntryTold]:
    """A row for each entry of a whole province, for each change of another plan."""
    return entries_told(plan) if plan.resource == WHOLE else list(map(_row, plan.changes))


def _row(change: Change) -> EntryTold:
    subject = change.subject
    fields = [(label, sides(field)) for label, field in shown_fields(change)]
    line = " · ".join(filter(None, (subject.agency, subject.detail)))
    address = change.was or subject.address or subject.id
    lines = [] if fields else [Text.literal(line, line)]
    return EntryTold(
        _SIGNS.get(change.action, "~"), address, subject.label, change.action, lines, fields
    )
