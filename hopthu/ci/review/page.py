"""A review as one HTML page: no network, readable on a telephone and on paper, both languages."""

from __future__ import annotations

from pathlib import Path

from hopthu.provision.plan.change import Action
from hopthu.provision.plan.fields import joined, shown_fields
from hopthu.provision.plan.plan import WHOLE
from hopthu.provision.plan.render import counted, noun
from hopthu.provision.plan.whole import entries_told
from hopthu.text.document.page import templates
from hopthu.text.language import Text, current

from .. import words
from .markdown import facts
from .review import Review, Status

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
        fields=shown_fields,
        joined=joined,
        noun=noun,
        whole=WHOLE,
        entries=entries_told,
        signs=_SIGNS,
        totals=lambda plan: Text.of(lambda code: counted(plan.counts, code)),
        problem=lambda problem: Text.of(problem.render),
        language=language or current(),
    )
