"""``scripts/dns``: what it prints is what a zone has to say, and every difference is named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import dns.rcode
import dns.zonefile
import pytest

from hopthu.ci.steps.zone import domain_of
from hopthu.interfaces.commands.dns import __main__ as command
from hopthu.interfaces.commands.environments.certificates import make_certificates
from hopthu.servers.zone.asking import NameServer
from hopthu.servers.zone.needed import Domain

from ..servers.zone.name_server import Zone, serving

LAB = Path(__file__).parents[3] / "inventory" / "lab"
HOSTS = """\
all:
  vars:
    hopthu_tls_certificate: "{{ inventory_dir }}/tls/{{ inventory_hostname }}.crt"
  children:
    mail_servers:
      vars:
        mail_server_hostname: "{{ inventory_hostname }}.moj.gov.vn"
        mail_server_caa: letsencrypt.org
      hosts:
        mail1: {mail_server_addresses: [192.0.2.25, "2001:db8:0::25"]}
        mail2: {ansible_host: 192.0.2.26}
    web_servers:
      vars: {webmail_hostname: thu.moj.gov.vn}
      hosts:
        web1: {ansible_host: 192.0.2.80}
"""
KEY = "v=DKIM1; k=rsa; p=" + "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" * 12


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two mail hosts, a webmail and a key."""
    root = tmp_path_factory.mktemp("moj")
    shutil.copytree(LAB / "group_vars", root / "group_vars")
    (root / "hosts.yml").write_text(HOSTS)
    (root / "tls").mkdir()
    make_certificates(root / "tls", "moj.gov.vn", ["mail1", "mail2"])
    (root / "dns").mkdir()
    (root / "dns" / "dkim-a.txt").write_text(
        f'a._domainkey IN TXT ( "{KEY[:250]}"\n  "{KEY[250:]}" ) ; made today\n'
    )
    return root


@pytest.fixture
def run(
    environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run the command for the environment; it returns its status and what was printed."""
    monkeypatch.setenv("HOPTHU_LANG", "en")

    def go(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["x", str(environment), *arguments])
        status = command.main()
        return status, "".join(capsys.readouterr())

    return go


@pytest.fixture(scope="module")
def printed(environment: Path) -> str:
    """What it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "hopthu.interfaces.commands.dns", environment],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def domain(environment: Path) -> Domain:
    """What the environment says; asking Ansible for it takes seconds."""
    return domain_of(environment)


@pytest.fixture
def check(
    zone: Zone, domain: Domain, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[], tuple[int, str]]:
    """Compare with what the zone says; it returns its status and what was printed."""
    monkeypatch.setenv("HOPTHU_LANG", "en")

    def go() -> tuple[int, str]:
        status = command.check(domain, NameServer.of(zone.address))
        return status, "".join(capsys.readouterr())

    return go


@pytest.fixture
def zone(printed: str) -> Iterator[Zone]:
    """A zone that says what was printed; ``address`` is where."""
    made = Zone(printed)
    with serving(made) as made.address:
        yield made


def test_every_line_is_one_of_a_zone(printed: str) -> None:
    """Which another program reads, and each kind is there."""
    rrsets = dns.zonefile.read_rrsets(printed, rdclass=None, default_ttl=3600)
    kinds = {rrset.rdtype.name for rrset in rrsets}
    assert kinds == {"MX", "A", "AAAA", "PTR", "TXT", "TLSA", "SRV", "CNAME", "CAA"}
    for line in (
        "moj.gov.vn. IN MX 10 mail1.moj.gov.vn.",
        "moj.gov.vn. IN MX 10 mail2.moj.gov.vn.",
        "mail1.moj.gov.vn. IN A 192.0.2.25",
        "mail1.moj.gov.vn. IN AAAA 2001:db8::25",
        "mail2.moj.gov.vn. IN A 192.0.2.26",
        "25.2.0.192.in-addr.arpa. IN PTR mail1.moj.gov.vn.",
        'moj.gov.vn. IN TXT "v=spf1 mx -all"',
        'mail2.moj.gov.vn. IN TXT "v=spf1 a -all"',
        '_smtp._tls.moj.gov.vn. IN TXT "v=TLSRPTv1; rua=mailto:postmaster@moj.gov.vn"',
        "_imaps._tcp.moj.gov.vn. IN SRV 0 1 993 mail1.moj.gov.vn.",
        "_pop3._tcp.moj.gov.vn. IN SRV 0 0 0 .",
        "autoconfig.moj.gov.vn. IN CNAME thu.moj.gov.vn.",
        "autodiscover.moj.gov.vn. IN CNAME thu.moj.gov.vn.",
        "mta-sts.moj.gov.vn. IN CNAME thu.moj.gov.vn.",
        'mail1.moj.gov.vn. IN CAA 0 issue "letsencrypt.org"',
        ";   mta-sts.txt: mx: mail2.moj.gov.vn",
    ):
        assert f"\n{line}\n" in f"\n{printed}", line
    assert f'"{KEY[:255]}" "{KEY[255:]}"' in printed


def test_tlsa_is_the_hash_of_the_key(printed: str, environment: Path) -> None:
    """As OpenSSL has it."""
    pipe = "openssl x509 -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum"
    certificate = (environment / "tls" / "mail1.crt").read_bytes()
    hashed = subprocess.run(["sh", "-c", pipe], input=certificate, capture_output=True, check=True)
    line = f"_25._tcp.mail1.moj.gov.vn. IN TLSA 3 1 1 {hashed.stdout.split()[0].decode()}"
    assert line in printed.splitlines()


def test_a_zone_that_says_all_is_well(
    zone: Zone, check: Callable[[], tuple[int, str]], printed: str
) -> None:
    """However it writes what means the same, and whatever else it says."""
    assert check() == (0, "moj.gov.vn: all 35 lines are there\n")
    other = printed.replace('"v=spf1 mx -all"', '"v=spf1 ip4:192.0.2.99 mx ~all"')
    other = other.replace('"v=DMARC1; p=quarantine;', '"v=DMARC1;p=reject; adkim=s;')
    other = other.replace("mail1.moj.gov.vn.\n", "MAIL1.moj.gov.vn.\n")
    other = other.replace("v=DKIM1; k=rsa; p=", "v=DKIM1; p=")
    other = other.replace(
        "autoconfig.moj.gov.vn. IN CNAME thu.moj.gov.vn.", "autoconfig.moj.gov.vn. IN A 192.0.2.80"
    )
    zone.say(other + 'moj.gov.vn. IN TXT "google-site-verification=x"\n')
    assert check()[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("IN MX 10 mail2", "IN MX 10 mail3", "MX is “10 mail3.moj.gov.vn.”"),
        pytest.param("moj.gov.vn. IN MX 10 mail2.moj.gov.vn.\n", "", "MX is missing"),
        pytest.param("IN A 192.0.2.25", "IN A 192.0.2.24", "A is “192.0.2.24”"),
        pytest.param(
            "IN PTR mail2.moj.gov.vn.", "IN PTR host26.example.", "PTR is “host26.example.”"
        ),
        pytest.param(
            "autoconfig.moj.gov.vn. IN CNAME thu.moj.gov.vn.",
            "autoconfig.moj.gov.vn. IN A 192.0.2.81",
            "CNAME is missing",
        ),
        pytest.param('"v=spf1 mx -all"', '"v=spf1 mx ?all"', "TXT is “v=spf1 mx ?all”"),
        pytest.param('"v=spf1 mx -all"', '"v=spf1 +all mx -all"', "TXT is “v=spf1 +all mx -all”"),
        pytest.param('"v=spf1 mx -all"', '"v=spf1 a -all"', "TXT is “v=spf1 a -all”"),
        pytest.param(
            'moj.gov.vn. IN TXT "v=spf1 mx -all"\n',
            'moj.gov.vn. IN TXT "v=spf1 mx -all"\nmoj.gov.vn. IN TXT "v=spf1 a -all"\n',
            "there is more than one TXT, so none counts",
        ),
        pytest.param("p=quarantine", "p=none", "TXT is “v=DMARC1; p=none;"),
        pytest.param("p=MIIB", "p=MIIC", "TXT is “v=DKIM1; k=rsa; p=MIIC"),
        pytest.param("v=STSv1; id=", "v=STSv1; id=0", "TXT is “v=STSv1; id=0"),
        pytest.param("IN TLSA 3 1 1", "IN TLSA 2 1 1", "TLSA is “2 1 1"),
        pytest.param("IN SRV 0 1 993 mail1", "IN SRV 0 1 143 mail1", "SRV is “0 1 143"),
        pytest.param("IN SRV 0 0 0 .", "IN SRV 0 1 110 mail1.moj.gov.vn.", "SRV is “0 1 110"),
        pytest.param('issue "letsencrypt.org"', 'issue "other.example"', "CAA is “0 issue"),
    ],
    ids=lambda text: text.split("\n")[0][:40],
)
def test_each_difference_has_its_remedy(
    zone: Zone, check: Callable[[], tuple[int, str]], printed: str, old: str, new: str, said: str
) -> None:
    """The line that has to be there; done, nothing is left."""
    assert old in printed
    zone.say(printed.replace(old, new, 1))
    status, told = check()
    assert status == 1
    assert said in told
    remedies = [line for line in printed.splitlines() if line[:1] not in ("", ";") and line in told]
    assert len(remedies) == 1
    assert told.endswith("moj.gov.vn: 1 differences\n")


def test_an_empty_zone_lacks_everything(zone: Zone, check: Callable[[], tuple[int, str]]) -> None:
    """All at once, in the reader's language."""
    zone.say("")
    status, told = check()
    assert status == 1
    assert told.endswith("moj.gov.vn: 35 differences\n")
    assert zone.address in told


def test_vietnamese(
    zone: Zone, check: Callable[[], tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As every command."""
    monkeypatch.setenv("HOPTHU_LANG", "vi")
    assert check()[1] == "moj.gov.vn: có đủ 35 dòng\n"
    zone.say("")
    assert "thêm dòng này vào vùng: moj.gov.vn. IN MX 10" in check()[1]


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_a_server_that_does_not_know_is_no_zone_without_lines(
    zone: Zone, check: Callable[[], tuple[int, str]], rcode: dns.rcode.Rcode
) -> None:
    """Its answer says nothing about what is there."""
    zone.rcode = rcode
    status, told = check()
    assert status == 1
    assert f"MX cannot be asked: {zone.address}: {rcode.name}" in told
    assert "is missing" not in told


def test_a_wrong_server_and_a_wrong_key_are_named(
    run: Callable[..., tuple[int, str]], environment: Path
) -> None:
    """With what to write."""
    status, told = run("--check", "--server", "ns1.moj.gov.vn")
    assert (status, "192.0.2.53#5353" in told) == (2, True)
    key = environment / "dns" / "dkim-b.txt"
    key.write_text("no line of a zone\n")
    try:
        status, told = run()
    finally:
        key.unlink()
    assert (status, "dkim-b.txt" in told) == (2, True)


def test_what_the_inventory_does_not_say_is_told(
    run: Callable[..., tuple[int, str]], environment: Path
) -> None:
    """And no line is made up for it."""
    hosts = environment / "hosts.yml"
    hosts.write_text(
        HOSTS.replace("        mail_server_caa: letsencrypt.org\n", "")
        .replace("{ansible_host: 192.0.2.26}", "{ansible_host: mail2.internal}")
        .replace("/tls/", "/none/")
    )
    try:
        status, told = run()
    finally:
        hosts.write_text(HOSTS)
    assert status == 0
    assert "; mail2.moj.gov.vn: say mail_server_addresses" in told
    assert "; CAA: say mail_server_caa" in told
    assert "; mail1.moj.gov.vn: its certificate is not known here (hopthu_tls_cert" in told
    assert not {"CAA", "TLSA"} & {line.split()[2] for line in told.splitlines() if line[0] != ";"}


def test_no_key_is_told_of_a_certificate_that_the_host_renews(
    run: Callable[..., tuple[int, str]], environment: Path
) -> None:
    """The file of the inventory was for its first start."""
    hosts = environment / "hosts.yml"
    hosts.write_text(HOSTS.replace("192.0.2.26}", "192.0.2.26, hopthu_tls_renewed: true}"))
    try:
        status, told = run()
    finally:
        hosts.write_text(HOSTS)
    assert status == 0
    keys = [line.split()[0] for line in told.splitlines() if " TLSA " in line and line[0] != ";"]
    assert keys
    assert all("mail1" in each for each in keys)


def test_the_command_asks_the_server_that_is_named(
    zone: Zone, run: Callable[..., tuple[int, str]]
) -> None:
    """And its status is that of what was found."""
    arguments = ("--check", "--server", zone.address)
    assert run(*arguments) == (0, "moj.gov.vn: all 35 lines are there\n")
    zone.say("")
    assert run(*arguments)[0] == 1
