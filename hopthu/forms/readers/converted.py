"""Read a document of an old kind (.doc, .rtf, .odt) through LibreOffice, which makes a .docx of it.

The programs that only draw the text out of a .doc lose which cell of a table it was in, so that a
telephone number could become a title: without LibreOffice such a form is refused, not guessed.

It runs in a folder of its own with a profile of its own: no macro runs, no link is followed, the
network is out of reach of its own means, and it has a minute.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from hopthu.text.errors import HopthuError

from .. import messages
from ..sheet import Sheet
from .archive import MAX_UNPACKED
from .docx import reader as docx

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 60.0

# Path of an option, its name, its value: macros, links, the network (through a proxy that is none).
_OPTIONS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_ITEM = (
    '<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>\n'
)


def read(data: bytes) -> list[Sheet]:
    """Return the document as one sheet, as :mod:`.docx` does; raises ``HopthuError``."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if not program:
        raise HopthuError.of(messages.NO_CONVERTER)
    with tempfile.TemporaryDirectory(prefix="hopthu-", ignore_cleanup_errors=True) as folder:
        return docx.read(_convert(program, data, Path(folder)))


def _convert(program: str, data: bytes, folder: Path) -> bytes:
    source, result = folder / "form", folder / "out" / "form.docx"
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    items = "".join(_ITEM.format(path=path, name=name, value=v) for path, name, v in _OPTIONS)
    (profile / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), "utf-8")
    source.write_bytes(data)
    command = [
        program, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--norestore",
        "--nologo", "--nolockcheck", "--convert-to", "docx", "--outdir", str(result.parent),
        str(source),
    ]  # fmt: skip
    if not _run(command, folder):
        raise HopthuError.of(messages.CONVERSION_TOO_LONG, seconds=int(SECONDS))
    if not result.is_file() or result.stat().st_size > MAX_UNPACKED:
        raise HopthuError.of(messages.NOT_CONVERTED)
    return result.read_bytes()


def _run(command: list[str], folder: Path) -> bool:
    """Run a program that may have children of its own; tell whether it ended in time."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder)}
    with subprocess.Popen(  # noqa: S603 - a list, no shell, and no word of the form in it
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as started:
        try:
            started.wait(SECONDS)
        except subprocess.TimeoutExpired:
            return False
        finally:  # the program is a script whose child outlives it
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
    return True
