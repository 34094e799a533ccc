"""What must hold of aliases, roles and lists before anything is written.

A slip in a file is a problem. What came about because somebody left is a notice: one leaver must
not stop the whole country.
"""

from __future__ import annotations

from collections.abc import Iterator

from hopthu.text.errors import Message, Problem

from ..model import OWN_AGENCY, SUPERIORS, WRITERS, Agency, MailingList, Person
from ..policy import Policy
from ..policy.lists import LIST_KINDS
from . import messages
from .catalogue import Catalogue

_LONGEST = 64  # RFC 5321, 4.5.3.1.1


def check_lists(catalogue: Catalogue, policy: Policy) -> Iterator[Problem]:
    """Yield every slip; collisions of addresses are found with all the other addresses."""
    for agency in catalogue.inventory.agencies.values():
        yield from _roles(agency, catalogue)
        yield from _aliases(agency)
    for person in catalogue.inventory.people():
        if person.aliases:
            yield from _aliases(person)
    for mailing_list in catalogue.all():
        if len(mailing_list.mailbox) > _LONGEST:
            yield _problem(messages.LONG_ADDRESS, mailing_list, mailbox=mailing_list.mailbox)
    for mailing_list in catalogue.manual():
        yield from _manual(mailing_list, catalogue, policy)
    yield from _loops(catalogue)


def _problem(message: Message, record: Agency | Person | MailingList, **values: object) -> Problem:
    return message.at(record.place, id=record.id, **values)


def _roles(agency: Agency, catalogue: Catalogue) -> Iterator[Problem]:
    seen: set[str] = set()
    for role in agency.roles:
        if role.role in seen:
            yield _problem(messages.ROLE_TWICE, agency, role=role.role)
            continue
        seen.add(role.role)
        for holder in role.holders:
            if holder not in catalogue.inventory.by_id:
                yield _problem(messages.UNKNOWN_HOLDER, agency, role=role.role, holder=holder)
        mailing_list = catalogue.lists[f"role.{agency.id}.{role.role}"]
        if not catalogue.reaches_somebody(mailing_list.id):
            mailbox = mailing_list.mailbox
            yield _problem(messages.ROLE_EMPTY, agency, role=role.role, mailbox=mailbox)


def _aliases(record: Agency | Person | MailingList) -> Iterator[Problem]:
    for alias in record.aliases:
        if not record.mailbox:
            yield _problem(messages.ALIAS_NOWHERE, record, mailbox=alias)
        elif alias == record.mailbox:
            yield _problem(messages.ALIAS_OWN, record, mailbox=alias)


def _manual(mailing_list: MailingList, catalogue: Catalogue, policy: Policy) -> Iterator[Problem]:
    if (
        mailing_list.id.partition(".")[0] in LIST_KINDS
        or mailing_list.id in catalogue.inventory.agencies
    ):
        yield _problem(messages.LIST_ID, mailing_list)
    yield from _aliases(mailing_list)
    if mailing_list.ended:
        if not mailing_list.since:
            yield _problem(messages.LIST_SINCE, mailing_list)
        return
    yield from _members(mailing_list, catalogue)
    yield from _outside(mailing_list, policy)
    yield from _writers(mailing_list, catalogue)


def _members(mailing_list: MailingList, catalogue: Catalogue) -> Iterator[Problem]:
    inventory = catalogue.inventory
    unknown = [
        *(member for member in mailing_list.people if member not in inventory.by_id),
        *(member for member in mailing_list.agencies if member not in inventory.agencies),
        *(member for member in mailing_list.lists if not _is_list(member, catalogue)),
    ]
    for member in unknown:
        yield _problem(messages.UNKNOWN_MEMBER, mailing_list, member=member)
    for agency in mailing_list.agencies:
        if agency in inventory.agencies and not catalogue.has_mailbox(agency):
            yield _problem(messages.NO_MAILBOX, mailing_list, member=agency)
    inner = catalogue.within(mailing_list.id)
    if not any(_names_somebody(each, catalogue) for each in inner):
        yield _problem(messages.EMPTY_LIST, mailing_list)


def _is_list(list_id: str, catalogue: Catalogue) -> bool:
    # One of the tree may have nobody in it today: that is no slip of whoever named it.
    return list_id in catalogue.lists or catalogue.is_of_tree(list_id)


def _names_somebody(mailing_list: MailingList, catalogue: Catalogue) -> bool:
    return bool(
        mailing_list.people
        or mailing_list.agencies
        or mailing_list.outside
        or any(map(catalogue.is_of_tree, mailing_list.lists))
    )


def _outside(mailing_list: MailingList, policy: Policy) -> Iterator[Problem]:
    for address in mailing_list.outside:
        domain = address.rpartition("@")[2]
        if domain == policy.domain:
            yield _problem(messages.OUTSIDE_OWN, mailing_list, address=address)
        elif domain not in policy.lists.outside:
            yield _problem(messages.OUTSIDE_FORBIDDEN, mailing_list, address=address)


def _writers(mailing_list: MailingList, catalogue: Catalogue) -> Iterator[Problem]:
    inventory = catalogue.inventory
    known = (WRITERS, inventory.agencies, inventory.by_id)
    for writer in mailing_list.writers:
        if writer in (OWN_AGENCY, SUPERIORS):
            yield _problem(messages.WRITER_WORD, mailing_list, writer=writer)
        elif not any(writer in names for names in known) and not _is_list(writer, catalogue):
            yield _problem(messages.UNKNOWN_WRITER, mailing_list, writer=writer)
    if not mailing_list.writers:
        yield _problem(messages.NO_WRITER, mailing_list)


def _loops(catalogue: Catalogue) -> Iterator[Problem]:
    """Circles of lists, each told once, at a list of a file that is in it."""
    done: set[str] = set()
    for start in catalogue.manual():
        path = [start.id]
        branches = [iter(start.lists)]
        while branches:
            node = next(branches[-1], None)
            if node is None:
                branches.pop()
                done.add(path.pop())
            elif node in path:
                chain = " → ".join([*path[path.index(node) :], node])
                yield messages.LIST_LOOP.at(catalogue.lists[node].place, chain=chain)
            elif node not in done and node in catalogue.lists:
                path.append(node)
                branches.append(iter(catalogue.lists[node].lists))
