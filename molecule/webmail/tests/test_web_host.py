"""The web host as the network meets it, and as its administrator does."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from default.tests.directory_client import FOLDER, SUFFIX, Server, shell_and_address
from default.tests.mail_client import Post
from default.tests.shell import Shell

from .webmail_client import HOST

AUTOCONFIG = "autoconfig.moj.gov.vn"
STAGED = "/etc/hopthu-web/staged"


class Secure(http.client.HTTPSConnection):
    """To an address, under a name that the certificate has to have."""

    def __init__(self, address: str, name: str, trust: ssl.SSLContext) -> None:
        super().__init__(name, context=trust, timeout=20)
        self.address, self.trust = address, trust

    def connect(self) -> None:
        """Connect."""
        plain = socket.create_connection((self.address, 443), 20)
        self.sock = self.trust.wrap_socket(plain, server_hostname=self.host)


@pytest.fixture(scope="module")
def trust() -> ssl.SSLContext:
    """Of the lab's authority alone."""
    return ssl.create_default_context(cafile=FOLDER / "tls" / "ca.crt")


@pytest.fixture(scope="module")
def shell() -> Shell:
    """A root shell on the web host."""
    return shell_and_address("web1")[0]


def get(
    address: str, trust: ssl.SSLContext, path: str, name: str = HOST
) -> tuple[int, http.client.HTTPMessage, str]:
    """Return status, headers and text of a page."""
    connection = Secure(address, name, trust)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def test_plain_leads_to_tls(web_address: str) -> None:
    """Port 80 shows nothing and says where to go."""
    connection = http.client.HTTPConnection(web_address, timeout=20)
    connection.request("GET", "/?_task=mail", headers={"Host": HOST})
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/?_task=mail"


def test_plain_leads_to_our_names_alone(web_address: str) -> None:
    """Asked for another name, port 80 answers nothing: it sends nobody elsewhere."""
    connection = http.client.HTTPConnection(web_address, timeout=20)
    connection.request("GET", "/", headers={"Host": "example.org"})
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    connection.close()


def test_page_protects_itself(web_address: str, trust: ssl.SSLContext) -> None:
    """The certificate is right, and browsers are told what to hold the page to."""
    status, headers, text = get(web_address, trust, "/")
    assert status == 200
    assert "Hộp thư moj.gov.vn" in text
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"].lower() == "sameorigin"
    for cookie in headers.get_all("Set-Cookie", []):
        assert {"secure", "httponly", "samesite=strict"} <= set(
            re.split(r";\s*", cookie.lower())
        ), cookie
    assert "X-Powered-By" not in headers
    assert headers["Server"] == "nginx"


def test_old_tls_and_other_names_are_refused(web_address: str, trust: ssl.SSLContext) -> None:
    """TLS 1.1 is, and a name that is not ours gets no certificate to compare."""
    old = subprocess.run(
        ["openssl", "s_client", "-connect", f"{web_address}:443", "-servername", HOST, "-tls1_1",
         "-cipher", "ALL:@SECLEVEL=0"],
        input="", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert old.returncode != 0
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        get(web_address, trust, "/", "example.org")


@pytest.mark.parametrize(
    "path",
    ["/config/config.inc.php", "/plugins/hopthu/hopthu.php", "/SQL/", "/logs/", "/temp/",
     "/installer/", "/.htaccess", "/plugins/password/config.inc.php.dist", "/program/lib/"],
)  # fmt: skip
def test_inner_files_are_not_given_out(web_address: str, trust: ssl.SSLContext, path: str) -> None:
    """Only what pages need."""
    assert get(web_address, trust, path)[0] == 404


def test_outlook_and_apple_find_the_servers(web_address: str, trust: ssl.SSLContext) -> None:
    """Outlook posts, in letters of either case; Apple's programs take a profile."""
    for path in ("/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml"):
        connection = Secure(web_address, HOST, trust)
        connection.request("POST", path, "<Autodiscover/>", {"Content-Type": "text/xml"})
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/xml")
        assert "<Server>mail1.lab.test</Server>" in answer.read().decode()
        connection.close()
        assert get(web_address, trust, path)[0] == 200
    status, headers, text = get(web_address, trust, "/hopthu.mobileconfig")
    assert (status, headers["Content-Type"]) == (200, "application/x-apple-aspen-config")
    assert "<string>mail1.lab.test</string>" in text


def test_mail_programs_find_the_servers(web_address: str, trust: ssl.SSLContext) -> None:
    """Thunderbird's file, at both of the places where it looks."""
    for name, path in (
        (AUTOCONFIG, "/mail/config-v1.1.xml?emailaddress=ai%40moj.gov.vn"),
        (AUTOCONFIG, "/.well-known/autoconfig/mail/config-v1.1.xml"),
        (HOST, "/.well-known/autoconfig/mail/config-v1.1.xml"),
    ):
        status, headers, text = get(web_address, trust, path, name)
        assert status == 200
        assert headers["Content-Type"] == "text/xml"
        assert "<hostname>mail1.lab.test</hostname>" in text
    assert get(web_address, trust, "/", AUTOCONFIG)[0] == 404


def test_secrets_are_few_and_hidden(shell: Shell) -> None:
    """The account's password and the keys are for root and PHP; Debian made the session key."""
    for path, mode in (
        ("/etc/hopthu-web/live/settings.json", 0o600),
        ("/etc/hopthu-web/live/tls/server.key", 0o600),
        ("/etc/hopthu-web/live/config.inc.php", 0o640),
        ("/etc/roundcube/config.inc.php", 0o640),
    ):
        assert shell.file(path).mode == mode, path
    key = shell.check_output("grep -o \"des_key'\\] = '.*'\" /etc/roundcube/config.inc.php")
    assert "rcmail-!24ByteDESkey*Str" not in key


def test_account_sees_addresses_and_no_more(server: Server) -> None:
    """What a broken web host would tell of people."""
    seen = server.search("webmail", "ou=people", "(mail=*)")
    names = set(re.findall(r"^([A-Za-z]+):", seen, re.MULTILINE)) - {"dn"}
    assert names == {"objectClass", "mail", "cn", "hopthuPlainName", "title", "ou"}
    seen = server.search("webmail", "ou=agencies")
    names = set(re.findall(r"^([A-Za-z]+):", seen, re.MULTILINE)) - {"dn"}
    assert names == {"objectClass", "mail", "ou", "displayName", "hopthuPlainName"}
    changed = server.client(
        "ldapmodify", "-D", f"cn=webmail,ou=services,{SUFFIX}",
        "-y", str(FOLDER / "secrets" / "webmail"),
        text=f"dn: uid=thanh-hoa-0001,ou=people,{SUFFIX}\nchangetype: modify\n"
        "replace: userPassword\nuserPassword: mat-khau-khac-1\n",
    )  # fmt: skip
    assert "Insufficient access" in changed.stderr


def hurry(address: str, trust: ssl.SSLContext) -> tuple[int, str]:
    """Try to log in without a page before, which costs no question to the mail server."""
    connection = Secure(address, HOST, trust)
    connection.request("POST", "/?_task=login", "_task=login&_action=login&_user=a&_pass=b")
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def login(address: str, trust: ssl.SSLContext, path: str, password: str) -> tuple[int, str]:
    """Try to log in from a page of one's own making; return status and cookie-free text."""
    connection = Secure(address, HOST, trust)
    connection.request("GET", "/")
    page = connection.getresponse()
    token = re.search(r'name="_token" value="(\w+)"', page.read().decode())
    cookies = "; ".join(each.partition(";")[0] for each in page.headers.get_all("Set-Cookie", []))
    assert token
    body = f"_task=login&_action=login&_token={token[1]}&_user=leanhhong&_pass={password}"
    connection.request(
        "POST", path, body, {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    )
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_guesses_are_counted_where_the_guesser_is(
    web_address: str, trust: ssl.SSLContext, post: Post
) -> None:
    """The mail host refuses the reader's own address, and not the webmail's."""
    try:
        with ThreadPoolExecutor(10) as crowd:
            tries = crowd.map(
                lambda number: login(web_address, trust, "/?_task=login", f"mat-khau-{number}"),
                range(10),
            )
            assert [status for status, _ in tries] == [401] * 10
        banned = post.shell.check_output("hopthu-bans").splitlines()
        assert [line.split()[2] for line in banned] == ["leanhhong@moj.gov.vn"]
        assert web_address not in banned[0]
    finally:
        post.shell.run("hopthu-bans lift leanhhong@moj.gov.vn")


def test_guesses_are_slowed_down_and_not_written_down(
    web_address: str, trust: ssl.SSLContext, shell: Shell
) -> None:
    """By the login page after some in a row, by no other way at all; logs have no password."""
    guess = "mat-khau-doan-mo"
    others = ("mail", "x&_task=login", "logi%6e", "login&x")
    for path in (*(f"/?_task={task}" for task in others), "/?%5Ftask=login", "/?.task=login"):
        status, page = login(web_address, trust, path, guess)
        assert (path, status) == (path, 401)
        assert guess not in page
    assert login(web_address, trust, "/?_task=login", guess)[0] == 401
    with ThreadPoolExecutor(15) as crowd:
        tries = list(crowd.map(lambda _: hurry(web_address, trust), range(140)))
    limited = next(page for status, page in tries if status == 429)
    assert "Quá nhiều lần đăng nhập" in limited
    assert "Too many logins" in limited
    assert login(web_address, trust, "/?_task=login", guess)[0] == 429
    shell.check_output("journalctl --sync")
    logs = shell.check_output("journalctl -q --no-pager; cat /var/log/nginx/*.log")
    assert "leanhhong" in logs
    assert guess not in logs


def test_bad_configuration_is_taken_back(
    web_address: str, trust: ssl.SSLContext, shell: Shell
) -> None:
    """One that is wrong is refused before, one that does not work after it was tried."""
    settings = json.loads(shell.file(f"{STAGED}/settings.json").content_string)
    try:
        shell.check_output(f"cp -a {STAGED} /root/staged")
        shell.check_output(f"echo nonsense >>{STAGED}/nginx.conf")
        refused = shell.run("hopthu-web-config")
        assert refused.rc == 1
        assert "refused, nothing was changed" in refused.stderr
        shell.check_output(f"cp -a /root/staged/nginx.conf {STAGED}/")
        wrong = json.dumps({**settings, "mail_host": "nirgends.lab.test"})
        shell.check_output("printf '%%s' %s >%s/settings.json", wrong, STAGED)
        failed = shell.run("hopthu-web-config")
        assert failed.rc == 1
        assert "the one before is back. the mail server nirgends.lab.test" in failed.stderr
        assert get(web_address, trust, "/")[0] == 200
    finally:
        shell.run(f"cp -a /root/staged/. {STAGED}/ && rm -rf /root/staged")
    assert shell.check_output("hopthu-web-config") == "unchanged"
