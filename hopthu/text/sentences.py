"""Numbers, days and sentences as each of the two languages writes them."""

from __future__ import annotations

import datetime

from .language import VIETNAMESE, Text

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say(text: Text, **values: object) -> Text:
    """A text with its values filled in in both languages: texts, numbers, days."""
    return Text.of(
        lambda code: text.render({name: shown(each, code) for name, each in values.items()}, code)
    )


def shown(value: object, language: str) -> str:
    """One value: 10,000 or 10.000; 20 Nov 2008 or 20/11/2008."""
    if isinstance(value, Text):
        return value.render(language=language)
    if isinstance(value, int):
        text = f"{value:,}"
        return text.replace(",", ".") if language == VIETNAMESE else text
    if isinstance(value, datetime.date):
        return _day(value, language)
    return str(value)


def short_day(day: datetime.date, today: datetime.date) -> Text:
    """A day without its year, where that is the year of ``today``."""
    if day.year != today.year:
        return say(Text("{day}", "{day}"), day=day)
    return Text.literal(f"{day.day} {_MONTHS[day.month - 1]}", f"{day:%d/%m}")


def _day(day: datetime.date, language: str) -> str:
    if language == VIETNAMESE:
        return f"{day:%d/%m/%Y}"
    # Not %b: that is the machine's language.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
