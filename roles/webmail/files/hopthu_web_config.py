"""Make the staged configuration the one that nginx and PHP run with (hopthu_host/staged.py).

A copy of /etc/hopthu-web/staged takes the place of /etc/hopthu-web/live.
"""

from __future__ import annotations

import http.client
import imaplib
import json
import smtplib
import socket
import ssl
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from hopthu_host.commands import Wrong, must, run
from hopthu_host.staged import Configuration, Server, main

STAGED, LIVE = Path("/etc/hopthu-web/staged"), Path("/etc/hopthu-web/live")
STATE = Path("/var/lib/hopthu-web")
# Other texts of the role that count.
DROP_IN = "/etc/systemd/system/{}.service.d/hopthu.conf"
PLUGIN = Path("/var/lib/roundcube/plugins/hopthu")
PATIENCE = 15  # seconds that one question may take
BIND = """
$login = json_decode(stream_get_contents(STDIN), true);
$link = ldap_connect($login['directory']);
ldap_set_option($link, LDAP_OPT_PROTOCOL_VERSION, 3);
ldap_set_option($link, LDAP_OPT_NETWORK_TIMEOUT, 5);
exit(@ldap_bind($link, $login['bind_dn'], $login['password']) ? 0 : print(ldap_error($link)));
"""


class Web(Server):
    """nginx and PHP, which are one: neither is of use without the other."""

    name = "web"

    def __init__(self, php: str) -> None:
        self._units = (f"{php}-fpm", "nginx")

    def sources(self) -> Iterable[Path]:
        """All that the role writes."""
        return [STAGED, PLUGIN, *(Path(DROP_IN.format(unit)) for unit in self._units)]

    def places(self) -> Mapping[Path, Path]:
        """The folder as a whole."""
        return {LIVE: STAGED}

    def runs(self) -> bool:
        """Both units, with our files."""
        return all(_is_ours(unit) for unit in self._units)

    def reread(self) -> None:
        """Without a break if it runs.

        What a unit says counts from a start on; one that Debian's package started has another file.
        """
        must("systemctl", "daemon-reload")
        for unit in self._units:
            drop_in, started = Path(DROP_IN.format(unit)), STATE / f"{unit}.started"
            bounds = drop_in.read_text() if drop_in.is_file() else ""
            known = started.is_file() and started.read_text() == bounds
            started.unlink(missing_ok=True)
            run("systemctl", "reset-failed", unit)
            must("systemctl", "reload" if known and _is_ours(unit) else "restart", unit)
            started.write_text(bounds)


class Webmail(Configuration):
    """The configuration of both; what it says itself tells where to ask."""

    state = STATE

    def __init__(self) -> None:
        self._settings: dict[str, str] = json.loads((STAGED / "settings.json").read_text())
        self.servers = (Web(f"php{self._settings['php']}"),)

    def check(self) -> None:
        """By their own tools."""
        must("nginx", "-t", "-q", "-c", STAGED / "nginx.conf")
        must(f"php-fpm{self._settings['php']}", "-t", "--fpm-config", STAGED / "php-fpm.conf")
        must("php", "-l", STAGED / "config.inc.php")

    def ask(self) -> None:
        """The pages, and those that they need."""
        trusted = ssl.create_default_context(cafile=LIVE / "tls" / "ca.crt")
        host, autoconfig = self._settings["host"], self._settings["autoconfig"]
        if "rcmloginuser" not in get(host, "/", trusted):
            raise Wrong(
                f"https://{host}/ is not Roundcube's login page; see: journalctl -t roundcube"
            )
        if autoconfig:
            get(autoconfig, "/mail/config-v1.1.xml", trusted)
        self._ask_mail(self._settings["mail_host"], trusted)
        self._ask_directory()

    def _ask_mail(self, host: str, trusted: ssl.SSLContext) -> None:
        try:
            with imaplib.IMAP4_SSL(host, 993, ssl_context=trusted, timeout=PATIENCE) as imap:
                imap.noop()
            with smtplib.SMTP_SSL(host, 465, context=trusted, timeout=PATIENCE) as smtp:
                smtp.noop()
        except (OSError, imaplib.IMAP4.error) as error:
            raise Wrong(f"the mail server {host} (993, 465) cannot be used: {error}") from error

    def _ask_directory(self) -> None:
        ca_file = str(LIVE / "tls" / "ca.crt")
        done = run("php", "-r", BIND, text=json.dumps(self._settings), LDAPTLS_CACERT=ca_file)
        if done.returncode != 0 or done.stdout:
            said = (done.stdout or done.stderr).strip()
            raise Wrong(f"the directory {self._settings['directory']} cannot be used: {said}")


def _is_ours(unit: str) -> bool:
    process = run("systemctl", "show", "-p", "MainPID", "--value", unit).stdout.strip()
    line = Path(f"/proc/{process}/cmdline")
    return process not in ("", "0") and line.exists() and str(LIVE).encode() in line.read_bytes()


def get(host: str, path: str, trusted: ssl.SSLContext) -> str:
    """Return a page of this host, by the name that people type: the certificate has to be right."""
    connection = http.client.HTTPConnection(host)
    try:
        plain = socket.create_connection(("127.0.0.1", 443), PATIENCE)
        connection.sock = trusted.wrap_socket(plain, server_hostname=host)
        connection.request("GET", path)
        answer = connection.getresponse()
        page = answer.read().decode("utf-8", "replace")
    except ssl.SSLCertVerificationError as error:
        raise Wrong(f"the certificate is not good for {host}: {error.verify_message}") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise Wrong(f"https://{host}{path}: {answer.status} {answer.reason}")
    return page


if __name__ == "__main__":
    sys.exit(main(Webmail()))
