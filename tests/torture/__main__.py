"""``scripts/torture``: kill whatever writes, so often, and say whether every promise held."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from hopthu.interfaces.commands.helping import Parser
from hopthu.text.language import Text

from .campaign import Campaign, Fell, torture
from .entries import Move, Provision, Reissued, Retire, Undone
from .records import ChangeApplied, Intake
from .restoring import Restored
from .reviewed import Applied

CAMPAIGNS: dict[str, Callable[[Path], Campaign]] = {
    each.name: each
    for each in (
        *(Provision, Reissued, Retire, Move, Undone),
        *(Intake, ChangeApplied, Applied, Restored),
    )
}
_HELD = Text(
    "{name}: {kills} kills at {moments} moments; it always ended as an undisturbed run",
    "{name}: {kills} lần dừng ở {moments} thời điểm; lần nào cũng kết thúc như khi không bị dừng",
)
_FELL = Text("{name}: FELL (seed {seed}): {what}", "{name}: HỎNG (số gieo {seed}): {what}")


def main() -> int:
    """Entry point; 1 where something fell."""
    parser = Parser(prog="scripts/torture")
    add = parser.add_argument
    add("campaigns", nargs="*", metavar="CAMPAIGN", choices=[*CAMPAIGNS, []],
        help=f"which: {', '.join(CAMPAIGNS)} (default: all)")  # fmt: skip
    add("--kills", type=int, default=200, metavar="N", help="over all of them (default: 200)")
    add("--seed", type=int, metavar="S", help="the same moments again (default: others each time)")
    given = parser.parse_args()
    names = given.campaigns or list(CAMPAIGNS)
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    fell = 0
    for number, name in enumerate(names):
        kills = given.kills // len(names) + (number < given.kills % len(names))
        if kills:
            fell += not _held(name, kills, seed)
    return 1 if fell else 0


def _held(name: str, kills: int, seed: int) -> bool:
    with tempfile.TemporaryDirectory(prefix=f"hopthu-torture-{name}-") as folder:
        campaign = CAMPAIGNS[name](Path(folder) / "ground")
        try:
            draw = random.Random(f"{seed} {name}")  # noqa: S311 - to be had again
            values = {"name": name, "kills": kills, "moments": torture(campaign, kills, draw)}
        except Fell as error:
            _say(_FELL, {"name": name, "seed": seed, "what": error})
            return False
        finally:
            campaign.close()
    _say(_HELD, values)
    return True


def _say(text: Text, values: dict[str, object]) -> None:
    sys.stdout.write(text.render(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
