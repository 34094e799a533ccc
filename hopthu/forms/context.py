"""What is known when a form is read: the environment's agencies, its words, the clerk's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hopthu.records.kinds import AgencyKinds, shipped_kinds
from hopthu.records.model import Agency

from .vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """``today`` is the day that ages are reckoned on (None: the present day).

    ``agencies`` are those of the inventory by id, ``kinds`` their kinds; ``sender``: the province
    or agency that a form is of, where the clerk says it (a name or an id). ``command`` is what
    would be typed to read the form again, for remedies; ``domain`` that of our addresses;
    ``label`` what the form is called where its file's name does not tell it from another.
    """

    today: date | None = None
    encoding: str = ""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    kinds: AgencyKinds = field(default_factory=shipped_kinds)
    sender: str = ""
    command: str = "scripts/intake"
    domain: str = ""
    label: str = ""
