"""Our reports to other domains: what they say, to whom they go, and what waits."""

from __future__ import annotations

import datetime
import email
import email.policy
import smtplib
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import dns.rcode
import pytest

import hopthu_zone
from hopthu_dmarc.__main__ import gathered
from hopthu_dmarc.reading import Source, read
from hopthu_dmarc.unpacking import report_in
from hopthu_dmarc_reports.__main__ import main, send_all
from hopthu_dmarc_reports.receivers import Receiver, organisation, suffixes, wishes
from hopthu_dmarc_reports.report import Reporter
from hopthu_dmarc_reports.store import Store
from hopthu_host.commands import Wrong

from ...servers.zone.name_server import Zone, serving
from ..postfix_inbox import Inbox
from .store_server import Keeper

TODAY = datetime.date(2008, 11, 25)
US = Reporter("moj.gov.vn", "mail1.moj.gov.vn", "postmaster@moj.gov.vn")
WANTS = '_dmarc.a.test. 60 TXT "v=DMARC1; p=reject; pct=50; rua=mailto:d@a.test"'
PASSES = "192.0.2.1,pass,pass,none,,a.test,a.test|b.test,,,,a.test,pass"
FAILS = "2001:db8::1,fail,fail,reject,,x.a.test,,c.test,,d.test,[192.0.2.9],softfail"
KEY = "dmarc_rpt;a.test;mailto:d@a.test;20081124"

Texts = Callable[[str], list[str]]


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    """The store, in which nothing is noted yet."""
    with Keeper(tmp_path / "store.sock") as made:
        yield made
        made.shutdown()


@pytest.fixture
def zone() -> Zone:
    """What a name server says."""
    return Zone(WANTS)


@pytest.fixture
def texts(zone: Zone) -> Iterator[Texts]:
    """How it is asked."""
    with serving(zone) as at:
        address, _, port = at.partition("#")
        server = hopthu_zone.server_at(address, int(port))
        yield lambda name: hopthu_zone.texts(name, server)


def send(keeper: Keeper, inbox: Inbox, texts: Texts, reporter: Reporter = US) -> dict[str, int]:
    """Send what is noted of days before today."""
    with Store(keeper.path) as store:
        return send_all(store, reporter, TODAY, texts, port=inbox.server_address[1])


def test_a_report_is_what_others_read(keeper: Keeper, inbox: Inbox, texts: Texts) -> None:
    """Our own reader takes it; it is sent once, and what is noted today waits."""
    keeper.note("20081124", KEY, **{PASSES: 7, FAILS: 2})
    keeper.note("20081125", KEY.replace("24", "25"), **{PASSES: 1})
    assert send(keeper, inbox, texts) == {"sent": 1, "unwanted": 0, "later": 0}
    assert send(keeper, inbox, texts) == {"sent": 0, "unwanted": 0, "later": 0}
    (letter,) = inbox.letters
    found = read(report_in(letter))
    assert found.sources == (
        Source("192.0.2.1", 7, "none", dkim=True, spf=True, author="a.test"),
        Source("2001:db8::1", 2, "reject", dkim=False, spf=False, author="x.a.test"),
    )
    assert (found.organisation, found.domain) == ("moj.gov.vn", "a.test")
    assert found.id == "20081124.a.test@mail1.moj.gov.vn"
    assert found.end - found.begin == 86399
    assert datetime.datetime.fromtimestamp(found.begin) == datetime.datetime(2008, 11, 24)
    head = email.message_from_bytes(letter, policy=email.policy.default)
    assert head["To"] == "d@a.test"
    assert head["From"] == '"DMARC moj.gov.vn" <postmaster@moj.gov.vn>'
    assert head["Subject"] == (
        "Report Domain: a.test Submitter: moj.gov.vn Report-ID: <20081124.a.test@mail1.moj.gov.vn>"
    )
    (part,) = head.iter_attachments()
    name = f"moj.gov.vn!a.test!{found.begin}!{found.end}!mail1-moj-gov-vn.xml.gz"
    assert part.get_filename() == name


def test_hosts_report_apart(keeper: Keeper, inbox: Inbox, texts: Texts) -> None:
    """A reader that takes each report once takes those of both mail hosts."""
    for host in ("mail1.moj.gov.vn", "mail2.moj.gov.vn"):
        keeper.note("20081124", KEY, **{PASSES: 7})
        send(keeper, inbox, texts, Reporter("moj.gov.vn", host, "postmaster@moj.gov.vn"))
    assert len(gathered(inbox.letters, "a.test")["reports"]) == 2


def test_what_a_record_says(keeper: Keeper, inbox: Inbox, texts: Texts) -> None:
    """The policy as published, and why something else was done."""
    softened = Reporter(US.domain, US.host, US.sender, reject_means="quarantine")
    sampled = FAILS.replace("reject,,", "quarantine,sampled_out,")
    keeper.note("20081124", KEY, **{FAILS: 2, sampled: 1})
    send(keeper, inbox, texts, softened)
    root = ElementTree.fromstring(report_in(inbox.letters[0]))  # noqa: S314
    published = {each.tag: each.text for each in root.iterfind("policy_published/*")}
    assert published == {
        "domain": "a.test",
        "adkim": "r",
        "aspf": "r",
        "p": "reject",
        "sp": "reject",
        "pct": "50",
    }
    first, second = root.iterfind("record")
    assert first.findtext("row/policy_evaluated/disposition") == "quarantine"
    assert first.findtext("row/policy_evaluated/reason/type") == "local_policy"
    assert second.findtext("row/policy_evaluated/reason/type") == "sampled_out"
    signed = [
        (e.findtext("domain"), e.findtext("result")) for e in first.iterfind(".//dkim[result]")
    ]
    assert signed == [("c.test", "fail"), ("d.test", "permerror")]
    assert first.findtext("auth_results/spf/result") == "softfail"
    assert first.findtext("auth_results/spf/domain") == ""


@pytest.mark.parametrize(
    "row",
    [
        PASSES + ",x",
        PASSES.replace("192.0.2.1", "unknown"),
        PASSES.replace(",none,", ",</feedback>,"),
        PASSES.replace("none,,a.test", "none,,a<b.test"),
        PASSES.replace("none,,a.test", "none,,test"),
    ],
)
def test_what_is_no_row_is_left_out(keeper: Keeper, inbox: Inbox, texts: Texts, row: str) -> None:
    """The others go; where none is left nothing does."""
    keeper.note("20081124", KEY, **{row: 9, PASSES: 1})
    keeper.note("20081123", KEY.replace("24", "23"), **{row: 9})
    keeper.note("20081123", "nonsense", **{PASSES: 1})
    keeper.note("20081123", KEY.replace("a.test", "a.test\r\nBcc"), **{PASSES: 1})
    assert send(keeper, inbox, texts) == {"sent": 1, "unwanted": 1, "later": 0}
    assert [each.letters for each in read(report_in(inbox.letters[0])).sources] == [1]


@pytest.mark.parametrize(
    ("records", "to"),
    [
        ("v=DMARC1; p=none", None),
        ("v=DMARC1; rua=mailto:d@a.test,mailto:e@x.a.test,mailto:f@a.test", ["d", "e"]),
        ("v=DMARC1; rua=mailto:d@a.test, mailto:d@A.test!10m ,mailto:e@a.test", ["d", "e"]),
        ("v=DMARC1; rua=https://a.test/,mailto:d@a.test", ["d"]),
        ("v=DMARC1; rua=mailto:d%2Bx@a.test", ["d+x"]),
        ("v=DMARC1; rua=mailto:d@b.test,mailto:d@c.test", ["d"]),
        ("v=DMARC1; rua=mailto:d%0d%0aBcc:x@a.test", None),
        ("v=DMARC1; rua=mailto:d@a.test!100", None),
        ("v=spf1 -all", None),
        ("v=DMARC1; rua=mailto:d@a.test\nv=DMARC1; p=none", None),
        ("", None),
    ],
)
def test_who_gets_it(
    zone: Zone, texts: Texts, keeper: Keeper, inbox: Inbox, records: str, to: list[str] | None
) -> None:
    """Two at most, of the domain's own or of a host that says that it takes them."""
    lines = [f'_dmarc.a.test. 60 TXT "{each}"' for each in records.splitlines()]
    zone.say("\n".join([*lines, 'a.test._report._dmarc.c.test. 60 TXT "v=DMARC1"']))
    keeper.note("20081124", KEY, **{PASSES: 1})
    came = send(keeper, inbox, texts)
    assert came == {"sent": int(bool(to)), "unwanted": int(not to), "later": 0}
    assert keeper.numbers == {}
    for letter in inbox.letters:
        head = email.message_from_bytes(letter, policy=email.policy.default)
        assert [each.username for each in head["To"].addresses] == to


def test_a_published_policy_that_says_little(zone: Zone, texts: Texts) -> None:
    """What is missing or cannot be is as if it was not there; a size has a unit."""
    zone.say('_dmarc.a.test. 60 TXT "v=DMARC1;p=X;adkim=S;pct=x;rua=mailto:d@a.test!2k"')
    found = wishes("a.test", texts)
    assert found is not None
    assert found.policy == {"adkim": "s", "aspf": "r", "p": "none", "sp": "none", "pct": "100"}
    assert found.receivers == (Receiver("d@a.test", 2048),)


def test_what_waits(keeper: Keeper, inbox: Inbox, texts: Texts, zone: Zone) -> None:
    """While the zone does not answer, or Postfix is away, nothing is forgotten."""
    keeper.note("20081124", KEY, **{PASSES: 1})
    zone.rcode = dns.rcode.SERVFAIL
    assert send(keeper, inbox, texts) == {"sent": 0, "unwanted": 0, "later": 1}
    zone.rcode = dns.rcode.NOERROR
    inbox.shut = True
    with pytest.raises(smtplib.SMTPException):
        send(keeper, inbox, texts)
    inbox.shut = False
    assert send(keeper, inbox, texts) == {"sent": 1, "unwanted": 0, "later": 0}


def test_a_run_is_bounded(
    keeper: Keeper, inbox: Inbox, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one goes on."""
    monkeypatch.setattr("hopthu_dmarc_reports.__main__._MOST", 1)
    keeper.note("20081124", KEY, **{PASSES: 1})
    keeper.note("20081123", KEY.replace("24", "23"), **{PASSES: 2})
    assert send(keeper, inbox, texts) == {"sent": 1, "unwanted": 0, "later": 1}
    assert send(keeper, inbox, texts) == {"sent": 1, "unwanted": 0, "later": 0}
    counts = [read(report_in(each)).sources[0].letters for each in inbox.letters]
    assert counts == [2, 1]


def test_a_store_that_does_not_answer(keeper: Keeper) -> None:
    """It is said."""
    with Store(keeper.path) as store, pytest.raises(Wrong, match="unknown command"):
        store.ask("FLUSHALL")
    keeper.mute = True
    with Store(keeper.path) as store, pytest.raises(Wrong, match="does not answer"):
        store.ask("SMEMBERS", "x")


@pytest.mark.parametrize(
    ("name", "belongs"),
    [
        ("mail.thads.moj.gov.vn", "moj.gov.vn"),
        ("moj.gov.vn", "moj.gov.vn"),
        ("gov.vn", "gov.vn"),
        ("v.w.x.city.test", "w.x.city.test"),
        ("a.main.city.test", "main.city.test"),
        ("a.b.example", "b.example"),
    ],
)
def test_whose_a_name_is(name: str, belongs: str) -> None:
    """By the list of public suffixes, with its wildcards and their exceptions."""
    rules = frozenset({"vn", "gov.vn", "*.city.test", "!main.city.test"})
    assert organisation(name, rules) == belongs


def test_the_list_of_suffixes(tmp_path: Path) -> None:
    """It is read where Debian has it; without it two labels are somebody's."""
    file = tmp_path / "list.dat"
    file.write_text("// rules\nvn\n\ngov.vn\n")
    assert suffixes((tmp_path / "none", file)) == {"vn", "gov.vn"}
    assert suffixes((tmp_path / "none",)) == frozenset()


def test_the_program(keeper: Keeper, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Says how many; 1 where the store is away, 2 where it is not understood."""
    more = (US.domain, US.host, US.sender, "reject")
    assert main([str(keeper.path), *more], lambda: True) == 0
    assert capsys.readouterr().out == "0 sent, 0 unwanted, 0 later\n"
    assert main([str(tmp_path / "none"), *more], lambda: False) == 0
    assert "not signed yet" in capsys.readouterr().out
    assert main([str(tmp_path / "none"), *more], lambda: True) == 1
    assert "No such file" in capsys.readouterr().err
    assert main([str(keeper.path)], lambda: True) == 2
