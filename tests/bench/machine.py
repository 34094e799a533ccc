"""The machine that a bench ran on, in one line."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import subprocess
from pathlib import Path

from hopthu.servers.lab.process import program


def describe() -> str:
    """Cores, processor, memory, kernel and the versions that matter."""
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("ansible-core", "ldap3", "pyyaml")
    )
    return (
        f"{os.cpu_count()} cores of {_processor()}, {_memory()} GB, "
        f"{platform.system()} {platform.release()}; OpenLDAP {_openldap()}, "
        f"Python {platform.python_version()}, {versions}"
    )


def load() -> str:
    """What else the machine is doing: its load over the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


def _openldap() -> str:
    # slapd -V writes its version to standard error and ends with a status of its own.
    done = subprocess.run([program("slapd"), "-VV"], capture_output=True, text=True, check=False)
    found = re.search(r"slapd (\S+)", done.stdout + done.stderr)
    return found[1] if found else "?"
