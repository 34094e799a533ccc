"""A place where the tree under test is used as an operator uses it, and what it says is kept."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from .files import keep_file, keep_folder, tidy_ldif
from .normal import Normal

SUFFIX = "dc=moj,dc=gov,dc=vn"
LANGUAGES = ("en", "vi")
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Commits have to be the same in every run: their times are those of November 2008.
_COMMITTED = "2008-11-12T09:00:00+0700"
_GIT_CONFIG = """\
[user]
	name = An
	email = an@moj.gov.vn
[init]
	defaultBranch = main
[commit]
	gpgsign = false
"""
# Set when the snapshot is broken off: no further command is begun.
STOPPED = threading.Event()


class Stopped(Exception):
    """The snapshot was broken off."""


class Failed(Exception):
    """What only prepares a step did not succeed."""


class Stage:
    """One part of a snapshot: a working folder, an output folder, and the tree under test.

    The working folder is laid out as a checkout is (``group_vars``, ``inventory/lab``), so that the
    environment finds its policy and its directory there. Its path is the same in every snapshot:
    tables wrap by the length of what stands in them.
    """

    def __init__(self, tree: Path, root: Path, output: Path, language: str, people: int) -> None:
        self.tree, self.root, self.output = tree, root, output
        self.language, self.people = language, people
        self.lab = root / "inventory" / "lab"
        self.directory = root / ".lab" / "directory"
        self.surprises: list[str] = []
        self._began = _today()
        self._names: set[str] = set()
        self._hidden: dict[str, str] = {}
        root.mkdir(parents=True)
        output.mkdir(parents=True)
        (root / "home").mkdir()
        (root / "bin").mkdir()
        (root / "home" / ".gitconfig").write_text(_GIT_CONFIG, encoding="utf-8")
        (root / "match.key").write_text("0123456789abcdef" * 4, encoding="ascii")
        self._lay_out()

    def _lay_out(self) -> None:
        """The environment that is shipped, which knows only the centre."""
        shutil.copytree(self.tree / "inventory" / "lab" / "group_vars", self.root / "group_vars")
        lab = self.tree / "inventory" / "lab"
        self.lab.mkdir(parents=True)
        for name in ("hosts.yml", ".gitignore"):
            shutil.copy(lab / name, self.lab / name)
        centre = "provinces/trung_uong/agencies.yml"
        (self.lab / centre).parent.mkdir(parents=True)
        shutil.copy(lab / centre, self.lab / centre)
        (self.lab / "group_vars").symlink_to("../../group_vars")

    # -- commands -------------------------------------------------------------------------

    def say(self, name: str, script: str, *arguments: object, status: int = 0, **env: str) -> str:
        """Run a script and keep what it says and its exit status; returns its standard output.

        Another status than expected goes into the snapshot as it is, and is told at the end.
        """
        return self.keep(name, (self.tree / "scripts" / script, *arguments), status, env)

    def both(self, name: str, script: str, *arguments: object, status: int = 0) -> None:
        """The same in both languages, for what changes nothing."""
        for language in LANGUAGES:
            env = {"HOPTHU_LANG": language}
            self.say(f"{name}.{language}", script, *arguments, status=status, **env)

    def play(
        self, name: str, playbook: str, *arguments: object, status: int = 0, **env: str
    ) -> str:
        """Run one of the tree's playbooks, or one of the stage's own by its path."""
        path = Path(playbook)
        if not path.is_absolute():
            path = self.tree / "playbooks" / playbook
        command = (self.tree / ".venv" / "bin" / "ansible-playbook", path, *arguments)
        return self.keep(name, command, status, env)

    def play_both(self, name: str, playbook: str, *arguments: object, status: int = 0) -> None:
        """The same in both languages, for checks."""
        for language in LANGUAGES:
            env = {"HOPTHU_LANG": language}
            self.play(f"{name}.{language}", playbook, *arguments, status=status, **env)

    @property
    def whole(self) -> bool:
        """Whether all steps are taken: in English; in Vietnamese only those with many words."""
        return self.language == "en"

    def keep(self, name: str, command: Iterable[object], status: int, env: dict[str, str]) -> str:
        """Run a command and write down everything about it; returns its standard output."""
        words = [str(word) for word in command]
        done = self._run(words, env)
        if done.returncode != status:
            self.surprises.append(f"{name}: exit status {done.returncode}, expected {status}")
        changed = "".join(f"{key}={value} " for key, value in sorted(env.items()))
        parts = [f"$ {changed}{' '.join(words)}\n", f"exit status {done.returncode}\n"]
        for kind, text in (("output", done.stdout), ("errors", done.stderr)):
            if text:
                parts.append(f"-- {kind}\n{text}")
        self.write(name, "".join(parts))
        return done.stdout

    def do(self, *command: object, text: str = "", **env: str) -> str:
        """Run what only prepares: nothing is kept, and it has to succeed."""
        words = [str(word) for word in command]
        done = self._run(words, env, text)
        if done.returncode:
            raise Failed(f"{self.output.name}: {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def script(self, script: str, *arguments: object, **env: str) -> str:
        """Run a script that only prepares."""
        return self.do(self.tree / "scripts" / script, *arguments, **env)

    def hide(self, values: dict[str, str]) -> None:
        """Replace random values by fixed words from now on, in files too."""
        self._hidden |= values

    def _run(
        self, words: list[str], env: dict[str, str], text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        if STOPPED.is_set():
            raise Stopped
        return subprocess.run(
            words,
            cwd=self.root,
            env={**self._environment(), **env},
            input=text,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # without a terminal, which a passphrase would be asked at
        )

    def _environment(self) -> dict[str, str]:
        """All variables: nothing of the caller's may show in a snapshot."""
        return {
            "PATH": f"{self.root}/bin:{self.tree}/.venv/bin:{_SYSTEM_PATH}",
            "HOME": str(self.root / "home"),
            "LOGNAME": "operator",
            "USER": "operator",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "COLUMNS": "120",
            "HOPTHU_LANG": self.language,
            "HOPTHU_KEY_FILE": str(self.root / "match.key"),
            "ANSIBLE_CONFIG": str(self.tree / "ansible.cfg"),
            "ANSIBLE_INVENTORY": str(self.lab / "hosts.yml"),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_FORKS": "1",  # several show the hosts in the order in which they get ready
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": _COMMITTED,
            "GIT_COMMITTER_DATE": _COMMITTED,
        }

    # -- what they leave ------------------------------------------------------------------

    def write(self, name: str, text: str) -> None:
        """Keep a text under a name, which nothing else may have."""
        if name in self._names:
            raise ValueError(f"two steps are called {name}")
        self._names.add(name)
        target = self.output / f"{name}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self._normal()(text), encoding="utf-8")

    def files(self, name: str, path: Path | str) -> None:
        """Keep a folder or a file as it is now; one that is not there is kept as missing."""
        source = self.root / path
        target = self.output / name
        if source.is_dir():
            keep_folder(source, target, self._normal())
        elif source.exists():
            keep_file(source, target, self._normal())
        else:
            self.surprises.append(f"{name}: {path} is missing")
            self.write(name, "missing\n")

    def dump(self, name: str) -> None:
        """Keep every entry of the directory, without what the server stamps on it by itself."""
        found = self.do(
            *("ldapsearch", "-Y", "EXTERNAL", "-Q", "-LLL", "-o", "ldif-wrap=no"),
            *("-H", self.uri, "-b", SUFFIX, "(objectClass=*)", "*", "pwdReset"),
        )
        self.write(name, tidy_ldif(found))

    def _normal(self) -> Normal:
        places: dict[Path | str, str] = {self.root: "STAGE", self.tree: "TREE"}
        places.update(self._hidden.items())
        return Normal({*self._began, *_today()}, places)

    # -- the directory --------------------------------------------------------------------

    @property
    def uri(self) -> str:
        """Where the stage's own directory is reached."""
        return "ldapi://" + str(self.directory / "run" / "ldapi").replace("/", "%2F")

    def start_directory(self) -> None:
        """An empty directory of the stage's own."""
        self.script("directory", "reset", "--folder", self.directory)

    def break_off(self, error: Exception) -> None:
        """Note that the part could not go on."""
        text = f"{type(error).__name__}: {error}"
        self.surprises.append(f"broken off: {text}")
        self.write("BROKEN-OFF", f"{text}\n")

    def close(self) -> None:
        """End the directory, if there is one, and remove the working folder."""
        if self.directory.exists():
            script = self.tree / "scripts" / "directory"
            subprocess.run(
                [script, "stop", "--folder", self.directory], check=True, capture_output=True
            )
        shutil.rmtree(self.root)

    def modify(self, ldif: str) -> None:
        """Change the directory behind hopthu's back, with the owner's rights."""
        self.do("ldapmodify", "-a", "-Y", "EXTERNAL", "-Q", "-H", self.uri, text=ldif)

    # -- files of the environment ---------------------------------------------------------

    def edit(self, path: Path | str, old: str, new: str, count: int = 1) -> None:
        """Replace text in a file of the environment, as somebody with an editor does."""
        target = self.lab / path
        text = target.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{target} does not hold {old!r}")
        target.write_text(text.replace(old, new, count), encoding="utf-8")

    def put(self, path: Path | str, text: str) -> Path:
        """Write a file of the environment."""
        target = self.lab / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def commit(self, message: str, day: str = "2008-11-12") -> None:
        """Commit all that is in the working folder, as of a day; the first makes the repository."""
        if not (self.root / ".git").exists():
            self.do("git", "init", "--quiet")
            ignored = "/home/\n/bin/\n/.lab/\n/match.key\n/review*/\n*.age\nruns/\n"
            (self.root / ".gitignore").write_text(ignored, encoding="utf-8")
        when = f"{day}T09:00:00+0700"
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        self.do("git", "add", "--all")
        self.do("git", "commit", "--quiet", "--allow-empty", "-m", message, **dates)


def _today() -> set[date]:
    return {datetime.now(UTC).date(), datetime.now().astimezone().date()}
