"""Whole ``ansible-playbook`` runs: the project's playbook, an empty play, the usual loop."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from hopthu.servers.lab.config import PROJECT
from hopthu.text.language import Text

from .book import EMPTY, FIRST, LOOP, NOTHING, PLAY, PLAY_ONE, TENTH, Book, Key
from .contest import Say
from .ground import Ground
from .measure import Sample, measure

_TYPICAL = 150  # people of the province whose own run is measured
_PLAYBOOK = str(Path(sys.executable).with_name("ansible-playbook"))
_EMPTY_PLAY = """\
---
- name: Nothing
  hosts: provinces
  gather_facts: false
  tasks: []
"""
# The records come from a file, the password from another: as a careful playbook has it.
_LOOP_PLAY = """\
---
- name: Accounts one by one
  hosts: all
  connection: local
  gather_facts: false
  vars_files: ["{file}"]
  vars:
    password: "{{{{ lookup('ansible.builtin.file', '{password}') }}}}"
  tasks:
"""
_ENTRY_TASK = """\
    - name: Account
      community.general.ldap_entry:
        server_uri: "{uri}"
        bind_dn: "{bind_dn}"
        bind_pw: "{{{{ password }}}}"
        dn: "{{{{ item.dn }}}}"
        objectClass: "{{{{ item.classes }}}}"
        attributes: "{{{{ item.attributes }}}}"
      loop: "{{{{ accounts[:count | int] }}}}"
      loop_control: {{label: "{{{{ item.dn }}}}"}}
"""
_ATTRIBUTES_TASK = """\
    - name: Attributes of the account
      community.general.ldap_attrs:
        server_uri: "{uri}"
        bind_dn: "{bind_dn}"
        bind_pw: "{{{{ password }}}}"
        dn: "{{{{ item.dn }}}}"
        attributes: {{title: "{{{{ item.title }}}}"}}
        state: exact
      loop: "{{{{ accounts[:count | int] }}}}"
      loop_control: {{label: "{{{{ item.dn }}}}"}}
"""
_NO_LIBRARY = Text(
    "the loop of community.general: left out; it needs python-ldap: apt-get install python3-ldap",
    "vòng lặp community.general: bỏ qua; cần python-ldap: apt-get install python3-ldap",
)
_NO_COLLECTION = Text(
    "the loop of community.general: left out; it needs the collection: scripts/setup --dev",
    "vòng lặp community.general: bỏ qua; cần bộ sưu tập: scripts/setup --dev",
)


class Playbooks:
    """Runs of ``ansible-playbook`` on the country of ``people``."""

    def __init__(self, ground: Ground, book: Book, people: int, say: Say, *, quick: bool) -> None:
        self._ground = ground
        self._book = book
        self._people = people
        self._say = say
        self._alternations = 2 if quick else 5
        self._sample = 5 if quick else 20  # accounts that the loop really goes through

    def country(self) -> None:
        """All provinces in one run: from an empty directory, and again."""
        self._ground.empty()
        for task in (FIRST, NOTHING):
            self._say(f"{self._people} people: {PLAY}, {task}")
            self._add(task, PLAY, self._people, self._provision())

    def province(self) -> None:
        """One province: first load, then nothing to do, in turn with an empty play."""
        name, people = typical(self._ground.country(self._people))
        limit = ["--limit", name]
        self._ground.empty()
        self._say(f"{self._people} people: {PLAY_ONE} ({name}, {people})")
        self._add(FIRST, PLAY_ONE, people, self._provision(*limit))
        empty = self._ground.folder / "empty.yml"
        empty.write_text(_EMPTY_PLAY, encoding="utf-8")
        for _ in range(self._alternations):
            self._say(f"{self._people} people: an empty play, then {name} with nothing to do")
            self._add(NOTHING, EMPTY, people, self._play(str(empty), *limit))
            self._add(NOTHING, PLAY_ONE, people, self._provision(*limit))

    def loop(self) -> None:
        """A loop of ldap_entry over a sample, again, and of ldap_attrs to change a title.

        What a run without an account costs is taken off first, and added to what the accounts of
        the country would cost.
        """
        missing = missing_for_loop()
        if missing:
            self._say(missing.render())
            return
        self._ground.ready()
        slapd = self._ground.slapd
        values = {
            "file": self._ground.folder / "loop.json",
            "password": slapd.folder / "service.password",
            "uri": slapd.uri,
            "bind_dn": slapd.service_dn,
        }
        plays = {}
        for name, task in (("entry", _ENTRY_TASK), ("attributes", _ATTRIBUTES_TASK)):
            plays[name] = self._ground.folder / f"loop-{name}.yml"
            plays[name].write_text((_LOOP_PLAY + task).format(**values), encoding="utf-8")
        self._say(f"{self._people} people: {LOOP}, {self._sample} of them")
        start = self._loop(plays["entry"], 0).seconds
        runs = ((FIRST, "entry"), (NOTHING, "entry"), (TENTH, "attributes"))
        for task, play in runs:
            run = self._loop(plays[play], self._sample)
            key = Key(self._people, task, LOOP)
            self._book.add(
                key, self._people, run.seconds, run.peak, sample=self._sample, fixed=start
            )

    # -- how ------------------------------------------------------------------------------

    def _provision(self, *arguments: str) -> Sample:
        return self._play("playbooks/provision.yml", *arguments)

    def _play(self, playbook: str, *arguments: str) -> Sample:
        hosts = str(self._ground.country(self._people) / "hosts.yml")
        lab = f"hopthu_lab={self._ground.slapd.folder}"
        return self._ansible([playbook, "-i", hosts, "-e", lab, *arguments])

    def _loop(self, playbook: Path, count: int) -> Sample:
        python = f"ansible_python_interpreter={_python_with_ldap()}"
        return self._ansible(
            [str(playbook), "-i", "localhost,", "-e", python, "-e", f"count={count}"]
        )

    def _ansible(self, arguments: list[str]) -> Sample:
        output = self._ground.folder / "ansible.log"
        path = {"ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"), "ANSIBLE_FORCE_COLOR": "0"}
        return measure([_PLAYBOOK, *arguments], output=output, environment=path)

    def _add(self, task: str, who: str, entries: int, run: Sample) -> None:
        self._book.add(Key(self._people, task, who), entries, run.seconds, run.peak)


def missing_for_loop() -> Text | None:
    """What the loop lacks on this machine, if anything."""
    if importlib.util.find_spec("ansible_collections") is None:
        return _NO_COLLECTION
    return None if _python_with_ldap() else _NO_LIBRARY


def _python_with_ldap() -> str:
    """A Python that has python-ldap: ours, or Debian's; empty where neither has."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run([python, "-c", "import ldap"], capture_output=True, check=False)
        except OSError:
            continue
        if done.returncode == 0:
            return python
    return ""


def typical(root: Path) -> tuple[str, int]:
    """The province whose number of people is nearest to a typical one, and that number."""
    sizes = {
        path.parent.name: path.read_text(encoding="utf-8").count("\n  - id: ")
        for path in sorted(root.glob("provinces/*/people.yml"))
    }
    return min(sizes.items(), key=lambda item: (abs(item[1] - _TYPICAL), item[0]))
