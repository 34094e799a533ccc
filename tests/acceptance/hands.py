"""What hands do to an environment and its directory behind hopthu's back: drawn by number."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field

from .world import LISTS, PEOPLE, PROVINCES, SUFFIX, Record, World, agency_dn, person_dn

SERVICES = f"ou=services,{SUFFIX}"
_DOMAIN = "moj.gov.vn"
_ATTRIBUTES = (
    *("mail", "mail;lang-vi", "MAIL;x-old"),
    *("mailAlternateAddress", "MailAlternateAddress;lang-en"),
)
_COMPARED = ("mail", "hopthuState", "hopthuAgency", "hopthuProvince")


@dataclass
class Hands:
    """Somebody who changes records and entries of ``world``; ``told``: what was done."""

    world: World
    draw: random.Random
    told: list[str] = field(default_factory=list)
    made: int = 0

    def records(self) -> None:
        """Change the files of records in a way that is allowed."""
        self._deed(
            *(self._new_person, self._new_person, self._readdress, self._leaves, self._alias),
            *(self._exchange, self._passes_on, self._goes_over, self._renamed, self._list),
            *(self._agency_box, self._becomes_another),
        )
        self.world.save()

    def directory(self) -> None:
        """Change entries in a way that no record knows of, if the server lets it."""
        try:
            self._deed(
                *(self._stranger, self._stranger, self._stranger_at_id, self._class, self._case),
                *(self._moved_away, self._other_name, self._deleted, self._other_mark),
                *(self._more_mail, self._more_uid, self._unmarked, self._list_moved),
                *(self._agency_case, self._no_mail),
            )
        except subprocess.CalledProcessError as error:
            self.told.append(f"  refused: {error.stderr!r}")

    def _deed(self, *deeds: Callable[[], str]) -> None:
        deed = self.draw.choice(deeds)
        self.told.append(f"{deed.__name__}: ")
        self.told[-1] += deed()

    # -- records ----------------------------------------------------------------------------

    def _anybody(self) -> tuple[str, Record]:
        province = self.draw.choice([name for name in PROVINCES if self.world.people[name]])
        return province, self.draw.choice(self.world.people[province])

    def _two(self) -> tuple[Record, Record]:
        every = [each for people in self.world.people.values() for each in people]
        one, other = self.draw.sample(every, 2)
        return one, other

    def _new_name(self) -> str:
        self.made += 1
        return f"moi{self.made}"

    def _next_id(self, province: str) -> str:
        top = f"{province.replace('_', '-')}-"
        every = [each["id"] for people in self.world.people.values() for each in people]
        numbers = [int(each[-4:]) for each in every if each.startswith(top)]
        return f"{top}{max(numbers) + 1:04}"

    def _new_person(self) -> str:
        province = self.draw.choice(list(PROVINCES))
        record = {"id": self._next_id(province), "name": "Trần Thị Mới", "title": "Thư ký"}
        record |= {"agency": province.replace("_", "-"), "mailbox": self._new_name()}
        self.world.people[province].append(record)
        return str(record)

    def _readdress(self) -> str:
        _, person = self._anybody()
        person["aliases"] = [*person.get("aliases", []), person["mailbox"]]
        person["mailbox"] = self._new_name()
        return str(person)

    def _leaves(self) -> str:
        _, person = self._anybody()
        person.update(state="left", since="2026-11-01")
        return str(person["id"])

    def _alias(self) -> str:
        _, person = self._anybody()
        person["aliases"] = [*person.get("aliases", []), self._new_name()]
        return str(person)

    def _exchange(self) -> str:
        one, other = self._two()
        one["mailbox"], other["mailbox"] = other["mailbox"], one["mailbox"]
        return f"{one['id']} {other['id']}"

    def _becomes_another(self) -> str:
        """Somebody writes another person over a record."""
        _, person = self._anybody()
        person.update(name="Lê Văn Khác", mailbox=self._new_name())
        return str(person)

    def _passes_on(self) -> str:
        """An alias of one is the mailbox, or an alias, of another from now on."""
        one, other = self._two()
        if not one.get("aliases"):
            return "nothing"
        *one["aliases"], alias = one["aliases"]
        if self.draw.random() < 0.5:
            other["mailbox"] = alias
        else:
            other["aliases"] = [*other.get("aliases", []), alias]
        return f"{alias} {one['id']} -> {other['id']}"

    def _goes_over(self) -> str:
        province, person = self._anybody()
        other = self.draw.choice(list(PROVINCES))
        self.world.people[province].remove(person)
        for agency in self.world.agencies[province]:
            agency["managers"] = [m for m in agency.get("managers", []) if m != person["id"]]
        person["agency"] = other.replace("_", "-")
        self.world.people[other].append(person)
        return f"{person['id']} -> {other}"

    def _renamed(self) -> str:
        _, person = self._anybody()
        person["name"] = "Phạm Thị Khác"
        return str(person["id"])

    def _list(self) -> str:
        province, person = self._anybody()
        mailbox = self._new_name()
        record: Record = {"id": f"du-an-{self.made}", "name": "Dự án", "mailbox": mailbox}
        record |= {"people": [person["id"]], "writers": ["members"]}
        self.world.lists.setdefault(province, []).append(record)
        return str(record)

    def _agency_box(self) -> str:
        province = self.draw.choice(list(PROVINCES))
        self.world.agencies[province][1]["mailbox"] = self._new_name()
        return province

    # -- the directory ----------------------------------------------------------------------

    def _address(self) -> str:
        """One that a record has, or that one will have, in some case."""
        every = [each for people in self.world.people.values() for each in people]
        names = [name for each in every for name in (each["mailbox"], *each.get("aliases", []))]
        names += [each["mailbox"] for lists in self.world.lists.values() for each in lists]
        names += [f"moi{self.made + 1}", f"moi{self.made + 2}"]
        return self._spelled(f"{self.draw.choice(names)}@{_DOMAIN}")

    def _spelled(self, text: str) -> str:
        return self.draw.choice([text, text.upper(), text.title(), text.swapcase()])

    def _dn(self) -> str:
        return person_dn(self.draw.choice(list(PROVINCES)), self.draw.randint(1, 6))

    def _change(self, dn: str, *lines: str) -> str:
        self.told[-1] += f"{dn} {lines}"
        self.world.modify("\n".join([f"dn: {dn}", "changetype: modify", *lines, ""]))
        return ""

    def _rename(self, dn: str, rdn: str, above: str) -> str:
        kept = self.draw.choice("01")
        self.told[-1] += f"{dn} -> {rdn},{above}"
        lines = [f"dn: {dn}", "changetype: modrdn", f"newrdn: {rdn}", f"deleteoldrdn: {kept}"]
        self.world.modify("\n".join([*lines, f"newsuperior: {above}", ""]))
        return ""

    def _stranger(self) -> str:
        self.made += 1
        where = self.draw.choice([SERVICES, PEOPLE, LISTS, agency_dn("thanh_hoa"), SUFFIX])
        marked = ["objectClass: hopthuManaged", "hopthuProvince: THANH_HOA"]
        lines = [f"dn: cn=ai{self.made},{where}", "objectClass: applicationProcess"]
        lines += ["objectClass: extensibleObject", *self.draw.choice([[], [], marked])]
        lines += [f"cn: ai{self.made}", f"{self.draw.choice(_ATTRIBUTES)}: {self._address()}", ""]
        self.told[-1] += str(lines)
        self.world.modify("\n".join(lines))
        return ""

    def _stranger_at_id(self) -> str:
        next_id = self._next_id(self.draw.choice(list(PROVINCES)))
        rdn = self._spelled(f"uid={next_id}")
        where = self.draw.choice([PEOPLE, PEOPLE, SERVICES])
        self.world.modify(f"dn: {rdn},{where}\nobjectClass: inetOrgPerson\ncn: Ai\nsn: Ai\n")
        return f"{rdn},{where}"

    def _class(self) -> str:
        add = ("add: objectClass", "objectClass: pkiUser", "-", "add: telexNumber")
        return self._change(self._dn(), *add, "telexNumber: 1")

    def _case(self) -> str:
        dn = self._dn()
        for line in self.world.search("-b", dn, "-s", "base", *_COMPARED).splitlines():
            name, _, value = line.partition(": ")
            if name in _COMPARED:
                self.world.replace(dn, **{name: self._spelled(value)})
        return dn

    def _moved_away(self) -> str:
        dn = self._dn()
        where = self.draw.choice([SERVICES, LISTS, agency_dn("thanh_hoa")])
        return self._rename(dn, dn.partition(",")[0], where)

    def _other_name(self) -> str:
        """The entry of one gets the name that somebody new will have."""
        province = self.draw.choice(list(PROVINCES))
        return self._rename(self._dn(), f"uid={self._next_id(province)}", PEOPLE)

    def _deleted(self) -> str:
        dn = self._dn()
        self.world.delete(dn)
        return dn

    def _other_mark(self) -> str:
        mark = self._spelled(self.draw.choice([*PROVINCES, "nobody"]))
        return self._change(self._dn(), "replace: hopthuProvince", f"hopthuProvince: {mark}")

    def _more_mail(self) -> str:
        name = self.draw.choice(_ATTRIBUTES)
        return self._change(self._dn(), f"add: {name}", f"{name}: {self._address()}")

    def _no_mail(self) -> str:
        return self._change(self._dn(), "delete: mail")

    def _more_uid(self) -> str:
        uid = self._next_id(self.draw.choice(list(PROVINCES)))
        return self._change(self._dn(), "add: uid", f"uid: {uid}")

    def _unmarked(self) -> str:
        gone = ("delete: hopthuProvince", "-", "delete: objectClass", "objectClass: hopthuManaged")
        return self._change(self._dn(), *gone)

    def _list_moved(self) -> str:
        found = self.world.search("-b", LISTS, "-s", "one", "dn").splitlines()
        dn = self.draw.choice([line[4:] for line in found if line.startswith("dn: ")])
        return self._rename(dn, dn.partition(",")[0], self.draw.choice([SERVICES, PEOPLE]))

    def _agency_case(self) -> str:
        dn = agency_dn(self.draw.choice(list(PROVINCES)), "tay")
        return self._rename(dn, "ou=Tay", dn.partition(",")[2])
