"""A forge in a folder: a bare repository, authors who push to it, and runners that take it up."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from hopthu.interfaces.commands.ci import main
from hopthu.servers.lab.slapd import Slapd

from .world import PROJECT, World

ENVIRONMENT = "inventory/lab"


@dataclass
class Forge:
    """``world`` is the author's working copy; its files are committed by :meth:`push`."""

    folder: Path
    slapd: Slapd
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.work = self.folder / "work"
        self.world = World(self.work / ENVIRONMENT, self.slapd)
        self.world.write_hosts()
        group_vars = self.work / "group_vars"
        shutil.copytree(PROJECT / "inventory" / "lab" / "group_vars", group_vars)
        (self.world.root / "group_vars").unlink()
        (self.world.root / "group_vars").symlink_to("../../group_vars")
        git(self.folder, "init", "--quiet", "--bare", "-b", "main", "origin.git")
        git(self.work, "init", "--quiet", "-b", "main")
        git(self.work, "remote", "add", "origin", str(self.folder / "origin.git"))
        (self.work / ".gitignore").write_text("runs/\nreview/\n", encoding="utf-8")
        self.push("main")

    def add_servers(self, **groups: dict[str, dict[str, object]]) -> None:
        """Let the environment have servers: by group, hosts with their variables; to be pushed."""
        path = self.world.root / "hosts.yml"
        hosts = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, members in groups.items():
            hosts["all"]["children"][name] = {"hosts": members}
        path.write_text(yaml.safe_dump(hosts), encoding="utf-8")

    def branch(self, name: str, start: str = "main") -> None:
        """Begin a change of its own; the world's records stay as they are in Python."""
        git(self.work, "checkout", "--quiet", "-B", name, start)

    def push(self, branch: str, *, force: bool = False) -> str:
        """Commit all files as they are and push them; returns the commit."""
        git(self.work, "add", "--all")
        git(self.work, "commit", "--quiet", "--allow-empty", "-m", "A change")
        git(self.work, "push", "--quiet", *(["--force"] if force else []), "origin", branch)
        return git(self.work, "rev-parse", "HEAD").strip()

    def merge(self, branch: str) -> None:
        """Merge a pushed branch into main, as the forge does at the press of its button."""
        self.branch("main", "origin/main")
        git(self.work, "merge", "--quiet", "--no-ff", "-m", f"Merge {branch}", branch)
        git(self.work, "push", "--quiet", "origin", "main")

    def runner(self, ref: str) -> Path:
        """A fresh clone, as a runner has it, at a branch."""
        clone = self.folder / f"runner-{len(list(self.folder.glob('runner-*')))}"
        git(self.folder, "clone", "--quiet", "origin.git", clone.name)
        git(clone, "checkout", "--quiet", "--detach", f"origin/{ref}")
        return clone

    def plan(self, ref: str, *arguments: str) -> tuple[int, Path]:
        """Plan a branch against main on a new runner; returns the exit status and the documents."""
        clone = self.runner(ref)
        into = clone / "review"
        root = str(clone / ENVIRONMENT)
        return main(["plan", root, "--into", str(into), *arguments]), into


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody who has no configuration of their own."""
    who = ("-c", "user.name=An", "-c", "user.email=an@moj.gov.vn", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
