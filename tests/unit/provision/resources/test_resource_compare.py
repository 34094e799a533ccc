"""Retiring, moving to other hosts and new passwords: what is planned of what was found."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hopthu.provision.applying.report import Report
from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan import messages
from hopthu.provision.plan.build import Found
from hopthu.provision.plan.change import Action
from hopthu.provision.plan.plan import Plan
from hopthu.provision.request import Request
from hopthu.provision.resource import Basis, Part
from hopthu.provision.resources.mail_hosts import HostsOfMailboxes, mailboxes_of
from hopthu.provision.resources.reissue import Reissue
from hopthu.provision.resources.retired import FoundLeavers, Retired, boxes_of
from hopthu.records.model import Inventory, Province
from hopthu.records.policy import Policy
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Delete, Modify
from hopthu.servers.directory.tree import same_dn
from hopthu.servers.mail.archives import Archives

POLICY = Policy.of_environment(Path(__file__).parents[4] / "inventory" / "lab")
PLAN = Plan("retired", "thanh_hoa", "Thanh Hóa")
PROBLEM = messages.PROTECTED.at(id="x")
IDS = tuple(f"thanh-hoa-{number:04}" for number in range(1, 4))


def dn(identity: str) -> str:
    """Where somebody is."""
    return f"uid={identity},ou=people,dc=moj,dc=gov,dc=vn"


def wanted(detail: str = "", **attributes: Any) -> list[Desired]:
    """What is wanted of the three."""
    return [
        Desired(
            Entry(dn(each), dict(attributes)),
            each,
            "Lê An",
            f"{each}@moj.gov.vn",
            "thanh-hoa",
            detail,
        )
        for each in IDS
    ]


def there(*ids: str, **attributes: tuple[bytes, ...]) -> dict[str, Entry]:
    """The entries of those who are there."""
    held = {"hopthuProvince": (b"thanh_hoa",), "entryCSN": (b"csn",), **attributes}
    return {same_dn(dn(each)): Entry(dn(each), dict(held)) for each in ids}


def part(people: list[Desired], found: Any, *, protected: tuple[str, ...] = (), **more: Any) -> Any:
    """One province of a run."""
    policy = replace(POLICY, protected=frozenset(protected))
    request = Request(Path(), ("thanh_hoa",), "dc=moj,dc=gov,dc=vn", policy, **more)
    inventory = Inventory({"thanh_hoa": Province("thanh_hoa", (), ())})
    return Part(Basis(inventory, request, None), "thanh_hoa", people, found)  # type: ignore[arg-type]


def answers(state: str, *ids: str, rc: int = 0, **more: Any) -> Archives:
    """What one mail server says of boxes."""
    boxes = [{"id": each, "state": state, "messages": 3, "bytes": 9, **more} for each in ids]
    out = json.dumps({"boxes": boxes})
    return Archives.of_answers([{"server": "mail1", "rc": rc, "stdout": out, "stderr": "away"}])


def codes(difference: Any) -> list[str]:
    """Why something is refused."""
    return [problem.code for problem in difference.refusals]


class TestRetired:
    """Only who left, whose time is over, and whose every letter is archived."""

    def compare(self, archives: Archives | None, entries: Any, **more: Any) -> Any:
        """Compare the three with what is there."""
        found = FoundLeavers(entries, {}, {"thanh_hoa": ["thanh-hoa"] * 5})
        return Retired(archives).compare(part(wanted(), found, **more))

    def test_an_archived_box_goes_whole(self) -> None:
        """With all that an undo puts back, and no password; who is gone already is no change."""
        left = there(*IDS[:2], hopthuState=(b"left",), userPassword=(b"x",), jpegPhoto=(b"\xff",))
        difference = self.compare(answers("archived", *IDS[:2]), left)
        assert not difference.refusals
        assert [c.action for c in difference.changes] == [Action.RETIRE] * 2
        assert difference.changes[0].operation == Delete(dn(IDS[0]), b"csn")
        fields = {field.attribute: field.before for field in difference.changes[0].fields}
        assert fields["jpegPhoto"] == (b"\xff",)
        assert not {"userPassword", "entryCSN"} & fields.keys()

    @pytest.mark.parametrize(
        ("archives", "code"),
        [
            (None, "retire.no-mail-server"),
            (answers("failed", *IDS), "retire.not-archived"),
            (answers("there", *IDS), "retire.not-archived"),
            (answers("archived", *IDS, rc=1), "retire.not-archived"),
        ],
    )
    def test_what_is_not_sure_stays(self, archives: Archives | None, code: str) -> None:
        """No server, one that failed, one that still has it, one that does not answer."""
        difference = self.compare(archives, there(IDS[0], hopthuState=(b"left",)))
        assert codes(difference) == [code]

    @pytest.mark.parametrize(
        ("state", "code"), [((b"active",), "retire.not-left-yet"), ((), "retire.not-left-yet")]
    )
    def test_who_is_not_left_there_stays(self, state: tuple[bytes, ...], code: str) -> None:
        """Whatever the inventory says."""
        entries = there(IDS[0], **({"hopthuState": state} if state else {}))
        assert codes(self.compare(answers("archived", IDS[0]), entries)) == [code]

    def test_protected_and_foreign_entries_stay(self) -> None:
        """They are nobody's to remove."""
        entries = there(*IDS[:2], hopthuState=(b"left",))
        del entries[same_dn(dn(IDS[1]))].attributes["hopthuProvince"]
        difference = self.compare(answers("archived", *IDS), entries, protected=(IDS[0],))
        assert codes(difference) == ["plan.protected", "plan.foreign-entry"]

    def test_whose_entry_is_gone_their_box_may_go(self) -> None:
        """Without an archive: that was made before the entry went."""
        found = FoundLeavers(there(IDS[0], hopthuState=(b"left",)), {}, {"thanh_hoa": []})
        also = list(Retired(Archives()).also(part(wanted(), found, protected=(IDS[2],))))
        assert [each.id for each in also] == [IDS[1]]

    def test_what_the_mail_servers_are_asked(self) -> None:
        """To archive while it is not written, to remove once it is; nothing where it failed."""
        left = there(IDS[0], hopthuState=(b"left",))
        difference = self.compare(answers("archived", IDS[0]), left)
        from_plan = replace(PLAN, changes=tuple(difference.changes), also=(wanted()[1],))
        planned, done = Report(from_plan), Report(from_plan, written=1)
        failed = Report(from_plan, problems=(PROBLEM,))
        box = {"id": IDS[0], "address": f"{IDS[0]}@moj.gov.vn"}
        assert boxes_of([planned]) == {"archive": [box], "remove": [{"id": IDS[1]}]}
        assert boxes_of([done]) == {"archive": [], "remove": [{"id": IDS[1]}, {"id": IDS[0]}]}
        assert boxes_of([failed]) == {"archive": [], "remove": []}


class TestHosts:
    """The attribute follows the letters."""

    def compare(self, copies: Archives | None, entries: Any, **more: Any) -> Any:
        """Compare the three, who belong to mail2, with what is there."""
        servers = more.pop("servers", ())
        people = wanted("mail2", mailHost=(b"mail2",))
        resource = HostsOfMailboxes(copies, servers)
        return resource.compare(part(people, Found(entries, {}), **more))

    def test_it_follows_what_is_copied(self) -> None:
        """A first host is an addition, another one a change; nothing else is written."""
        entries = there(IDS[0], mailHost=(b"mail1",)) | there(*IDS[1:])
        difference = self.compare(answers("copied", *IDS), entries)
        assert not difference.refusals
        assert [c.action for c in difference.changes] == [Action.CHANGE, Action.ADD, Action.ADD]
        assert difference.changes[0].operation == Modify(
            dn(IDS[0]), {"mailHost": (b"mail2",)}, b"csn"
        )

    def test_the_same_host_in_other_letters_is_none(self) -> None:
        """Names of hosts have no case."""
        assert not self.compare(answers("none"), there(*IDS, mailHost=(b"MAIL2",))).changes

    @pytest.mark.parametrize(
        ("copies", "more", "code"),
        [
            (answers("there", IDS[0]), {}, "mail-hosts.not-copied"),
            (answers("failed", IDS[0]), {"check": True}, "mail-hosts.not-copied"),
            (answers("copied", IDS[0], rc=1), {}, "mail-hosts.silent"),
            (None, {}, "mail-hosts.no-mail-server"),
            (answers("copied", IDS[0]), {"servers": ("mail1",)}, "mail-hosts.unknown-host"),
        ],
    )
    def test_it_goes_nowhere_before_the_letters(
        self, copies: Archives | None, more: dict[str, Any], code: str
    ) -> None:
        """Letters that are elsewhere, a server that is silent, a host that is none."""
        entries = there(IDS[0], mailHost=(b"mail1",)) | there(*IDS[1:], mailHost=(b"mail2",))
        assert codes(self.compare(copies, entries, **more)) == [code]

    def test_a_check_may_come_before_the_copies(self) -> None:
        """It tells what is to move."""
        entries = there(*IDS, mailHost=(b"mail1",))
        assert not self.compare(answers("there", *IDS), entries, check=True).refusals
        assert not self.compare(None, entries, check=True).refusals

    def lost(self, copies: Archives | None, entries: Any, **more: Any) -> tuple[Any, list[str]]:
        """What is switched when mail1 is lost, and the codes of what is told."""
        people = wanted("mail2", mailHost=(b"mail2",))
        resource = HostsOfMailboxes(copies, (), "mail1")
        province = part(people, Found(entries, {}), **more)
        difference = resource.compare(province)
        told = resource.notices(province, difference.changes)
        return difference, [notice.code for notice in told]

    def test_only_what_a_lost_host_kept_comes_up(self) -> None:
        """A mailbox of a third host, or of none, is not switched: nobody has its letters."""
        entries = there(IDS[0], mailHost=(b"MAIL1",)) | there(IDS[1], mailHost=(b"mail3",))
        difference, told = self.lost(answers("standby", *IDS, as_of=5), entries | there(IDS[2]))
        assert [change.subject.id for change in difference.changes] == [IDS[0]]
        assert told == ["mail-hosts.comes-up"]

    def test_what_may_be_missing_is_told(self) -> None:
        """A copy that is further behind than the others, one that was never told of, none."""
        boxes = [
            {"id": IDS[0], "state": "standby", "as_of": 1000},
            {"id": IDS[1], "state": "standby", "messages": 7},
            {"id": IDS[2], "state": "absent"},
        ]
        answer = {"server": "mail2", "rc": 0, "stdout": json.dumps({"boxes": boxes})}
        entries = there(*IDS, mailHost=(b"mail1",))
        difference, told = self.lost(Archives.of_answers([answer]), entries)
        assert len(difference.changes) == 3
        assert told == ["mail-hosts.no-copy", "mail-hosts.comes-up", "mail-hosts.late-copy"]
        _, told = self.lost(answers("none", *IDS), there(*IDS, mailHost=(b"mail1",)))
        assert told == []  # nobody has letters

    @pytest.mark.parametrize(
        ("copies", "code"),
        [
            (answers("failed", IDS[0]), "mail-hosts.not-copied"),
            (answers("standby", *IDS, rc=1), "mail-hosts.silent"),
            (None, "mail-hosts.no-mail-server"),
        ],
    )
    def test_a_copy_that_does_not_come_up_keeps_the_rest(
        self, copies: Archives | None, code: str
    ) -> None:
        """The province stays as it is, and is told why."""
        difference, _ = self.lost(copies, there(*IDS, mailHost=(b"mail1",)))
        assert codes(difference) == [code]
        checked, told = self.lost(None, there(*IDS, mailHost=(b"mail1",)), check=True)
        assert (codes(checked), told) == ([], [])

    def test_the_mailboxes_that_are_asked_for(self) -> None:
        """Of the provinces that did not fail, with their hosts."""
        plan = replace(PLAN, also=tuple(wanted("mail2")[:1]))
        told = mailboxes_of([Report(plan), Report(plan, problems=(PROBLEM,))])
        box = {"id": IDS[0], "address": f"{IDS[0]}@moj.gov.vn", "host": "mail2"}
        assert told == {"mailboxes": [box]}


ACTIVE: dict[str, Any] = {"hopthuState": (b"active",), "createTimestamp": (b"20200101000000Z",)}


class TestReissue:
    """A new first password for those named, or for those who have none that works."""

    def compare(self, people: tuple[str, ...], entries: Any, **more: Any) -> Any:
        """Compare the three with what is known of their passwords."""
        asked = wanted(hopthuState=(b"active",))
        return Reissue(Path("x"), people).compare(part(asked, Found(entries, {}), **more))

    def keyed(self, people: tuple[str, ...], entries: Any, **more: Any) -> list[str]:
        """The refusals beside that there is no key to seal to."""
        return [
            code for code in codes(self.compare(people, entries, **more)) if "no-key" not in code
        ]

    def test_who_is_named_gets_one(self) -> None:
        """Whatever they have; the change says who, and no password."""
        entries = there(*IDS, pwdChangedTime=(b"20261101000000Z",), **ACTIVE)
        difference = self.compare(IDS, entries)
        assert [c.action for c in difference.changes] == [Action.REISSUE] * 3
        assert difference.changes[0].operation == Modify(
            dn(IDS[0]), {"pwdReset": (b"TRUE",)}, b"csn"
        )
        assert codes(difference) == ["reissue.no-key"]

    def test_who_has_none_that_works(self) -> None:
        """Never one, or a first one that is over; not who chose one, nor who has time yet."""
        now = datetime.datetime.now(datetime.UTC)
        today = f"{now:%Y%m%d%H%M%SZ}".encode()
        entries = (
            there(IDS[0], **ACTIVE)
            | there(IDS[1], pwdChangedTime=(today,), **ACTIVE)
            | there(IDS[2], pwdReset=(b"TRUE",), **ACTIVE)
        )
        changed = [c.subject.id for c in self.compare((), entries).changes]
        assert changed == [IDS[0], IDS[2]]
        waiting = there(IDS[0], pwdReset=(b"TRUE",), **{**ACTIVE, "createTimestamp": (today,)})
        assert self.compare((), waiting).changes == []

    def test_who_may_not_have_one(self) -> None:
        """Nobody there, somebody else's, somebody suspended, somebody protected."""
        assert self.keyed(IDS[:1], {}) == ["reissue.not-there"] * 3
        suspended = there(*IDS, **{**ACTIVE, "hopthuState": (b"suspended",)})
        assert self.keyed(IDS, suspended) == ["reissue.not-active"] * 3
        entries = there(*IDS, **ACTIVE)
        assert self.keyed(IDS, entries, protected=IDS) == ["plan.protected"] * 3
        for entry in entries.values():
            del entry.attributes["hopthuProvince"]
        assert self.keyed(IDS, entries) == ["plan.foreign-entry"] * 3
