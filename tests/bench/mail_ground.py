"""The hosts that mail is measured on: a lab of the bench's own, with invented people and lists."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hopthu.provision.desired.agencies import containers
from hopthu.servers.directory.operation import Add, Modify
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.lab.config import PROJECT, hashed

from .country import CENTRE
from .measure import Failed

SUFFIX = "dc=moj,dc=gov,dc=vn"
DOMAIN = "moj.gov.vn"
# Another name for another bench beside it.
_LAB = os.environ.get("HOPTHU_LAB") or "bench"
PASSWORD = "rung-xanh-bien-biec"  # of everybody, where they have one
_FOLDER = PROJECT / ".lab" / f"hopthu-{_LAB}"
_PERSON = (
    *(b"top", b"person", b"organizationalPerson", b"inetOrgPerson"),
    *(b"mailRecipient", b"hopthuManaged", b"hopthuAccount"),
)
_LIST = (b"top", b"hopthuList", b"mailGroup", b"hopthuManaged")
_MEMBERS = 100  # of a list that holds people


class MailGround:
    """A directory host and a mail host. People are ``nguoi0@…``, ``nguoi1@…`` and so on."""

    def __init__(self, people: int) -> None:
        self.people, self.authority = people, str(_FOLDER / "tls" / "ca.crt")
        self.mail1 = self._address("mail1")
        self._settings = Settings(
            uri=f"ldaps://{self._address('ldap1')}",
            bind_dn=f"cn=hopthu,ou=services,{SUFFIX}",
            password=(_FOLDER / "secrets" / "hopthu").read_text(),
            ca_file=self.authority,
            timeout=60,
        )

    def fill(self, *, password: bool) -> None:
        """Write the people and their lists."""
        with Directory.connect(self._settings) as directory:
            for entries in ministry(self.people, password=password):
                directory.apply(entries)

    def change(self, person: int, **attributes: str) -> None:
        """Replace attributes of a person; an empty text removes one."""
        values = {name: (text.encode(),) if text else () for name, text in attributes.items()}
        with Directory.connect(self._settings) as directory:
            directory.apply([Modify(_dn(person), values)])

    def on(self, host: str, script: str) -> str:
        """Run a script on a host and return what it prints."""
        return self.run(host, "bash", "-ec", script)

    def run(self, host: str, *command: str, said: str = "") -> str:
        """Run a command there that reads what is said to it; return what it prints."""
        return _run("podman", "exec", "-i", f"hopthu-{_LAB}-{host}", *command, said=said)

    def processor(self) -> float:
        """Seconds of processor that both hosts have used since they started."""
        hosts = (f"hopthu-{_LAB}-{host}" for host in ("ldap1", "mail1"))
        used = _run("podman", "stats", "--no-stream", "--format", "{{.CPUNano}}", *hosts)
        return sum(map(int, used.split())) / 1e9

    def _address(self, host: str) -> str:
        form = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
        return _run("podman", "inspect", "-f", form, f"hopthu-{_LAB}-{host}").strip()


def ministry(people: int, *, password: bool = False) -> Iterator[list[Add]]:
    """Yield what to write: containers, people, lists of a hundred of them, one of those lists."""
    # Its hash is a quick one: what is measured is what comes after a login.
    more = {"userPassword": (hashed(PASSWORD).encode(),)} if password else {}
    above = [container.entry for container in containers(CENTRE, SUFFIX)]
    yield [Add(entry.dn, entry.attributes) for entry in above]
    numbers = range(people)
    yield [_person(number, more) for number in numbers]
    groups = [numbers[start : start + _MEMBERS] for start in range(0, people, _MEMBERS)]
    names = tuple(f"list{number}@{DOMAIN}" for number in range(len(groups)))
    yield [
        *(
            _list(f"list{number}", tuple(map(address, group)))
            for number, group in enumerate(groups)
        ),
        _list("everybody", names),
    ]


def address(person: int) -> str:
    """The address of a person, as smtp-source -N makes it."""
    return f"nguoi{person}@{DOMAIN}"


def _dn(person: int) -> str:
    return f"uid=bench-{person:05},ou=people,{SUFFIX}"


def _person(number: int, more: Mapping[str, tuple[bytes, ...]]) -> Add:
    texts = {
        "uid": f"bench-{number:05}",
        "cn": f"Người {number}",
        "sn": "Người",
        "mail": address(number),
        "mailQuota": str(500 * 2**20),
        "hopthuAgency": "thads",
        "hopthuState": "active",
        "hopthuProvince": CENTRE,
    }
    values = {name: (text.encode(),) for name, text in texts.items()}
    return Add(_dn(number), {"objectClass": _PERSON, **values, **more})


def _list(name: str, members: tuple[str, ...]) -> Add:
    values = {
        "objectClass": _LIST,
        "cn": (name.encode(),),
        "mail": (f"{name}@{DOMAIN}".encode(),),
        "hopthuProvince": (CENTRE.encode(),),
        "hopthuListKind": (b"manual",),
        "hopthuWriter": (SUFFIX.encode(),),
        "mgrpRFC822MailMember": tuple(member.encode() for member in members),
    }
    return Add(f"cn={name},ou=lists,{SUFFIX}", values)


@contextmanager
def mail_ground(
    people: int, say: Callable[[str], None], *more: str, password: bool = False
) -> Iterator[MailGround]:
    """Two hosts with that many people, who may have a password; gone afterwards.

    ``more``: further words for ``scripts/lab up``.
    """
    lab = str(PROJECT / "scripts" / "lab")
    _lab(lab, "check")
    try:
        say("two hosts are set up")
        _lab(lab, "down")
        _lab(lab, "up", "--bare", *more)
        inventories = (f"--inventory={_FOLDER / name}" for name in ("hosts.yml", "servers.yml"))
        playbook = Path(sys.executable).parent / "ansible-playbook"
        _run(str(playbook), *inventories, str(PROJECT / "playbooks" / "site.yml"))
        ground = MailGround(people)
        ground.fill(password=password)
        yield ground
    finally:
        _lab(lab, "down")


def _lab(*command: str) -> None:
    _run(*command, HOPTHU_LAB=_LAB)


def _run(*command: str, said: str = "", **variables: str) -> str:
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, **variables},
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        output = (done.stderr or done.stdout).strip()
        raise Failed(f"{shlex.join(command)[:200]}: {output[-2000:]}")
    return done.stdout
