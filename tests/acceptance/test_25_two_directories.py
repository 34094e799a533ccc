"""Two directories that hold the same: what one takes, the other has, whatever was cut meanwhile."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hopthu.ci.steps.replicas import compare_replicas
from hopthu.servers.directory import several
from hopthu.servers.directory.ldif import record
from hopthu.servers.directory.operation import Add, Modify
from hopthu.servers.directory.session import Directory, Refused, Settings
from hopthu.servers.directory.writer import Writer
from hopthu.servers.lab.slapd import Slapd
from hopthu.text.errors import HopthuError

from .conftest import CONTAINERS
from .twins import Twins, everything, kill
from .world import World, person_dn


@pytest.fixture
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """Both with their first entries."""
    made = Twins(Path(tmp_path_factory.mktemp("t")) / "w")
    yield made
    made.destroy()


def person(number: int, suffix: str, **more: str) -> Add:
    """Somebody, by the first attributes that the schema wants."""
    attributes = {
        "objectClass": (b"inetOrgPerson", b"hopthuManaged", b"hopthuAccount", b"mailRecipient"),
        "uid": (f"p-{number:04}".encode(),),
        "cn": (b"x",),
        "sn": (b"x",),
        "mail": (f"p{number}@moj.gov.vn".encode(),),
        "hopthuProvince": (b"thanh_hoa",),
        "hopthuAgency": (b"thanh-hoa",),
        "hopthuState": (b"active",),
    }
    attributes |= {name: (value.encode(),) for name, value in more.items()}
    return Add(f"uid=p-{number:04},ou=people,{suffix}", attributes)


def write(twins: Twins, *operations: Add | Modify) -> str:
    """Have hopthu write to whichever it chooses; returns that one's address."""
    with Directory.connect(twins.settings()) as directory:
        directory.apply(operations)
        return directory.uri


def same(twins: Twins) -> list[str]:
    """Wait until nothing differs, passwords and notes of the server included; returns the DNs."""
    twins.settle()
    one, other = (dict(everything(each)) for each in twins.both)
    assert one.keys() == other.keys()
    differing = {
        (dn, name): (one[dn].get(name), other[dn].get(name))
        for dn in one
        for name in one[dn].keys() | other[dn].keys()
        if one[dn].get(name) != other[dn].get(name)
    }
    assert not differing
    return list(one)


def change_password(slapd: Slapd, dn: str, old: str, new: str) -> None:
    """As the owner does."""
    subprocess.run(
        ["ldappasswd", "-x", "-H", slapd.uri, "-D", dn, "-w", old, "-s", new],
        check=True,
        capture_output=True,
    )


def takes(slapd: Slapd, dn: str, password: str) -> bool:
    """Whether somebody can log in so."""
    tried = ["ldapwhoami", "-x", "-H", slapd.uri, "-D", dn, "-w", password]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


@pytest.fixture
def peopled(twins: Twins, load: Callable[[Slapd, str], None]) -> Twins:
    """With ou=people and one person, whose password is ``first-password``, at both."""
    load(twins.first, CONTAINERS)
    somebody = person(1, twins.first.suffix, userPassword="first-password")
    pairs = [(k, v.decode()) for k, values in somebody.attributes.items() for v in values]
    load(twins.first, record(somebody.dn, pairs))
    twins.settle()
    return twins


def test_what_one_takes_the_other_has(peopled: Twins) -> None:
    """Whoever is there is written to: the first, the second while that is away, the first again."""
    suffix = peopled.first.suffix
    assert write(peopled, *(person(n, suffix) for n in range(2, 400))) == peopled.first.uri
    assert len(same(peopled)) > 400
    kill(peopled.first)
    assert write(peopled, person(500, suffix)) == peopled.second.uri
    peopled.revive(peopled.first)
    assert write(peopled, person(501, suffix)) == peopled.first.uri
    assert {f"uid=p-0{n},ou=people,{suffix}" for n in (399, 500, 501)} <= set(same(peopled))


def test_a_password_is_what_was_chosen_last(peopled: Twins) -> None:
    """On one it is at the other; chosen on both sides of a cut, the later one is at both."""
    dn = person(1, peopled.first.suffix).dn
    change_password(peopled.second, dn, "first-password", "second-password")
    same(peopled)
    assert takes(peopled.first, dn, "second-password")
    peopled.cut()
    change_password(peopled.first, dn, "second-password", "third-password")
    change_password(peopled.second, dn, "second-password", "fourth-password")
    peopled.mend()
    same(peopled)
    for each in peopled.both:
        assert takes(each, dn, "fourth-password")
        assert not takes(each, dn, "third-password")
    # Whatever else is written to that entry, where the new password was not known yet.
    peopled.cut()
    change_password(peopled.second, dn, "fourth-password", "fifth-password")
    kill(peopled.second)
    peopled.revive(peopled.second)
    write_to(peopled.first, person(2, peopled.first.suffix))
    peopled.mend()
    same(peopled)
    assert takes(peopled.first, dn, "fifth-password")


def write_to(slapd: Slapd, *operations: Add | Modify) -> None:
    """Have somebody write to this one whatever the other says."""
    with Directory.connect(slapd.settings()) as directory:
        directory.apply(operations)


def refusal(settings: Settings) -> pytest.ExceptionInfo[HopthuError]:
    """Why no session is opened."""
    with pytest.raises(HopthuError) as refused, Directory.connect(settings):
        pass
    return refused


def code(error: pytest.ExceptionInfo[HopthuError]) -> str:
    """Of the one problem."""
    (problem,) = error.value.problems
    return problem.code


def test_one_that_is_behind_is_not_written_to(
    peopled: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither read for a plan: what the other took would be planned once more."""
    monkeypatch.setattr(several, "_PATIENCE", 1.0)
    suffix = peopled.first.suffix
    peopled.cut()
    write_to(peopled.second, person(2, suffix))
    with pytest.raises(HopthuError) as refused:
        write(peopled, person(3, suffix))
    assert code(refused) == "directory.behind"
    assert peopled.second.uri in str(refused.value)
    peopled.mend()
    monkeypatch.setattr(several, "_PATIENCE", 60.0)
    assert write(peopled, person(3, suffix)) == peopled.first.uri
    same(peopled)


def test_one_that_is_cut_off_from_here_alone(
    peopled: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others may be writing to it, so the second is not written to; once it is away, it is."""
    monkeypatch.setattr(several, "_PATIENCE", 1.0)
    nowhere = replace(peopled.settings(), uri=f"{peopled.first.uri}-not {peopled.second.uri}")
    assert code(refusal(nowhere)) == "directory.cut-off"
    monkeypatch.setattr(several, "_PATIENCE", 60.0)
    kill(peopled.first)
    with Directory.connect(nowhere) as directory:
        assert directory.uri == peopled.second.uri
        with directory.beside() as other:
            assert other.uri == peopled.second.uri


def test_servers_that_have_nothing_to_do_with_each_other(
    slapd: Slapd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that does not say whether it hears the other is no substitute for it."""
    monkeypatch.setattr(several, "_PATIENCE", 0.0)
    settings = replace(slapd.settings(), uri=f"{slapd.uri}-not {slapd.uri}")
    assert code(refusal(settings)) == "directory.alone"


def test_none_answers_or_one_answers_wrongly(peopled: Twins) -> None:
    """All are named where all are away; a password that the first refuses is no reason to go on."""
    settings = peopled.settings()
    assert code(refusal(replace(settings, password="x"))) == "directory.wrong-password"
    for each in peopled.both:
        kill(each)
    refused = refusal(settings)
    assert [each.place.file for each in refused.value.problems] == settings.uri.split()


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("written", [True, False], ids=["written", "unwritten"])
def test_the_writer_is_killed_in_the_middle_of_an_apply(
    twins: Twins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: bool, known: bool
) -> None:
    """One plain run more goes on at the second; the first comes back, and both are complete.

    Whether the other was told of the last transaction or not.
    """
    world = World(tmp_path / "lab", twins.first)
    connect = lambda: Directory.connect(twins.settings())  # noqa: E731 - a value to hand on
    world.run("agencies", connect=connect)
    same(twins)
    end, ended = Writer._end, []

    def killed(self: Writer, transaction: Any) -> None:
        ended.append(self)
        if len(ended) == 2:
            if not known:
                twins.cut()
            if written:
                end(self, transaction)
                if known:
                    twins.settle()
            kill(twins.first)
        if len(ended) != 2 or not written:
            end(self, transaction)

    monkeypatch.setattr(Writer, "_end", killed)
    # One end after the other: it is known which of them the server has written.
    monkeypatch.setattr(Writer, "end", lambda _: None)
    runs = tmp_path / "runs"
    reports = world.run("accounts", connect=connect, artifacts=runs)
    assert any(report.failed for report in reports)
    monkeypatch.setattr(Writer, "_end", end)
    again = world.run("accounts", connect=connect, artifacts=runs)
    assert not any(report.failed for report in again)
    twins.mend()
    twins.revive(twins.first)
    assert person_dn("thanh_hoa", 1) in [dn.replace(", ", ",") for dn in same(twins)]
    for provinces in (world.check("accounts", connect=connect), world.check("accounts")):
        assert not any(report.plan.changes or report.failed for report in provinces)


def test_only_the_replicator_reads_whole_entries(peopled: Twins) -> None:
    """It reads the hash and what the server notes, and writes nothing; hopthu reads no hash."""
    dn = person(1, peopled.first.suffix).dn
    own = peopled.first.settings()
    replicator = replace(own, bind_dn=own.bind_dn.replace("hopthu", "replicator", 1))
    replicator = replace(replicator, password="r" * 32)
    for settings, sees in ((own, False), (replicator, True)):
        with Directory.connect(settings) as directory:
            (entry,) = directory.search(dn, "(objectClass=*)", ("*", "+"), scope="base")
            assert ("userPassword" in entry.attributes) is sees
            assert "entryCSN" in entry.attributes
    with Directory.connect(replicator) as directory, pytest.raises(Refused) as refused:
        directory.apply([Modify(dn, {"title": (b"x",)})])
    assert refused.value.name == "insufficientAccessRights"


def test_who_lags_and_who_differs_is_told(peopled: Twins) -> None:
    """A password that one side alone has is a difference, though nobody may read it."""
    each = {str(n): slapd.settings() for n, slapd in enumerate(peopled.both, 1)}
    suffix = peopled.first.suffix
    assert not any(replica.differs for replica in compare_replicas(each, suffix))
    peopled.cut()
    change_password(peopled.second, person(1, suffix).dn, "first-password", "second-password")
    first, second = compare_replicas(each, suffix)
    assert first.late.startswith("20")
    assert first.late.endswith("Z")
    assert second.late == ""
    assert second.other == (person(1, suffix).dn.lower(),)
    assert any("lacks what others have" in line for line in first.lines())
    peopled.mend()
    same(peopled)
    kill(peopled.second)
    first, second = compare_replicas(each, suffix)
    assert (first.differs, second.away is not None) == (False, True)
