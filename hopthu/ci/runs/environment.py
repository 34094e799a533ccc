"""An environment as Ansible sees it: its hosts, and how it reaches the directory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hopthu.servers.directory.session import Settings
from hopthu.servers.lab.process import last_lines
from hopthu.text.errors import HopthuError, Place

from . import ansible_view, messages
from .ansible_run import configuration

_URI = "hopthu_directory_uri"
_BIND_DN = "hopthu_bind_dn"
_PASSWORD = "hopthu_bind_password"  # noqa: S105 - its name
_CA_FILE = "hopthu_ca_file"
_SUFFIX = "hopthu_directory_suffix"


@dataclass(frozen=True, slots=True)
class Environment:
    """``hosts``: the file given to Ansible; ``_groups``: names of hosts, in its order."""

    hosts: Path
    _groups: dict[str, list[str]]
    _values: dict[str, str] = field(repr=False)
    _errors: dict[str, str]

    @classmethod
    def read(cls, root: Path, extra: Sequence[str] = (), more: Sequence[str] = ()) -> Environment:
        """Read ``root/hosts.yml``; ``extra`` are variables as of ``ansible-playbook -e``.

        ``more`` are expressions that :meth:`value` tells beside what connections need.
        """
        hosts = root / "hosts.yml"
        if not hosts.is_file():
            raise HopthuError.of(messages.NO_HOSTS, Place(str(hosts)))
        told = _ask(hosts, extra, more)
        return cls(hosts, told["groups"], told["values"], told["errors"])

    def group(self, name: str) -> list[str]:
        """The hosts of a group; none where the environment has no such group."""
        return self._groups.get(name, [])

    def value(self, name: str) -> str:
        """The text of a variable; raises HopthuError, which never holds a value."""
        if name in self._errors:
            raise _wrong(self.hosts, f"{name}: {self._errors[name]}")
        return self._values[name]

    def value_of_all(self, name: str) -> str:
        """A variable that says the same of all provinces (of ``ansible_view``); may be empty."""
        return self._values.get(name, "")

    def of_server(self, host: str, name: str) -> str:
        """A variable of a server host (of ``ansible_view.OF_SERVERS``); empty without a value."""
        return self._values.get(ansible_view.OF_SERVER.format(name=name, host=host), "")

    def way_to(self, host: str) -> dict[str, str]:
        """How Ansible reaches a backup server by ssh: variables that are not empty, by name."""
        told = {name: self.of_server(host, name) for name in ansible_view.BY_SSH}
        return {name: value for name, value in told.items() if value}

    def settings(self, server: str = "") -> Settings:
        """How to connect to the directory as hopthu, or to one directory server itself."""
        return Settings(
            uri=self.value(ansible_view.URI_OF.format(host=server) if server else _URI),
            bind_dn=self.value(_BIND_DN),
            password=self.value(_PASSWORD),
            ca_file=self.value(_CA_FILE),
        )

    @property
    def suffix(self) -> str:
        """The DN that the whole tree hangs from."""
        return self.value(_SUFFIX)

    @property
    def bundles(self) -> Path:
        """Where bundles of first passwords are: ``hopthu_handover``."""
        return Path(self.value(ansible_view.HANDOVER) or self.hosts.parent / "handover")

    @property
    def logins(self) -> Path:
        """Where ``playbooks/logins.yml`` leaves who has logged in: ``hopthu_logins``."""
        return Path(self.value(ansible_view.LOGINS) or self.hosts.parent / "report" / "logins.json")


def bundles_of(root: Path) -> Path:
    """The folder of first passwords' bundles of an environment; its own without ``hosts.yml``."""
    if not (root / "hosts.yml").is_file():
        return root / "handover"
    return Environment.read(root).bundles


def _ask(hosts: Path, extra: Sequence[str], more: Sequence[str]) -> dict[str, dict[str, Any]]:
    names = (_URI, _BIND_DN, _PASSWORD, _CA_FILE, _SUFFIX, *more)
    asked = {"hosts": str(hosts), "extra": list(extra), "names": names}
    done = subprocess.run(  # noqa: S603 - a list, no shell
        [sys.executable, "-m", ansible_view.__name__],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        env={**os.environ, "ANSIBLE_CONFIG": configuration()},
        check=False,
    )
    if done.returncode:
        raise _wrong(hosts, last_lines(done.stderr))
    told: dict[str, dict[str, Any]] = json.loads(done.stdout)
    if "error" in told:
        raise _wrong(hosts, str(told["error"]))
    return told


def _wrong(hosts: Path, reason: str) -> HopthuError:
    return HopthuError.of(messages.WRONG, Place(str(hosts)), reason=reason, hosts=hosts)
