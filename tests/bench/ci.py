"""The bench of ``scripts/ci``: a plan of one province of a country, and the drift of all of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .contest import Say
from .ground import ground
from .measure import measure, measure_worker
from .playbooks import typical

PLAN_SECONDS, DRIFT_SECONDS = 15.0, 30.0
_CI = (sys.executable, "-m", "hopthu.interfaces.commands.ci")
_CHANGED = 1


def measure_ci(people: int, rounds: int, say: Say) -> str:
    """Plan a change of one person, and look for drift, where all of the country is in place."""
    with ground() as made:
        root = made.country(people)
        say(f"{people} people: making the country")
        measure_worker("country", root, made.changed(people), people, folder=made.folder)
        made.empty()
        lab = ("-e", f"hopthu_lab={made.slapd.folder}")
        into = made.folder / "review"
        common = [str(root), "--into", str(into), *lab]
        _git(root, "init", "--quiet", "-b", "main")
        _commit(root)
        say(f"{people} people: first plan and apply")
        first = measure([*_CI, "plan", *common, "--all"], good=(_CHANGED,))
        plan = ["--plan", str(into / "plan.json")]
        applied = measure([*_CI, "apply", *common, *plan])
        name, _ = typical(root)
        path = root / "provinces" / name / "people.yml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Chấp hành viên", "Chấp hành viên trung cấp", 1), "utf-8")
        _commit(root)
        say(f"{people} people: a plan of {name}, and the drift")
        plans = [
            measure([*_CI, "plan", *common, "--base", "HEAD^1"], good=(_CHANGED,))
            for _ in range(rounds)
        ]
        drifts = [measure([*_CI, "drift", *common], good=(_CHANGED,)) for _ in range(rounds)]
    lines = [
        f"scripts/ci, {people} people, best of {rounds}:",
        f"  plan of the whole country, first load   {first.seconds:6.1f} s",
        f"  apply of it, checked before             {applied.seconds:6.1f} s",
    ]
    for label, samples, limit in (
        (f"plan of a change in {name}", plans, PLAN_SECONDS),
        ("drift of the country", drifts, DRIFT_SECONDS),
    ):
        best = min(sample.seconds for sample in samples)
        reached = "reached" if best < limit else "NOT reached"
        lines.append(f"  {label:<39} {best:6.1f} s   (limit {limit:g} s: {reached})")
    return "\n".join(lines)


def _commit(root: Path) -> None:
    _git(root, "add", "--all")
    who = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
    _git(root, *who, "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", "bench")


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True)
