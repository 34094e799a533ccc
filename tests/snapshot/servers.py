"""Programs that stand in for a mail server's own, so that playbooks can be asked without hosts."""

from __future__ import annotations

import json
import time
from pathlib import Path

from .stage import Stage

_HOST = """\
    mail_servers:
      hosts:
        mail1:
          ansible_connection: local
          ansible_python_interpreter: "{{ ansible_playbook_python }}"
          mail_server_hostname: mail1.moj.gov.vn
"""
_MAILBOX = """\
#!/usr/bin/env python3
# Says of every mailbox that all went well; of everybody's whose number ends in 7, that it is none.
import json, pathlib, sys, time
if sys.argv[1] == "logins":
    told = json.loads(pathlib.Path(__file__).with_name("logins.json").read_text())
    print(json.dumps({"now": int(time.time()), "logins": told, "unread": []}))
    sys.exit()
STATES = {"look": "there", "archive": "archived", "remove": "removed"}
facts = {"messages": 3, "bytes": 4096, "archive": "/srv/vmail-archive/x.tar.gz", "new": True}
told = []
for box in json.load(sys.stdin)["boxes"] if sys.argv[1] in STATES else []:
    there = {"state": STATES[sys.argv[1]], **facts}
    told.append({"id": box["id"], **({"state": "none"} if box["id"][-1] == "7" else there)})
print(json.dumps({"boxes": told}))
"""
# The names of mailboxes, KiB in use and the limit, as "doveadm -f tab quota get" has them.
_QUOTA = (
    ("nguoi1.thanhhoa", 3_000_000, 3_145_728),
    ("nguoi2.thanhhoa", 1_900_000, 2_097_152),
    ("nguoi3.thanhhoa", 200, 2_097_152),
    ("nguoi4.thanhhoa", 3_500_000, 4_194_304),
    ("thads.thanhhoa", 9_999_999, 10_485_760),
    ("nguoi1.bacgiang", 0, 3_145_728),
)
_DOVEADM = """\
#!/usr/bin/env bash
case "$*" in
    *"quota get"*) cat "$(dirname "$0")/quota.tab" ;;
    user*) for address in "${@:2}"; do echo "$address" ; done ;;
    *) echo "doveadm: Fatal: not here" >&2; exit 75 ;;
esac
"""
_POSTCONF = """\
#!/usr/bin/env bash
echo "hash:/etc/postfix/$2"
"""
_POSTMAP = """\
#!/usr/bin/env bash
exit 1
"""


def add_mail_server(stage: Stage) -> None:
    """A mail server that is this machine, with programs that answer always the same."""
    stage.edit("hosts.yml", "    mail_servers:\n", _HOST)
    programs = {"hopthu-mailbox": _MAILBOX, "doveadm": _DOVEADM}
    programs |= {"postconf": _POSTCONF, "postmap": _POSTMAP}
    for name, text in programs.items():
        _program(stage.root / "bin" / name, text)
    rows = ["Username\tQuota name\tType\tValue\tLimit\t%"]
    for mailbox, used, limit in _QUOTA:
        share = used * 100 // limit
        rows.append(f"{mailbox}@moj.gov.vn\tUser quota\tSTORAGE\t{used}\t{limit}\t{share}")
        rows.append(f"{mailbox}@moj.gov.vn\tUser quota\tMESSAGE\t12\t-\t0")
    (stage.root / "bin" / "logins.json").write_text("{}")
    (stage.root / "bin" / "quota.tab").write_text("\n".join(rows) + "\n", encoding="utf-8")


def note_login(stage: Stage, person: str) -> None:
    """Have the mail server that stands in note that somebody logged in just now."""
    path = stage.root / "bin" / "logins.json"
    noted = json.loads(path.read_text())
    path.write_text(json.dumps({**noted, person: int(time.time())}))


def _program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
