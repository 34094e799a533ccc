"""An environment in a folder and a real directory: what the tests of the whole way play with."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from hopthu.provision.applying.report import Report
from hopthu.provision.plan.plan import Plan
from hopthu.provision.request import Request
from hopthu.provision.resource import Resource
from hopthu.provision.resources.accounts import Accounts
from hopthu.provision.resources.agencies import AgencyTree
from hopthu.provision.resources.aliases import Aliases
from hopthu.provision.resources.quotas import MailQuotas
from hopthu.provision.run import provision
from hopthu.records.policy import Policy
from hopthu.servers.directory.operation import Add, Delete
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.lab.slapd import Slapd

PROJECT = Path(__file__).resolve().parents[2]
SUFFIX = "dc=moj,dc=gov,dc=vn"
PEOPLE = f"ou=people,{SUFFIX}"
AGENCIES = f"ou=agencies,{SUFFIX}"
LISTS = f"ou=lists,{SUFFIX}"
PROVINCES = {"bac_giang": "Bắc Giang", "quang_ngai": "Quảng Ngãi", "thanh_hoa": "Thanh Hóa"}
# By name, in the order of a run.
RESOURCES: dict[str, Callable[..., Resource[Any]]] = {
    each.name: each for each in (AgencyTree, Accounts, MailQuotas, Aliases)
}
_OPTIONS = {"handover", "usage"}  # of a resource, not of a run

Record = dict[str, Any]
State = dict[str, dict[str, frozenset[bytes]]]  # folded DN -> lower-case name -> values


def settle(slapd: Slapd) -> None:
    """Wait until slapd is through with a client that was killed, and start it if that ended it.

    Who vanishes inside a transaction can end slapd 2.5 and 2.6, which then free an operation that
    a thread still answers. On the hosts systemd starts it again.
    """
    counter = ("-b", "cn=Current,cn=Connections,cn=Monitor", "monitorCounter")
    for _ in range(600):
        slapd.start()
        command = ["ldapsearch", "-Y", "EXTERNAL", "-Q", "-LLL", "-H", slapd.uri, *counter]
        answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        # Until it has done what it was asked for it keeps the connection; one is our own.
        if answer.partition("monitorCounter: ")[2].split() == ["1"]:
            return
        time.sleep(0.05)
    raise AssertionError("slapd does not let go of a connection")


def agencies_of(province: str) -> list[Record]:
    """The province's own agency and two districts."""
    top = province.replace("_", "-")
    title = f"Thi hành án dân sự tỉnh {PROVINCES[province]}"
    plain = province.replace("_", "")
    own = {"id": top, "name": title, "kind": "province", "parent": "thads", "code": "38"}
    return [
        {**own, "mailbox": f"thads.{plain}", "managers": [f"{top}-0001"]},
        *(
            {"id": f"{top}.{unit}", "name": f"THADS {unit}", "kind": "district", "parent": top}
            for unit in ("dong", "tay")
        ),
    ]


def people_of(province: str, number: int = 6) -> list[Record]:
    """That many people: half at the province's own agency, half in a district."""
    top = province.replace("_", "-")
    return [
        {
            "id": f"{top}-{index:04}",
            "name": f"Nguyễn Văn {chr(64 + index % 26 or 90)}",
            "agency": top if index % 2 else f"{top}.dong",
            "title": "Chấp hành viên",
            "mailbox": f"nguoi{index}.{province.replace('_', '')}",
        }
        for index in range(1, number + 1)
    ]


CENTRE: list[Record] = [
    {"id": "moj", "name": "Bộ Tư pháp", "kind": "ministry"},
    {"id": "thads", "name": "Cục Thi hành án dân sự", "kind": "department", "parent": "moj"},
]


@dataclass
class World:
    """``records`` are written by :meth:`save`; runs take the files, as an operator's do."""

    root: Path
    slapd: Slapd
    agencies: dict[str, list[Record]] = field(default_factory=dict)
    people: dict[str, list[Record]] = field(default_factory=dict)
    lists: dict[str, list[Record]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True)
        (self.root / "group_vars").symlink_to(PROJECT / "inventory" / "lab" / "group_vars")
        self.agencies = {"trung_uong": [dict(record) for record in CENTRE]}
        for province in PROVINCES:
            self.agencies[province] = agencies_of(province)
            self.people[province] = people_of(province)
        self.save()

    # -- the inventory ----------------------------------------------------------------------

    def save(self) -> None:
        """Write the records."""
        for key in ("agencies", "people", "lists"):
            files: dict[str, list[Record]] = getattr(self, key)
            for province, records in files.items():
                path = self.root / "provinces" / province / f"{key}.yml"
                path.parent.mkdir(parents=True, exist_ok=True)
                # Through JSON, so that a list that two records share is written out in both.
                plain = json.loads(json.dumps(records))
                text = yaml.safe_dump({key: plain}, allow_unicode=True, sort_keys=False)
                path.write_text(text, encoding="utf-8")

    def write_hosts(self) -> Path:
        """Write hosts.yml, by which Ansible reaches the directory as hopthu; returns its path."""
        settings = self.slapd.settings()
        secret = self.slapd.folder / "service.password"
        hosts = {
            "all": {
                "vars": {
                    "hopthu_inventory": "{{ inventory_dir }}",
                    "hopthu_directory_uri": settings.uri,
                    "hopthu_bind_password": f"{{{{ lookup('ansible.builtin.file', '{secret}') }}}}",
                },
                "children": {
                    "provinces": {
                        "vars": {
                            "ansible_connection": "local",
                            "ansible_python_interpreter": sys.executable,
                        },
                        "hosts": dict.fromkeys(self.agencies),
                    }
                },
            }
        }
        path = self.root / "hosts.yml"
        path.write_text(yaml.safe_dump(hosts), encoding="utf-8")
        return path

    def person(self, province: str, number: int) -> Record:
        """The record of a person, to be changed before :meth:`save`."""
        return self.people[province][number - 1]

    # -- runs -------------------------------------------------------------------------------

    def request(self, *provinces: str, **more: Any) -> Request:
        """What a run of these provinces (default: the three) asks for."""
        asked = Request(
            root=self.root,
            provinces=provinces or tuple(PROVINCES),
            suffix=SUFFIX,
            policy=Policy.of_environment(self.root),
        )
        return replace(asked, **more)

    def connect(self) -> Directory:
        """Connect as hopthu's own account."""
        return Directory.connect(self.slapd.settings())

    def run(
        self,
        resource: str,
        *provinces: str,
        connect: Callable[[], Directory] | None = None,
        **more: Any,
    ) -> list[Report]:
        """Run one resource as a module does; ``more`` are its options, or the request's."""
        own = {name: more.pop(name) for name in _OPTIONS & more.keys()}
        request = self.request(*provinces, **more)
        return provision(RESOURCES[resource](**own), request, connect or self.connect)

    def check(self, resource: str, *provinces: str, **more: Any) -> list[Report]:
        """The same in check mode."""
        return self.run(resource, *provinces, check=True, **more)

    def provision(self, *provinces: str) -> None:
        """Make everything, as a first run of the playbook; anything that fails ends the test."""
        for resource in RESOURCES:
            failed = [problem.text() for r in self.run(resource, *provinces) for problem in says(r)]
            assert not failed

    # -- the directory ----------------------------------------------------------------------

    def state(self) -> State:
        """All people, agencies and lists as OpenLDAP's own client shows them to the owner."""
        found: State = {}
        for base in (PEOPLE, AGENCIES, LISTS):
            found |= read_ldif(self.search("-b", base))
        return found

    def search(self, *arguments: str) -> str:
        """The output of ldapsearch with the owner's rights; empty where there is no base."""
        command = ["ldapsearch", *self._owner(), "-LLL", "-o", "ldif-wrap=no", *arguments]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        assert answer.returncode in (0, 32), answer.stderr
        return answer.stdout

    def modify(self, text: str) -> None:
        """Let somebody else add or change entries, by LDIF."""
        command = ["ldapmodify", "-a", *self._owner()]
        subprocess.run(command, input=text, text=True, check=True, capture_output=True)

    def replace(self, dn: str, **values: str | list[str]) -> None:
        """Let somebody else change attributes of an entry by hand; an empty list removes one."""
        lines = [f"dn: {dn}", "changetype: modify"]
        for name, value in values.items():
            each = [value] if isinstance(value, str) else value
            lines += [f"replace: {name}", *(_line(name, one) for one in each), "-"]
        self.modify("\n".join(lines) + "\n")

    def delete(self, *dns: str) -> None:
        """Let somebody else remove entries, with all below them."""
        subprocess.run(["ldapdelete", "-r", *self._owner(), *dns], check=True, capture_output=True)

    def empty(self) -> None:
        """Remove all people, agencies and lists of the directory."""
        for base in (PEOPLE, AGENCIES, LISTS):
            if base.lower() in self.state():
                self.delete(base)

    def hold_unique(self, attribute: str, base: str = SUFFIX) -> None:
        """Let the server refuse a second entry below ``base`` with a value of the attribute."""
        self.modify(
            "dn: olcOverlay={0}unique,olcDatabase={1}mdb,cn=config\nchangetype: modify\n"
            f"add: olcUniqueURI\nolcUniqueURI: ldap:///{base}?{attribute}?sub\n"
        )

    def settings(self, **more: Any) -> Settings:
        """The settings of hopthu's account, with something different."""
        return replace(self.slapd.settings(), **more)

    def _owner(self) -> list[str]:
        return ["-Y", "EXTERNAL", "-Q", "-H", self.slapd.uri]


def play(
    world: World, *arguments: str, playbook: str | Path = "provision", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one of our playbooks, or a file, on the world's own inventory, as the service account."""
    inventory = world.write_hosts()
    if isinstance(playbook, str):
        playbook = PROJECT / "playbooks" / f"{playbook}.yml"
    command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", str(inventory)]
    environment = {**os.environ, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"), **variables}
    return subprocess.run(
        [*command, str(playbook), *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def person_dn(province: str, number: int) -> str:
    """The DN of a person of :func:`people_of`."""
    return f"uid={province.replace('_', '-')}-{number:04},{PEOPLE}"


def agency_dn(province: str, district: str = "") -> str:
    """The DN of an agency of :func:`agencies_of`."""
    own = f"ou={province.replace('_', '-')},ou=thads,ou=moj,{AGENCIES}"
    return f"ou={district},{own}" if district else own


def foreign(number: int, province: str = "thanh_hoa", mail: str = "ai@moj.gov.vn") -> str:
    """LDIF of an entry that somebody else made where a person's would be: without the mark."""
    dn = person_dn(province, number)
    return f"dn: {dn}\nobjectClass: inetOrgPerson\ncn: Ai\nsn: Ai\nmail: {mail}\n"


def codes(report: Report) -> list[str]:
    """The codes of all that is wrong with a province."""
    return [problem.code for problem in says(report)]


def says(report: Report) -> list[Any]:
    """All problems of a province: why its plan is refused, and what went wrong."""
    return [*report.plan.refusals, *report.problems]


def by_province(reports: Iterable[Report]) -> dict[str, Report]:
    """Reports by the name of their province."""
    return {report.plan.province: report for report in reports}


def foretold(before: State, plans: Iterable[Plan]) -> State:
    """The state that plans promise, worked out here from what they say of each attribute."""
    after = {dn: dict(attributes) for dn, attributes in before.items()}
    for plan in plans:
        if plan.refusals:
            continue
        for change in plan.changes:
            operation, dn = change.operation, change.operation.dn.lower()
            if isinstance(operation, Add):
                assert dn not in after
                after[dn] = {n.lower(): frozenset(v) for n, v in operation.attributes.items()}
                continue
            if isinstance(operation, Delete):
                del after[dn]
                continue
            for name, old, new in change.fields:
                assert after[dn].get(name.lower(), frozenset()) == frozenset(old)
                after[dn].pop(name.lower(), None)
                after[dn] |= {name.lower(): frozenset(new)} if new else {}
    return after


def read_ldif(text: str) -> State:
    """Parse unfolded LDIF of entries."""
    state: State = {}
    for block in text.split("\n\n"):
        values: dict[str, set[bytes]] = {}
        for line in filter(None, block.split("\n")):
            name, _, value = line.partition(":")
            raw = base64.b64decode(value[1:]) if value[:1] == ":" else value.strip().encode()
            values.setdefault(name.lower(), set()).add(raw)
        if values:
            dn = values.pop("dn").pop().decode().lower()
            state[dn] = {name: frozenset(each) for name, each in values.items()}
    return state


def _line(name: str, value: str) -> str:
    return f"{name}:: {base64.b64encode(value.encode()).decode()}"
