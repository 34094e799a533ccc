"""Forms whose records the inventory could not hold are refused before anything is written."""

from __future__ import annotations

from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

from ..registration.trial import trial
from .outcome import Outcome


def refuse_what_fails(outcomes: list[Outcome], inventory: Inventory, policy: Policy) -> None:
    """Try all registrations together; a form with a record that fails is refused with the reason.

    Raises HopthuError, and nothing is to be written, where that is no form's fault alone.
    """
    while taken := [outcome for outcome in outcomes if outcome.registration]:
        problems = trial(
            inventory, [each.registration for each in taken if each.registration], policy
        )
        if not problems:
            return
        by_form = {outcome.called: outcome for outcome in taken}
        guilty = [problem for problem in problems if problem.place.file in by_form]
        if not guilty:
            raise HopthuError(problems)
        for problem in guilty:
            outcome = by_form[problem.place.file]
            outcome.problems = (*outcome.problems, problem)
            outcome.registration = None
