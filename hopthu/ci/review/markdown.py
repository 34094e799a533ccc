"""A review as Markdown that fits the comment of a pull request: the summary first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hopthu.provision.plan.document import section, table
from hopthu.provision.plan.recorded import RecordedPlan
from hopthu.provision.plan.render import counted
from hopthu.text.document.markdown import escaped
from hopthu.text.language import Text

from .. import words
from .review import Review, Status

LIMIT = 65_000
"""Characters; GitHub takes 65 536, GitLab and Forgejo more."""
_MOST_REFUSALS = 30  # in the summary; the sections have them all


def review_markdown(
    review: Review,
    language: str = "",
    limit: int = LIMIT,
    *,
    title: str = "",
    lead: Sequence[str] = (),
) -> str:
    """The whole review, or as much as fits into ``limit`` characters.

    ``title`` (default: what it comes to) and ``lead`` are for a report that is not for a review.
    """
    opening = lead if title else list(_reasons(review, language))
    head = [*_head(review, title, language), *opening, *_rows(review, language)]
    # What is refused comes first: nobody should have to look for it.
    plans = sorted(review.recorded, key=lambda plan: not plan.refusals)
    body = [line for plan in plans for line in ("", *section(plan, language))]
    if _length([*head, *body]) > limit:
        cut = words.CUT.render({"limit": limit}, language)
        head[2:2] = [f"> **{cut}**", ""]
        body = list(_cut(plans, limit - _length(head), language))
    return "\n".join([*head, *body]) + "\n"


def headline(review: Review, language: str = "") -> str:
    """One line: what it comes to, and the digest to compare."""
    counts = counted(review.counts, language)
    outcome = [counts]
    if review.status is Status.REFUSED:
        outcome = [words.REFUSED.render(language=language), counts]
    elif review.status is Status.NOTHING:
        return words.NOTHING.render(language=language)
    plan = words.DIGEST.render(language=language).lower()
    return f"{', '.join(filter(None, outcome))}   ({plan} {review.short_digest})"


def facts(review: Review) -> Iterator[tuple[Text, str]]:
    """What the review is about, name by name."""
    yield words.ENVIRONMENT, review.environment
    yield words.COMMIT, review.commit[:12]
    if review.base:
        yield words.BASE, review.base[:12]
    yield words.DIGEST, review.short_digest
    yield words.MADE, review.made


def _head(review: Review, title: str, language: str) -> Iterator[str]:
    yield f"# hopthu: {escaped(title or headline(review, language))}"
    yield ""
    names = ", ".join(map(escaped, review.provinces.values()))
    if review.whole:
        names = words.EVERY_PROVINCE.render({"n": len(review.provinces)}, language)
    yield f"- {words.PROVINCES.render(language=language)}: {names}"
    for name, value in facts(review):
        yield f"- {name.render(language=language)}: `{value}`"
    yield ""
    if review.override:
        given = ", ".join(f"{key}={value}" for key, value in review.override.items())
        yield f"**{words.OVERRIDE.render({'override': f'`{given}`'}, language)}**"
        yield ""


def _reasons(review: Review, language: str) -> Iterator[str]:
    """Whether it can be applied, and why not."""
    if review.status is Status.CHANGE:
        yield words.LIMITS_HOLD.render(language=language)
    if review.status is not Status.REFUSED:
        return
    yield f"**{words.NOT_APPLIED.render(language=language)}**"
    yield ""
    reasons = [words.LOST.render({"province": name}, language) for name in review.lost]
    reasons += [
        f"{plan.title}: {problem.render(language)}"
        for plan in review.recorded
        for problem in plan.refusals
    ]
    for reason in reasons[:_MOST_REFUSALS]:
        yield f"- {escaped(reason)}"
    more = len(reasons) - _MOST_REFUSALS
    if more > 0:
        yield f"- {words.MORE_REFUSALS.render({'n': more}, language)}"


def _rows(review: Review, language: str) -> list[str]:
    if not review.recorded:
        return []
    quiet = len(review.plans) - len(review.recorded)
    note = ["", words.QUIET.render({"n": quiet}, language)] if quiet else []
    return ["", *table(review.recorded, language), *note]


def _cut(plans: Sequence[RecordedPlan], room: int, language: str) -> Iterator[str]:
    """Whole sections as long as they fit, then the beginning of the next one."""
    room -= len(words.CUT_HERE.vi) + 20  # for its end
    for plan in plans:
        lines = ["", *section(plan, language)]
        fence = lines[-1]
        kept = 0
        while kept < len(lines) and room >= len(lines[kept]) + 1:
            room -= len(lines[kept]) + 1
            kept += 1
        yield from lines[:kept]
        if kept < len(lines):
            if f"{fence}diff" in lines[:kept]:
                yield fence
            yield ""
            yield words.CUT_HERE.render({"n": len(lines) - kept}, language)
            return


def _length(lines: Sequence[str]) -> int:
    return sum(map(len, lines)) + len(lines)
