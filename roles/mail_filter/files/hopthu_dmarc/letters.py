"""Letters of a mailbox that bring reports, by Dovecot's own tool."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

from hopthu_host.commands import Wrong, must

_MOST = 1000  # letters, the newest
_LONGEST = 20 << 20  # bytes of a letter
_PATIENCE = 60.0
_HEAD = b"text:\n"
_UNKNOWN_USER = 67  # EX_NOUSER


def letters(mailbox: str, days: int) -> Iterator[bytes]:
    """Yield the letters of so many days that say they bring one; none where nobody has the box."""
    query = ("mailbox", "INBOX", "since", f"{days}days", "subject", "Report Domain", "smaller")
    asked = ["doveadm", "-f", "tab", "fetch", "-u", mailbox, "uid", *query, str(_LONGEST)]
    found = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=_PATIENCE)
    if found.returncode == _UNKNOWN_USER:
        return
    if found.returncode != 0:
        raise Wrong(f"doveadm: {found.stderr.strip()}")
    for uid in found.stdout.split()[1:][-_MOST:]:
        one = ("doveadm", "-f", "pager", "fetch", "-u", mailbox, "text")
        command = [*one, "mailbox", "INBOX", "uid", uid]
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE)
        if done.returncode == 0 and done.stdout.startswith(_HEAD):
            yield done.stdout[len(_HEAD) :].rstrip(b"\f\n") + b"\n"


def domain_of_host() -> str:
    """The domain whose letters this host takes."""
    return must("postconf", "-hx", "mydomain")
