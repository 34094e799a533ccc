"""``scripts/ci apply``: do what was reviewed, and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hopthu.servers.directory.session import Directory
from hopthu.text.errors import HopthuError, Place

from ..review.review import Review, Status
from ..runs.lock import locked
from ..runs.playbook import audited_in, run_playbook
from . import messages
from .planning import Planning
from .probing import CHANGED, Probe, probe


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of ``reviewed``.

    ``now``: what was found to do, of the plans in it; ``stopped``: nothing was written, because
    ``now`` is refused or goes beyond what was reviewed; ``written``: fingerprints of the changes
    surely made; ``artifacts``: the folder of the run, for the audit and for scripts/undo; ``error``
    is what broke the run, where something did; ``probe``: what the servers showed afterwards,
    where all was applied; ``today`` is the day of the apply, which may not be the plan's.
    """

    reviewed: Review
    now: Review
    stopped: bool = False
    written: frozenset[str] = frozenset()
    artifacts: Path | None = None
    error: HopthuError | None = None
    probe: Probe | None = None
    today: str = ""

    @property
    def complete(self) -> bool:
        """Whether everything that was found to do is done."""
        return not self.stopped and self.error is None and self.written >= self.now.fingerprints


def apply_review(
    planning: Planning,
    path: Path,
    *,
    minutes: float,
    take_lock: bool = False,
    runs: Path | None = None,
    mailboxes: str = CHANGED,
) -> Applied:
    """Apply the reviewed ``plan.json`` at ``path``; a run that was cut off is taken up again.

    Under the lock it plans anew, and stops before anything is written where the plan is refused or
    has a change that was not reviewed. Fewer changes are no obstacle: somebody has made them.
    What the run leaves goes into a folder of its own in ``runs`` (default: the environment's).
    Then the mail servers are probed for ``mailboxes`` (as ``hopthu_probe`` means them), which says
    nothing about whether the apply was complete.
    Raises HopthuError where the file is no plan, or the directory cannot be reached or locked.
    """
    review = Review.read(path)
    if review.environment != planning.name:
        values = {"planned": review.environment, "asked": planning.name}
        raise HopthuError.of(messages.OTHER_ENVIRONMENT, Place(str(path)), **values)
    if review.status is not Status.CHANGE:
        return Applied(review, review, stopped=review.status is Status.REFUSED)
    today = planning.policy.today().isoformat()
    settings, suffix = planning.environment.settings(), planning.environment.suffix
    anywhere = lambda: Directory.connect(settings)  # noqa: E731 - a value to hand on
    with Directory.connect(settings) as directory:
        connect = directory.beside
    # One of several servers is that of the whole run.
    given = {"hopthu_reviewed": str(path.resolve())}
    if directory.uri != settings.uri:
        given["hopthu_directory_uri"] = directory.uri
    with locked(connect, suffix, minutes, take=take_lock, anywhere=anywhere):
        run = planning.check(list(review.provinces), review.override, **given)
        now = planning.reviewed(
            run, list(review.provinces), override=review.override, day=review.day
        )
        if now.status is Status.REFUSED or not now.fingerprints <= review.fingerprints:
            return Applied(review, now, stopped=True, today=today)
        if now.status is Status.NOTHING:
            return Applied(review, now, today=today)
        applied = _apply(planning, review, now, given, runs or planning.root / "runs")
        applied = replace(applied, today=today)
    # Not under the lock: it writes nothing to the directory, and letters take their time.
    if not applied.complete or applied.artifacts is None:
        return applied
    return replace(applied, probe=probe(planning, review.provinces, applied.artifacts, mailboxes))


def _apply(
    planning: Planning, review: Review, now: Review, given: Mapping[str, str], runs: Path
) -> Applied:
    started = datetime.datetime.now(datetime.UTC)
    folder = runs.resolve() / f"{started:%Y%m%dT%H%M%S.%fZ}-apply"
    run = run_playbook(
        planning.environment.hosts,
        list(review.provinces),
        folder,
        check=False,
        variables={"hopthu_override": review.override, **given},
        extra=planning.extra,
    )
    return Applied(
        review,
        now,
        written=frozenset(line["fingerprint"] for line in audited_in(folder)),
        artifacts=folder,
        error=planning.masked(run.ansible.failure()) if run.ansible.status else None,
    )
