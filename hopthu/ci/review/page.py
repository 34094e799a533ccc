"""A review as one HTML page: no network, readable on a telephone and on paper, both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from hopthu.text.language import (
    ENGLISH,
    VIETNAMESE,
    Text,
    current,
)
from hopthu.provision.plan.change import (
    Action,
    Change,
)
from hopthu.provision.plan.render import (
    counted,
    joined,
    noun,
    shown_fields,
)
from .. import words
from .markdown import facts
from .review import (
    Review,
    Status,
)

_TEMPLATE = Path(__file__).with_name("page.html.j2")
_SIGNS = {Action.ADD: "+", Action.SUSPEND: "−"}


def review_page(review: Review, language: str = "") -> str:
    """The page; it opens in ``language`` (empty: the operator's) and turns to the other."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["both"] = both
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        review=review,
        words=words,
        status=review.status.value,
        title=_TITLES[review.status],
        counts=_both_of(lambda code: counted(review.counts, code)),
        facts=list(facts(review)),
        plans=sorted(review.recorded, key=lambda plan: not plan.refusals),
        rows=_rows,
        noun=noun,
        sign=lambda change: _SIGNS.get(change.action, "~"),
        action=lambda change: change.action.value,
        totals=lambda plan: _both_of(lambda code: counted(plan.counts, code)),
        problem=lambda problem: _both_of(problem.render),
        language=language or current(),
    )


_TITLES = {
    Status.NOTHING: words.NOTHING,
    Status.CHANGE: words.WOULD_CHANGE,
    Status.REFUSED: words.NOT_APPLIED,
}


def both(text: Text, **values: object) -> Markup:
    """A text in both languages; the page shows the one that is chosen."""
    vietnamese, english = (
        escape(text.render(values, language)) for language in (VIETNAMESE, ENGLISH)
    )
    return Markup('<span lang="vi">{}</span><span lang="en">{}</span>').format(vietnamese, english)


def _both_of(render: Callable[[str], str]) -> Text:
    return Text.literal(render(ENGLISH), render(VIETNAMESE))


def _rows(change: Change) -> Iterator[tuple[Text, str, str]]:
    """Name of a field, before and after; an entry that is new has none."""
    for name, field in shown_fields(change):
        before, after = (joined(field.attribute, side) for side in (field.before, field.after))
        yield name, before, after
