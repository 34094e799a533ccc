"""The files of a new environment, from a catalogue: from then on they are the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from ..allocate import Allocator
from ..edits.yaml_text import quoted, record_lines, scalar
from ..inventory.fields import AGENCY_FIELDS
from ..model import Agency, Inventory
from ..policy import Policy
from .catalogue import CENTRE, AgencyCatalogue, Folder

# The service accounts of the directory, as playbooks/site.yml makes them.
ACCOUNTS = ("hopthu", "postfix", "dovecot", "webmail")
POLICY = "group_vars/all/policy.yml"
_TEMPLATES = {
    "hosts.yml": "hosts.yml.j2",
    POLICY: "policy.yml.j2",
    "group_vars/all/secrets.yml": "secrets.yml.j2",
    "vocabulary.yml": "vocabulary.yml.j2",
}


@dataclass(frozen=True, slots=True)
class Start:
    """What an environment begins with: words of a catalogue, and agencies, the centre's first.

    ``prefix`` is what agencies' addresses begin with; empty: the catalogue's.
    """

    catalogue: AgencyCatalogue
    domain: str
    folders: tuple[Folder, ...]
    prefix: str = ""

    @property
    def suffix(self) -> str:
        """The DN that follows from the domain."""
        return ",".join(f"dc={part}" for part in self.domain.split("."))


def files_of(start: Start) -> dict[str, str]:
    """Each file by its path in the environment's folder."""
    files = {path: _rendered(name, start) for path, name in _TEMPLATES.items()}
    files[".gitignore"] = _text("gitignore")
    files[".gitattributes"] = _text("gitattributes")
    policy = Policy.from_mapping(_policy(files[POLICY]))
    for folder in _with_mailboxes(start.folders, policy):
        lines = [line for each in folder.agencies for line in _lines(each)]
        text = "\n".join(["---", *folder.notes, "agencies:", *lines])
        files[f"provinces/{folder.name}/agencies.yml"] = f"{text}\n"
    return files


def _rendered(name: str, start: Start) -> str:
    import jinja2

    environment = jinja2.Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML; scalar() quotes what has to be
    )
    return environment.from_string(_text(name)).render(_values(start))


def _values(start: Start) -> Mapping[str, Any]:
    centre = start.folders[0].agencies
    names = [folder.name for folder in start.folders]
    return {
        **start.catalogue.words,
        "domain": start.domain,
        "agency_prefix": start.prefix or start.catalogue.words["agency_prefix"],
        "suffix": start.suffix,
        "province_parent": centre[-1].id,
        "ministry": centre[0].name,
        "department": centre[-1].name,
        "folders": names,
        "first": names[1] if len(names) > 1 else CENTRE,
        "accounts": ACCOUNTS,
        "centre_kinds": start.catalogue.kinds.centre,
        "scalar": scalar,
        "flow": _flow,
    }


def _flow(text: str) -> str:
    """A text within brackets or braces, where more signs have a meaning."""
    return quoted(text) if set(text) & set(",[]{}:") else scalar(text)


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _policy(text: str) -> Mapping[str, Any]:
    import yaml

    policy: Mapping[str, Any] = yaml.safe_load(text)["hopthu_policy"]
    return policy


def _with_mailboxes(folders: Iterable[Folder], policy: Policy) -> Iterator[Folder]:
    """The folders, every agency but those of the centre with the mailbox that is its due."""
    allocator = Allocator(Inventory({}), policy)
    for folder in folders:
        if folder.name == CENTRE:
            yield folder
            continue
        given = (
            each if each.mailbox else replace(each, mailbox=allocator.agency_mailbox(each.id))
            for each in folder.agencies
        )
        yield replace(folder, agencies=tuple(given))


def _lines(agency: Agency) -> list[str]:
    names = ("id", "name", "kind", "parent", "code", "mailbox")
    record = {name: getattr(agency, name) for name in names}
    return record_lines(record, AGENCY_FIELDS, 2)
