"""A new environment: whole or not at all, and what comes next."""

from __future__ import annotations

import fcntl
import glob
import os
import re
import secrets
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hopthu.files.whole import make_folder, sync_folder, unwritable, write_whole
from hopthu.forms.agency_list import read_agencies
from hopthu.records.catalogues import ACCOUNTS, Start, arranged, catalogue, files_of, list_alone
from hopthu.records.catalogues.catalogue import CENTRE
from hopthu.records.given.read import IDENTITY
from hopthu.records.given.rebuild import rebuilt
from hopthu.records.inventory.read import read_inventory, read_unchecked
from hopthu.records.patterns import HOST, LOCAL_PART
from hopthu.records.policy import Policy
from hopthu.servers.lab.config import PROJECT
from hopthu.text.errors import HopthuError, Place

from . import messages, words
from .certificates import make_certificates

WORKFLOWS = ("github", "gitlab", "forgejo")
_PLACES = {
    "github": ".github/workflows/hopthu.yml",
    "gitlab": ".gitlab-ci.yml",
    "forgejo": ".forgejo/workflows/hopthu.yml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnvironment:
    """What somebody asks for; ``workflow`` is one of :data:`WORKFLOWS`, or empty."""

    folder: Path
    catalogue: str = ""
    agencies: Path | None = None
    domain: str = ""
    prefix: str = ""
    own_authority: bool = False
    workflow: str = ""


def new(wanted: NewEnvironment) -> int:
    """Make the folder; raises HopthuError, and then nothing of it is there."""
    if wanted.folder.exists() or wanted.folder.is_symlink():
        raise HopthuError.of(messages.EXISTS, Place(str(wanted.folder)))
    start = start_of(wanted)
    files = files_of(start)
    if wanted.workflow:
        workflow = PROJECT / "workflows" / f"{wanted.workflow}.yml"
        files[_PLACES[wanted.workflow]] = workflow.read_text(encoding="utf-8")
    target = wanted.folder.absolute()
    try:
        with _beside(target) as beside:
            _write(beside, files)
            if wanted.own_authority:
                hosts = [f"ldap1.{start.domain}", f"mail.{start.domain}"]
                make_certificates(beside / "certificates", start.domain, hosts)
            _begin_register(beside, target.name)
            read_inventory(beside, Policy.of_environment(beside))
            beside.rename(target)
            sync_folder(target.parent)
    except OSError as error:
        raise unwritable(target, error) from error
    _tell(wanted, start)
    return 0


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new locked folder beside ``target``, gone again unless renamed.

    What killed runs left of the same environment is removed: it holds passwords and keys.
    """
    make_folder(target.parent)
    for left in target.parent.glob(f".{glob.escape(target.name)}.new-*"):
        with suppress(OSError), _locked(left):
            shutil.rmtree(left)
    beside = target.with_name(f".{target.name}.new-{os.getpid()}")
    beside.mkdir()
    try:
        with _locked(beside):
            yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock; raises OSError where somebody has it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def start_of(wanted: NewEnvironment) -> Start:
    """What the environment begins with; raises HopthuError."""
    chosen = catalogue(wanted.catalogue) if wanted.catalogue else list_alone()
    folders = chosen.folders
    if wanted.agencies:
        known = [agency for folder in folders for agency in folder.agencies]
        listed = read_agencies(wanted.agencies, chosen.kinds, known)
        folders = arranged(folders, listed, chosen.kinds)
    domain = (wanted.domain or (chosen.domain if wanted.catalogue else "")).lower()
    if not re.fullmatch(HOST, domain):
        raise HopthuError.of(messages.NO_DOMAIN, domain=domain)
    prefix = wanted.prefix or ("" if wanted.catalogue else domain.partition(".")[0])
    if prefix and not re.fullmatch(LOCAL_PART, prefix):
        raise HopthuError.of(messages.BAD_PREFIX, prefix=prefix)
    return Start(chosen, domain, folders, prefix)


def _write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        write_whole(folder / path, text)
    for name in ("certificates", "secrets"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    for account in ACCOUNTS:
        write_whole(folder / "secrets" / account, secrets.token_hex(16), 0o600)


def _begin_register(folder: Path, name: str) -> None:
    """Enter all that is given already; by the identity the directory knows whose it is."""
    write_whole(folder / IDENTITY, f"{name} {secrets.token_hex(8)}\n")
    policy = Policy.of_environment(folder)
    for path, text in rebuilt(folder, read_unchecked(folder), policy).contents.items():
        write_whole(path, text)


def _tell(wanted: NewEnvironment, start: Start) -> None:
    folder = shlex.quote(str(wanted.folder))
    agencies = sum(len(each.agencies) for each in start.folders)
    values: dict[str, object] = {
        "folder": folder,
        "provinces": sum(each.name != CENTRE for each in start.folders),
        "agencies": agencies,
        "domain": start.domain,
        "doctor": f"{_tool('scripts/environment')} doctor {folder}",
        "site": f"{_tool('.venv/bin/ansible-playbook')} -i {folder}/hosts.yml "
        f"{_tool('playbooks/site.yml')}",
    }
    sys.stdout.write(words.MADE.render(values) + "\n")
    if any(each.notes for each in start.folders):
        sys.stdout.write(words.TO_ADD.render(values) + "\n")
    certificates = words.CERTIFIED if wanted.own_authority else words.CERTIFICATES
    sys.stdout.write(certificates.render(values) + "\n")
    sys.stdout.write(words.NEXT.render(values) + "\n")


def _tool(name: str) -> str:
    """A file of the toolkit as one types it here: whole where this folder is another one."""
    return name if Path.cwd() == PROJECT else shlex.quote(str(PROJECT / name))
