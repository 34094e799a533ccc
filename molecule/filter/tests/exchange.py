"""A mail host outside, with zones, a policy and certificates; a resolver that checks signatures."""

from __future__ import annotations

import base64
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.dnssec
import dns.dnssectypes
import dns.rdatatype
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec

from default.tests.directory_client import FOLDER
from default.tests.mail_client import Post
from hopthu.servers.zone.needed import key_hash

from .outside import HEAD, Outside

MX = "/root/mx"
POLICY = "version: STSv1\nmode: enforce\nmx: mx.sts.test\nmax_age: 86400\n"
UNBOUND = """server:
  interface: {address}
  access-control: 0.0.0.0/0 allow
  module-config: "validator iterator"
  do-not-query-localhost: no
  trust-anchor: "{anchor}"
  local-zone: "test." nodefault
{stubs}
"""
STUB = 'stub-zone:\n  name: "{zone}"\n  stub-addr: {address}\n'


def _certificate(folder: Path, *names: str) -> Path:
    """Make a key and a certificate of the lab's authority for names, in one file."""
    key, request, whole = (folder / f"{names[0]}.{end}" for end in ("key", "csr", "pem"))
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc")
    _openssl("req", *curve, "-subj", "/CN=x", "-keyout", str(key), "-out", str(request))
    more = folder / "more"
    more.write_text("subjectAltName=" + ",".join(f"DNS:{name}" for name in names))
    authority = ("-CA", str(FOLDER / "tls/ca.crt"), "-CAkey", str(FOLDER / "tls/ca.key"))
    made = _openssl("x509", "-req", "-in", str(request), *authority, "-extfile", str(more))
    whole.write_text(key.read_text() + made)
    return whole


def _openssl(*arguments: str) -> str:
    done = subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def _signed(zone: str, text: str) -> tuple[str, str]:
    """Sign a zone; return it, and its key as a resolver is told it."""
    private = ec.generate_private_key(ec.SECP256R1())
    key = dns.dnssec.make_dnskey(
        private.public_key(), dns.dnssectypes.Algorithm.ECDSAP256SHA256, 257
    )
    found = dns.zone.from_text(text, origin=zone, relativize=False)
    now = datetime.now(UTC)
    dns.dnssec.sign_zone(
        found,
        keys=[(private, key)],
        inception=now - timedelta(hours=1),
        expiration=now + timedelta(days=2),
        dnskey_ttl=5,
    )
    return found.to_text(relativize=False), f"{zone}. DNSKEY {key}"


class Exchange:
    """The mail host outside, and the zones that lead to it."""

    def __init__(self, post: Post, outside: Outside, folder: Path) -> None:
        self._post, self._outside, self._folder = post, outside, folder
        self.right = _certificate(folder, "mx.sts.test", "mx.dane.test")
        self.wrong = _certificate(folder, "elsewhere.test")
        self._web = _certificate(folder, "mta-sts.sts.test")

    def start(self) -> None:
        """Serve zones and policy, and let the mail host ask a resolver that checks signatures."""
        address, out = self._outside.address, self._outside.shell
        out.check_output(f"mkdir -p {MX}")
        self._outside.put(f"{MX}/web.pem", self._web.read_text())
        self._outside.put(f"{MX}/policy", POLICY)
        self._outside.put(
            f"{MX}/serve.py", Path(__file__).with_name("mail_exchange.py").read_text()
        )
        to = f"@ IN MX 10 mx\nmx IN A {address}\n"
        sts = f'{to}mta-sts IN A {address}\n_mta-sts IN TXT "v=STSv1; id=1"\n'
        dane = f"{to}_25._tcp.mx IN TLSA 3 1 1 {key_hash(str(self.right))}\n"
        text, anchor = _signed("dane.test", HEAD.format(zone="dane.test", serial=1) + dane)
        self._outside.more = {
            "sts.test": HEAD.format(zone="sts.test", serial=1) + sts,
            "dane.test": text,
        }
        self._outside.publish()
        self._resolve(anchor)
        trusted = "/usr/local/share/ca-certificates/lab.crt"
        authority = (FOLDER / "tls/ca.crt").read_text()
        self._post.shell.check_output(f"printf %%s %s >{trusted}", authority)
        self._post.shell.check_output("update-ca-certificates 2>&1; postfix reload 2>&1")
        self._post.shell.check_output("systemctl restart hopthu-sts")

    def _resolve(self, anchor: str) -> None:
        address = self._outside.address
        resolver = address.rpartition(".")[0] + ".250"
        zones = ("outside.test", "lab.test", "sts.test", "dane.test")
        stubs = "".join(STUB.format(zone=zone, address=address) for zone in zones)
        text = UNBOUND.format(address=resolver, anchor=anchor, stubs=stubs)
        self._outside.put("/etc/unbound/unbound.conf", text)
        add = f"ip address replace {resolver}/24 dev eth0 && systemctl restart unbound"
        self._outside.shell.check_output(add)
        lines = f"nameserver {resolver}\\noptions trust-ad edns0\\n"
        self._post.shell.check_output(f"printf '{lines}' >/etc/resolv.conf")

    def show(self, certificate: Path) -> None:
        """Show a certificate from now on."""
        self._outside.put(f"{MX}/mx.pem", certificate.read_text())
        unit = "systemd-run -q --collect --unit=outside-mx"
        ready = "timeout 20 bash -c 'until (: </dev/tcp/127.0.0.1/25); do sleep .1; done' 2>&1"
        self._outside.shell.check_output(
            f"rm -f {MX}/letters; systemctl stop outside-mx;"
            f" {unit} python3 {MX}/serve.py {MX} && {ready}"
        )

    def letters(self) -> list[str]:
        """To whom letters came over TLS."""
        return [to for to, _ in self.came()]

    def came(self) -> list[tuple[str, bytes]]:
        """Letters that came over TLS, each with whom it is to."""
        text = self._outside.shell.run(f"cat {MX}/letters").stdout
        found = [json.loads(line) for line in text.splitlines()]
        assert all(each["tls"] for each in found)
        return [(each["to"][0], base64.b64decode(each["letter"])) for each in found]

    def stop(self) -> None:
        """Ask the name server as before."""
        self._post.shell.run("postsuper -d ALL")
        self._outside.shell.run("systemctl stop outside-mx unbound")
        self._outside.more = {}
        self._outside.publish()
