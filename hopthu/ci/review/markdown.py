"""A review as Markdown that fits the comment of a pull request: the summary first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hopthu.provision.plan.document import section, table
from hopthu.provision.plan.render import counted
from hopthu.text.document.markdown import Markdown, as_markdown, section_markdown
from hopthu.text.document.model import Cell, Document, Section
from hopthu.text.language import Text
from hopthu.text.sentences import say

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
    lead: Iterable[Section] = (),
) -> str:
    """The whole review, or as much as fits into ``limit`` characters.

    ``title`` (default: what it comes to) and ``lead`` are for a report that is not for a review.
    """
    opening = lead if title else _reasons(review, language)
    title = f"hopthu: {title or headline(review, language)}"
    sections = [*_override(review, language), *opening, *_rows(review)]
    document = Document(title, list(_head(review, language)), sections, brief=True)
    head = as_markdown(document, language=language)
    # What is refused comes first: nobody should have to look for it.
    plans = sorted(review.recorded, key=lambda plan: not plan.refusals)
    parts = [section_markdown(section(plan, language), language=language) for plan in plans]
    body = "".join(f"\n{part}\n" for part in parts)
    if len(head) + len(body) > limit:
        cut = words.CUT.render({"limit": limit}, language)
        head = head.replace("\n\n", f"\n\n> **{cut}**\n\n", 1)
        body = "".join(f"{line}\n" for line in _cut(parts, limit - len(head), language))
    return head + body


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
    yield words.DAY, f"{review.day} ({review.zone})"


def _head(review: Review, language: str) -> Iterator[tuple[Text, Cell]]:
    names: Cell = ", ".join(review.provinces.values())
    if review.whole:
        names = words.EVERY_PROVINCE.render({"n": len(review.provinces)}, language)
    yield words.PROVINCES, names
    for name, value in facts(review):
        yield name, Markdown(f"`{value}`")


def _override(review: Review, language: str) -> Iterator[Section]:
    if review.override:
        given = ", ".join(f"{key}={value}" for key, value in review.override.items())
        told = words.OVERRIDE.render({"override": f"`{given}`"}, language)
        yield Section(note=Markdown(f"**{told}**"))


def _reasons(review: Review, language: str) -> Iterator[Section]:
    """Whether it can be applied, and why not."""
    if review.status is Status.CHANGE:
        yield Section(note=words.LIMITS_HOLD)
    if review.status is not Status.REFUSED:
        return
    reasons = [words.LOST.render({"province": name}, language) for name in review.lost]
    reasons += [
        f"{plan.title}: {problem.render(language)}"
        for plan in review.recorded
        for problem in plan.refusals
    ]
    more = len(reasons) - _MOST_REFUSALS
    if more > 0:
        reasons[_MOST_REFUSALS:] = [words.MORE_REFUSALS.render({"n": more}, language)]
    note = Markdown(f"**{words.NOT_APPLIED.render(language=language)}**")
    yield Section(note=note, items=reasons)


def _rows(review: Review) -> Iterator[Section]:
    if review.recorded:
        yield table(review.recorded)
        if quiet := len(review.plans) - len(review.recorded):
            yield Section(note=say(words.QUIET, n=quiet))


def _cut(parts: Sequence[str], room: int, language: str) -> Iterator[str]:
    """Whole sections as long as they fit, then the beginning of the next one."""
    room -= len(words.CUT_HERE.vi) + 20  # for its end
    for part in parts:
        lines = ["", *part.split("\n")]
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
