"""scripts/ci with real servers: an apply is probed there, and drift tells what differs there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from scenario import operate

from .directory_client import FOLDER, Server
from .mail_client import Post


class Environment:
    """The scenario's inventory as one committed environment, as a ministry's is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in ("provinces", "given", "group_vars"):
            shutil.copytree(FOLDER / part, folder / part)
        hosts, servers = (
            yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))["all"]
            for name in ("hosts", "servers")
        )
        known = {**hosts["vars"], **servers["vars"], "hopthu_inventory": "{{ inventory_dir }}"}
        children = {**hosts["children"], **servers["children"]}
        text = yaml.safe_dump({"all": {"vars": known, "children": children}})
        (folder / "hosts.yml").write_text(text, encoding="utf-8")
        (folder / ".gitignore").write_text("review/\nruns/\nhandover/\n", encoding="utf-8")
        self.git("init", "--quiet", "-b", "main")
        self.commit()

    def git(self, *arguments: str) -> None:
        """Run git as somebody who has no configuration of their own."""
        who = ("-c", "user.name=An", "-c", "user.email=an@moj.gov.vn", "-c", "commit.gpgsign=false")
        command = ["git", "-C", str(self.folder), *who, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def commit(self) -> None:
        """Commit all files as they are."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", "A change")

    def enter(self) -> None:
        """Enter what was written by hand into the register of what was given."""
        command = [sys.executable, "-m", "hopthu.interfaces.commands.register", "--write"]
        operate(*command, "--into", str(self.folder))

    def ci(self, action: str, *arguments: str, status: int) -> Any:
        """Run scripts/ci, and return what its documents tell programs."""
        command = [sys.executable, "-m", "hopthu.interfaces.commands.ci", action, str(self.folder)]
        into = self.folder / "review"
        operate(*command, "--into", str(into), *arguments, status=status)
        return json.loads((into / f"{action}.json").read_text(encoding="utf-8"))


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """The scenario's inventory, committed."""
    return Environment(tmp_path / "ministry")


def test_an_apply_is_probed(environment: Environment) -> None:
    """Somebody gets another alias: a letter arrives there, and the apply tells of it."""
    people = environment.folder / "provinces" / "quang_ngai" / "people.yml"
    text = people.read_text(encoding="utf-8")
    # Whoever no other test changes; what was done is taken back below.
    mailbox = re.search(r"- id: quang-ngai-0019\n(?:    .*\n)*?    mailbox: (\S+)\n", text)
    assert mailbox is not None
    line = mailbox[0]
    people.write_text(text.replace(line, f"{line}    aliases: [ci.{mailbox[1]}]\n"), "utf-8")
    environment.enter()
    environment.commit()
    planned = environment.ci("plan", "--province", "quang_ngai", status=1)
    assert [change["id"] for plan in planned["plans"] for change in plan["changes"]] == [
        "quang-ngai-0019"
    ]
    review = str(environment.folder / "review" / "plan.json")
    applied = environment.ci("apply", "--plan", review, status=0)
    assert (applied["status"], applied["probe"]["verdict"]) == ("applied", "passed")
    told = "\n".join(applied["probe"]["lines"])
    assert "LDAP: 1 mailboxes are as the inventory says" in told
    assert "mail1: a letter was in the last of them after" in told
    people.write_text(text, "utf-8")
    environment.commit()
    environment.ci("plan", "--province", "quang_ngai", status=1)
    environment.ci("apply", "--plan", review, "--probe", "none", status=0)


SOON = "/etc/hopthu-web/live/tls/server.crt"
SELF_SIGNED = "openssl req -x509 -newkey rsa:2048 -noenc -keyout /dev/null -days 5 -subj /CN=x"
BY_HAND = r"dn: cn=config\nchangetype: modify\nreplace: olcIdleTimeout\nolcIdleTimeout: 77\n"


@pytest.fixture
def mended(server: Server, post: Post) -> Iterator[None]:
    """Both hosts after somebody changed by hand what their servers run with."""
    main = "/etc/postfix/main.cf"
    post.shell.check_output(f"cp -p {main} /root/main.cf.kept && echo '# by hand' >> {main}")
    server.shell.check_output(f"printf '{BY_HAND}' | ldapmodify -Q -Y EXTERNAL -H ldapi:///")
    # An update waits for a reboot here; there a certificate ends soon, of a web server perhaps.
    post.shell.check_output("touch /run/reboot-required")
    server.shell.check_output(f"mkdir -p $(dirname {SOON}) && {SELF_SIGNED} -out {SOON}")
    yield
    post.shell.check_output("rm /run/reboot-required")
    server.shell.check_output("rm -r /etc/hopthu-web")
    post.shell.check_output(f"mv /root/main.cf.kept {main}")
    server.shell.check_output("hopthu-directory-config")


def test_servers_as_they_were_made(environment: Environment) -> None:
    """There is no drift: neither of them would change."""
    servers = environment.ci("drift", status=0)["servers"]
    assert [(each["host"], each["tasks"]) for each in servers] == [("ldap1", []), ("mail1", [])]


@pytest.mark.usefixtures("mended")
def test_servers_that_were_mended_by_hand(environment: Environment) -> None:
    """Both would be made anew, and the report says so."""
    servers = environment.ci("drift", status=1)["servers"]
    assert [(each["host"], each["reboot"]) for each in servers] == [
        ("ldap1", False),
        ("mail1", True),
    ]
    day = (datetime.now(UTC) + timedelta(days=5)).date()
    assert [each["certificates"] for each in servers] == [[[SOON, f"{day}"]], []]
    assert {each["host"]: (each["tasks"], each["failed_at"]) for each in servers} == {
        "ldap1": (["directory_server : Make it the configuration that runs"], ""),
        "mail1": (
            ["mail_server : Make the configuration of Postfix and Dovecot the one that runs"],
            "",
        ),
    }
