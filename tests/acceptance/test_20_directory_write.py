"""Writing to a real slapd: everything of a batch or nothing, and the guilty one by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hopthu.servers.directory.operation import Add, Delete, Modify, Operation, Rename
from hopthu.servers.directory.session import Directory, Refused
from hopthu.servers.lab.slapd import Slapd

from .directory_samples import AGENCIES, PEOPLE, SUFFIX, people, person, unit


@pytest.fixture
def directory(containers: Slapd) -> Iterator[Directory]:
    """A session of the service account, with empty ou=people and ou=agencies."""
    with Directory.connect(containers.settings()) as session:
        yield session


def uids(directory: Directory) -> list[str]:
    """The ids of all people that are there."""
    found = directory.search(PEOPLE, "(uid=*)", ["uid"])
    return sorted(entry.attributes["uid"][0].decode() for entry in found)


def csn(directory: Directory, dn: str) -> bytes:
    """The entryCSN of an entry."""
    (entry,) = directory.search(dn, "(objectClass=*)", ["entryCSN"], scope="base")
    return entry.attributes["entryCSN"][0]


def test_a_batch_is_one_transaction(directory: Directory) -> None:
    """1 500 people in one batch are one atomic transaction, and all are there."""
    outcome = directory.apply(people(1, 1500), batch=2000)
    assert outcome[:3] == (1500, 1, True)
    assert len(uids(directory)) == 1500


def test_more_than_a_batch_is_cut(directory: Directory) -> None:
    """2 001 operations become three transactions of 1 000, and the outcome says not atomic."""
    assert directory.apply(people(1, 2001))[:3] == (2001, 3, False)
    assert len(uids(directory)) == 2001


def test_nothing_to_do_is_done(directory: Directory) -> None:
    """No operations: no transaction, and that is all of it."""
    assert directory.apply([])[:3] == (0, 0, True)


def test_all_kinds_of_changes(directory: Directory) -> None:
    """Add, modify, rename to another parent and delete work in their order."""
    first, second, third = (person(number) for number in (1, 2, 3))
    directory.apply([unit("a", AGENCIES), unit("b", AGENCIES), unit("c", f"ou=a,{AGENCIES}")])
    directory.apply([first, second])
    title = "Phó Trưởng".encode()
    directory.apply(
        [
            Modify(
                first.dn, {"title": (title,), "telephoneNumber": (), "mail": (b"x@moj.gov.vn",)}
            ),
            Delete(second.dn),
            third,
            Modify(third.dn, {"mail": second.attributes["mail"]}),
            Rename(f"ou=c,ou=a,{AGENCIES}", "ou=d", f"ou=b,{AGENCIES}"),
        ]
    )
    (entry,) = directory.search(first.dn, "(objectClass=*)", ["*"], scope="base")
    assert entry.attributes["title"] == (title,)
    assert "telephoneNumber" not in entry.attributes
    assert uids(directory) == ["thanh-hoa-00001", "thanh-hoa-00003"]
    units = directory.search(AGENCIES, "(ou=d)", ["ou"])
    assert [(unit.dn, unit.attributes["ou"]) for unit in units] == [
        (f"ou=d,ou=b,{AGENCIES}", (b"d",))
    ]


def test_many_moves_leave_the_server_alive(directory: Directory) -> None:
    """In one transaction they would kill slapd 2.5.13: each is written by itself, in its turn."""
    old, new = unit("old", AGENCIES), unit("new", AGENCIES)
    units = [unit(f"u{number:02}", old.dn) for number in range(20)]
    below = [unit("k", each.dn) for each in units]
    directory.apply([old, *units, *below])
    changes: list[Add | Rename | Modify] = [new]
    for each in units:
        rdn = each.dn.partition(",")[0]
        changes += [
            Rename(each.dn, rdn, new.dn),
            Modify(f"{rdn},{new.dn}", {"description": (b"moved",)}),
        ]
    outcome = directory.apply([*changes, *people(1, 30)])
    assert outcome[:3] == (71, 21, False)
    found = {entry.dn for entry in directory.search(new.dn, "(ou=k)", ["ou"])}
    assert found == {f"ou=k,ou=u{number:02},{new.dn}" for number in range(20)}
    assert len(list(directory.search(AGENCIES, "(description=moved)", ["ou"]))) == 20
    assert len(uids(directory)) == 30


def test_a_refusal_after_a_move(directory: Directory) -> None:
    """What was moved stays moved and is counted; of what comes after nothing is written."""
    directory.apply([unit("a", AGENCIES), unit("b", AGENCIES), unit("c", f"ou=a,{AGENCIES}")])
    move = Rename(f"ou=c,ou=a,{AGENCIES}", "ou=c", f"ou=b,{AGENCIES}")
    with pytest.raises(Refused) as caught:
        directory.apply([person(1), person(2), move, person(3), person(1)])
    assert (caught.value.code, caught.value.written) == (68, 3)
    assert uids(directory) == ["thanh-hoa-00001", "thanh-hoa-00002"]


@pytest.mark.parametrize(
    ("bad", "code", "name"),
    [
        (person(500, nonsense=b"x"), 17, "undefinedAttributeType"),
        (person(1), 68, "entryAlreadyExists"),
        (person(500, mail=b"thanh-hoa-00001@moj.gov.vn"), 19, "constraintViolation"),
        (person(500, hopthuKind=b"x"), 65, "objectClassViolation"),
        (person(500, seeAlso=b"no dn"), 21, "invalidAttributeSyntax"),
        (unit("lost", f"ou=nowhere,{AGENCIES}"), 32, "noSuchObject"),
        (unit("x", SUFFIX), 50, "insufficientAccessRights"),
        (Delete(PEOPLE), 66, "notAllowedOnNonLeaf"),
        (Add("not a dn", {"ou": (b"x",)}), 34, "invalidDNSyntax"),
    ],
)
@pytest.mark.parametrize("position", [0, 300, 699])
def test_one_bad_operation_stops_all(
    directory: Directory, bad: Add | Delete, code: int, name: str, position: int
) -> None:
    """Refused at parsing or at the end: nothing is written, and the guilty operation is named."""
    directory.apply([person(1)])
    operations: list[Add | Delete] = [*people(2, 400), *people(600, 899)]
    operations.insert(position, bad)
    with pytest.raises(Refused) as caught:
        directory.apply(operations)
    error = caught.value
    assert (error.operation, error.code, error.name, error.written) == (bad, code, name, 0)
    assert f"{bad.dn}: " in error.problems[0].text()
    assert f"{name} {code}" in error.problems[0].text("vi")
    assert uids(directory) == ["thanh-hoa-00001"]


def test_batches_before_the_refused_one_are_counted(directory: Directory) -> None:
    """With batches of 100 the third fails: exactly 200 operations are written, and said to be."""
    operations = [*people(1, 250), person(7)]
    with pytest.raises(Refused) as caught:
        directory.apply(operations, batch=100)
    assert caught.value.written == 200
    assert len(uids(directory)) == 200


def test_who_comes_second_plans_again(directory: Directory) -> None:
    """A change asserting an old entryCSN fails with 122 and takes its whole batch with it."""
    one = person(1)
    directory.apply([one])
    read = csn(directory, one.dn)
    directory.apply([Modify(one.dn, {"title": (b"first",)}, read)])
    stale = Modify(one.dn, {"title": (b"second",)}, read)
    with pytest.raises(Refused, match="changed the entry after it was read") as caught:
        directory.apply([person(2), stale, person(3)])
    assert (caught.value.operation, caught.value.code) == (stale, 122)
    assert uids(directory) == ["thanh-hoa-00001"]
    directory.apply([Modify(one.dn, {"title": (b"second",)}, csn(directory, one.dn))])


@pytest.mark.parametrize("change", [Delete, lambda dn, csn: Rename(dn, "uid=other", "", csn)])
def test_every_change_can_assert(
    directory: Directory, change: Callable[[str, bytes], Delete | Rename]
) -> None:
    """Delete and rename assert what was read as well."""
    one = person(1)
    directory.apply([one])
    with pytest.raises(Refused) as caught:
        directory.apply([change(one.dn, b"20200101000000.000000Z#000000#000#000000")])
    assert caught.value.code == 122
    directory.apply([change(one.dn, csn(directory, one.dn))])


def test_without_transactions_all_is_written(directory: Directory) -> None:
    """The same changes one by one: parents before children, freed addresses, no loss."""
    directory.transactional = False
    tree = [unit(f"a{number}", AGENCIES) for number in range(50)]
    for above in tuple(tree):
        tree += [unit("b", above.dn), unit("c", f"OU=b, {above.dn}")]
    outcome = directory.apply([*tree, *people(1, 500)])
    assert outcome[:3] == (650, 0, False)
    swap: list[Operation] = [
        Modify(person(1).dn, {"mail": (b"free@moj.gov.vn",)}),
        Modify(person(2).dn, {"mail": person(1).attributes["mail"]}),
        Delete(person(3).dn),
        person(501, mail=person(3).attributes["mail"][0]),
        *[Delete(each.dn) for each in reversed(tree)],
    ]
    directory.apply(swap)
    assert len(uids(directory)) == 500
    assert [entry.dn for entry in directory.search(AGENCIES, "(ou=*)", ["ou"])] == [AGENCIES]


def test_without_transactions_the_first_refusal_is_the_end(directory: Directory) -> None:
    """``written`` is exact: it counts the people that are there, and few are sent after it."""
    directory.transactional = False
    directory.apply([person(1000)])
    bad = person(1000)
    with pytest.raises(Refused) as caught:
        directory.apply([*people(1, 300), bad, *people(2001, 3500)])
    error = caught.value
    assert (error.operation, error.code) == (bad, 68)
    assert error.written == len(uids(directory)) - 1
    assert 300 <= error.written <= 1100
