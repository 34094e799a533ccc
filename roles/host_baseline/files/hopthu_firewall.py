"""The firewall of this host: rules are tried, and stay where they let the administrator in.

``--try`` loads what is staged, and has what was there before come back after a minute; ``--keep``,
over a connection of its own, makes it stay. Rules are loaded at boot as they were kept last. At
every moment the disk has the rules that were kept, and nothing else is ever loaded at boot.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from hopthu_host.commands import Wrong, must, run
from hopthu_host.placing import put

FOLDER = Path("/etc/hopthu-firewall")
LOADED = Path("/run/hopthu-firewall.loaded")
TABLE = ("inet", "hopthu")
BACK = "hopthu-firewall-back"
PATIENCE = int(os.environ.get("PATIENCE", "60"))


class Firewall:
    """What is staged, what was kept, and what the kernel has."""

    def __init__(self, folder: Path = FOLDER, loaded: Path = LOADED) -> None:
        self.staged, self.kept, self.loaded = folder / "staged.nft", folder / "kept.nft", loaded

    def is_current(self) -> bool:
        """Whether what is staged was kept, and the kernel has it as it was loaded."""
        same = self.kept.exists() and self.kept.read_bytes() == self.staged.read_bytes()
        return same and self.loaded.exists() and self.loaded.read_text() == note(self.staged)

    def check(self) -> None:
        """Refuse rules that the kernel would not take."""
        must("nft", "-c", "-f", self.staged)

    def attempt(self) -> None:
        """Load what is staged; the return is armed before."""
        self.check()
        disarm()
        must(
            *("systemd-run", "-q", f"--unit={BACK}", f"--on-active={PATIENCE}"),
            *("--timer-property=AccuracySec=1s", "/usr/local/sbin/hopthu-firewall", "--back"),
        )
        self.load(self.staged)

    def keep(self) -> None:
        """Let what is staged be what this host has from now on. Wrong if it was taken back."""
        if run("systemctl", "is-active", f"{BACK}.timer").returncode:
            if self.is_current():
                return
            raise Wrong("the new rules are no longer on trial → run the play again")
        put(self.staged, self.kept)
        disarm()

    def back(self) -> None:
        """Load what was kept last; a host that had none has none again."""
        if self.kept.exists():
            self.load(self.kept)
        else:
            self.off()

    def load(self, rules: Path) -> None:
        """Load rules, all at once, and note which, and how the kernel shows them."""
        must("nft", "-f", rules)
        self.loaded.write_text(note(rules))

    def off(self) -> None:
        """Remove our rules; others' stay."""
        run("nft", "delete", "table", *TABLE)
        self.loaded.unlink(missing_ok=True)


def note(rules: Path) -> str:
    """Return what tells loaded rules from any others: their file, and what the kernel has."""
    has = run("nft", "-s", "list", "table", *TABLE).stdout
    return f"{hashlib.sha256(rules.read_bytes()).hexdigest()}\n{has}"


def disarm() -> None:
    """Take back the order to take the rules back."""
    run("systemctl", "stop", f"{BACK}.timer")
    run("systemctl", "reset-failed", f"{BACK}.service", f"{BACK}.timer")


def lacks_right() -> str:
    """Return why nobody may set rules here; empty where one may."""
    asked = run("nft", "list", "tables")
    return asked.stderr.strip() if asked.returncode else ""


def main(arguments: list[str]) -> int:
    """Do one thing; the last line says whether something changed, or would be.

    In a container that may not set rules nothing is done, and that is said; elsewhere it is wrong.
    """
    order = arguments[0] if len(arguments) == 1 else ""
    firewall = Firewall()
    orders = {
        "--keep": firewall.keep,
        "--back": firewall.back,
        "--boot": firewall.back,
        "--off": firewall.off,
    }
    try:
        if lacking := lacks_right():
            if run("systemd-detect-virt", "-q", "-c").returncode:
                raise Wrong(lacking)
            sys.stdout.write(f"left out, this container may set no rules: {lacking}\nleft out\n")
        elif order in orders:
            orders[order]()
        elif order not in ("--try", "--check"):
            raise Wrong("hopthu-firewall --check|--try|--keep|--back|--boot|--off")
        elif firewall.is_current():
            sys.stdout.write("unchanged\n")
        else:
            (firewall.attempt if order == "--try" else firewall.check)()
            sys.stdout.write("changed\n")
    except (Wrong, OSError) as error:
        sys.stderr.write(f"hopthu-firewall: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
