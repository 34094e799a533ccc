"""Reading from a real slapd: as a stream, exactly, and fast."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from hopthu.servers.directory.operation import Modify
from hopthu.servers.directory.session import Directory, Refused, Settings
from hopthu.servers.lab.slapd import Slapd
from hopthu.text.errors import HopthuError

from .directory_samples import AGENCIES, PEOPLE, SUFFIX, people, person, unit


@pytest.fixture
def directory(containers: Slapd) -> Iterator[Directory]:
    """A session of the service account, with empty ou=people and ou=agencies."""
    with Directory.connect(containers.settings()) as session:
        yield session


def test_what_was_written_is_read(directory: Directory) -> None:
    """All attributes with all values come back, and an operational one that was asked for."""
    written = person(1)
    directory.apply([written])
    (entry,) = directory.search(PEOPLE, "(uid=*)", ["*", "entryCSN"])
    csn = entry.attributes.pop("entryCSN")
    assert len(csn) == 1
    assert entry.dn == written.dn
    assert entry.attributes == written.attributes


def test_only_what_is_asked_for(directory: Directory) -> None:
    """Named attributes in the schema's spelling, whatever the spelling of the question."""
    directory.apply([person(1)])
    (entry,) = directory.search(PEOPLE, "(uid=*)", ["MAILQUOTA", "nothing"])
    assert entry.attributes == {"mailQuota": (b"524288000",)}


def test_scopes(directory: Directory) -> None:
    """The entry itself, those right below it, or all with it."""
    directory.apply([unit("a", AGENCIES), unit("b", f"ou=a,{AGENCIES}")])
    found = {
        scope: [entry.dn for entry in directory.search(AGENCIES, "(ou=*)", ["ou"], scope)]
        for scope in ("base", "onelevel", "subtree")
    }
    a = f"ou=a,{AGENCIES}"
    assert found == {"base": [AGENCIES], "onelevel": [a], "subtree": [AGENCIES, a, f"ou=b,{a}"]}


def test_no_base_no_entries(directory: Directory) -> None:
    """Below an entry that is not there, there is nothing; that is no error."""
    assert list(directory.search(f"ou=nowhere,{SUFFIX}", "(uid=*)", ["uid"])) == []
    assert list(directory.search(f"ou=x,{PEOPLE}", "(uid=*)", ["uid"], "base")) == []


def test_large_values(directory: Directory) -> None:
    """Values of up to a megabyte are written and read whole."""
    sizes = (1, 127, 128, 255, 256, 65535, 65536, 1_000_000)
    values = tuple(bytes([number]) * size for number, size in enumerate(sizes))
    directory.apply([person(1), Modify(person(1).dn, {"jpegPhoto": values})])
    (entry,) = directory.search(PEOPLE, "(uid=*)", ["jpegPhoto"])
    assert sorted(entry.attributes["jpegPhoto"]) == sorted(values)


def test_a_search_can_be_left(directory: Directory) -> None:
    """After the first of 3 000 entries the rest is not read, and the session goes on."""
    directory.apply(people(1, 3000))
    found = directory.search(PEOPLE, "(uid=*)", ["*"])
    assert next(found).dn.endswith(PEOPLE)
    with pytest.raises(RuntimeError):
        directory.apply([person(4000)])
    found.close()
    directory.apply([person(4000)])
    assert len(list(directory.search(PEOPLE, "(uid=thanh-hoa-04000)", ["uid"]))) == 1
    assert sum(1 for _ in directory.search(PEOPLE, "(uid=*)", ["uid"])) == 3001


def test_a_wrong_filter_harms_nothing(directory: Directory) -> None:
    """An unreadable filter is refused before anything is sent."""
    with pytest.raises(HopthuError, match="character 2"):
        list(directory.search(PEOPLE, "(uid=*", ["uid"]))
    assert list(directory.search(PEOPLE, "(uid=*)", ["uid"])) == []


def test_limits_of_the_server_are_told(
    containers: Slapd, load: Callable[[Slapd, str], None]
) -> None:
    """A server that cuts a search short is an error, never a smaller directory."""
    limit = f'dn.exact="{containers.service_dn}" size=100'
    load(
        containers,
        "dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\n"
        f"replace: olcLimits\nolcLimits: {limit}\n",
    )
    with Directory.connect(containers.settings()) as directory:
        directory.apply(people(1, 101))
        found = directory.search(PEOPLE, "(uid=*)", ["uid"])
        assert len([next(found) for _ in range(100)]) == 100
        with pytest.raises(Refused, match="sizeLimitExceeded 4") as caught:
            next(found)
        assert caught.value.operation is None
        assert len(list(directory.search(PEOPLE, "(uid=thanh-hoa-00101)", ["uid"]))) == 1


def test_a_person_may_not_write(containers: Slapd) -> None:
    """Somebody else than hopthu's account is refused, and told so."""
    one = person(1, userPassword=b"long-secret")
    with Directory.connect(containers.settings()) as directory:
        directory.apply([one])
    with Directory.connect(Settings(containers.uri, one.dn, "long-secret")) as directory:
        assert len(list(directory.search(one.dn, "(uid=*)", ["uid"], "base"))) == 1
        with pytest.raises(Refused, match="insufficientAccessRights 50"):
            directory.apply([Modify(one.dn, {"title": (b"king",)})])


def test_reading_needs_no_memory(directory: Directory) -> None:
    """5 000 entries take no more memory than what is under way, whoever keeps none of them."""
    directory.apply(people(1, 5000))
    gc.collect()
    tracemalloc.start()
    try:
        assert sum(1 for _ in directory.search(PEOPLE, "(uid=*)", ["*"])) == 5000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000  # they are 4 MB together
    finally:
        tracemalloc.stop()
