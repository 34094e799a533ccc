"""How files go into a snapshot: as text that ``diff`` can show, whatever they are."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

Normalise = Callable[[str], str]
_ZIPPED = (".xlsx", ".docx", ".ods", ".odt", ".zip")
_SEALED = "sealed, with random content\n"
# Names of what only git, Ansible or a run of Python leaves.
_PASSED_OVER = {".git", ".ansible", "__pycache__"}


def keep_folder(folder: Path, into: Path, normalise: Normalise) -> None:
    """Put the files below ``folder`` into ``into``, and a list of them with their modes."""
    modes = []
    for path, name in named(folder, normalise):
        modes.append(f"{path.lstat().st_mode & 0o777:04o} {name}\n")
        keep_file(path, into / name, normalise)
    into.mkdir(parents=True, exist_ok=True)
    (into / "MODES.txt").write_text("".join(modes), encoding="utf-8")


def named(folder: Path, normalise: Normalise, prefix: str = "") -> Iterator[tuple[Path, str]]:
    """The files below a folder and their normalised names, in the order of the true names.

    Runs and bundles are named by time: in their order they get numbers.
    """
    seen: dict[str, int] = {}
    for path in sorted(folder.iterdir()):
        if path.name in _PASSED_OVER:
            continue
        name = normalise(path.name)
        seen[name] = seen.get(name, 0) + 1
        if name != path.name:
            name = f"{name}~{seen[name]}" if path.is_dir() else f"{seen[name]}~{name}"
        if path.is_dir() and not path.is_symlink():
            yield from named(path, normalise, f"{prefix}{name}/")
        else:
            yield path, prefix + name


def keep_file(path: Path, target: Path, normalise: Normalise) -> None:
    """Put one file in, in a form by its suffix."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        _write(target, normalise(f"-> {os.readlink(path)}\n"))
    elif path.suffix in _ZIPPED and zipfile.is_zipfile(path):
        _keep_parts(path.read_bytes(), target, normalise)
    elif path.suffix == ".pdf":
        _write(target.with_name(target.name + ".txt"), normalise(pdf_text(path)))
    elif path.suffix == ".age":
        _write(target, _SEALED)
    elif path.name == ".match-key":
        _write(target, "random\n")
    else:
        _keep_bytes(path.read_bytes(), target, normalise)


def _keep_parts(data: bytes, target: Path, normalise: Normalise) -> None:
    """An office file: its parts, without the times in the archive, a tag a line."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if name.endswith((".xml", ".rels", ".vml")):
                part = part.replace(b"><", b">\n<")
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            _keep_bytes(part, place, normalise)


def _keep_bytes(data: bytes, target: Path, normalise: Normalise) -> None:
    try:
        _write(target, normalise(data.decode("utf-8")))
    except UnicodeDecodeError:
        digest = hashlib.sha256(data).hexdigest()
        _write(target, f"{len(data)} bytes, SHA-256 {digest}\n")


def _write(target: Path, text: str) -> None:
    # newline="" keeps CRLF, which a CSV for Excel has.
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(text)


def pdf_text(path: Path) -> str:
    """What a PDF says, page by page; its bytes differ with fonts and compression."""
    from pypdf import PdfReader

    pages = [page.extract_text() for page in PdfReader(path).pages]
    return "\f\n".join(f"{page}\n" for page in pages)


def tidy_ldif(text: str) -> str:
    """A dump in a fixed order, readable, without password hashes.

    Servers return entries in the order in which they were written, which is not fixed where several
    provinces are written at once.
    """
    entries = []
    for block in text.strip().split("\n\n"):
        dn, *lines = map(_readable, block.split("\n"))
        entries.append("\n".join([dn, *sorted(lines)]))
    return "\n\n".join(sorted(entries)) + "\n"


def _readable(line: str) -> str:
    name, _, value = line.partition(": ")
    if name.rstrip(":") in ("userPassword", "olcRootPW"):
        return f"{name.rstrip(':')}: PRESENT"
    if not name.endswith(":"):
        return line
    try:
        value = base64.b64decode(value).decode("utf-8")
    except UnicodeDecodeError:
        return line
    value = re.sub(r"[\r\n]", "␤", value)
    return f"{name} {value}"
