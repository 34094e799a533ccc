"""The reference: made anew it is the same, and it has everything that there is to look up."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
LANGUAGES = ("en", "vi")
KINDS = {
    "modules": {path.stem for path in (PROJECT / "library").glob("[!_]*.py")},
    "roles": {path.name for path in (PROJECT / "roles").iterdir() if path.is_dir()},
    "playbooks": {path.stem for path in (PROJECT / "playbooks").glob("*.yml")},
}
OWN = {"provision_all"}  # what one role tells another
GROUPS = {"backup_servers"}  # of hosts, named like a variable
# Of programs that are not ours (ansible-playbook, git, apt-get, rest-server, certbot), and one
# that is put together from the name of a format.
FOREIGN = {"--limit", "--diff", "--tags", "--depth", "--unshallow", "--add", "--global", "--list"}
FOREIGN |= {"--append-only", "--no-install-recommends", "--xlsx"}
FOREIGN |= {"--reuse-key", "--standalone", "--webroot"}
_PREFIXES = "|".join(sorted(KINDS["roles"] | {"hopthu", "host_baseline", "mail_server"}))
_VARIABLE = re.compile(rf"`((?:{_PREFIXES})_[a-z_]+)`")


def reference(kind: str, language: str) -> str:
    """The page as it is shipped."""
    return (DOCS / language / "reference" / f"{kind}.md").read_text(encoding="utf-8")


def variables() -> set[str]:
    """Every variable that a role takes: by its specification, or because it has a default."""
    found: set[str] = set()
    for path in (PROJECT / "roles").glob("*/meta/argument_specs.yml"):
        for entry in yaml.safe_load(path.read_text("utf-8"))["argument_specs"].values():
            found |= set(entry.get("options") or {})
    for path in (PROJECT / "roles").glob("*/defaults/main.yml"):
        found |= set(yaml.safe_load(path.read_text("utf-8")) or {})
    return found - OWN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_made_of_the_source(kind: str, language: str) -> None:
    """A page that is not of today is written anew by scripts/docs reference."""
    command = [sys.executable, str(PROJECT / "scripts/lib/reference.py"), kind, language]
    assert subprocess.check_output(command, text=True) == reference(kind, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_everything_has_its_part(kind: str, language: str) -> None:
    """By its name."""
    heads = set(re.findall(r"^## (\w+)$", reference(kind, language), re.MULTILINE))
    assert KINDS[kind] <= heads


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variable_is_told(language: str) -> None:
    """Those of roles that are used by name, and those that every role shares."""
    page = reference("roles", language)
    assert len(variables()) > 100
    assert not {name for name in variables() if f"| `{name}` |" not in page}


def test_no_page_names_a_variable_that_there_is_not() -> None:
    """In both languages; what comes to be under a host's name (group, file) is no variable."""
    known = variables() | GROUPS | KINDS["roles"] | KINDS["playbooks"] | KINDS["modules"]
    wrong = {
        f"{path.relative_to(DOCS)}: {name}"
        for language in LANGUAGES
        for path in (DOCS / language).rglob("*.md")
        for name in _VARIABLE.findall(path.read_text("utf-8"))
        if name not in known
    }
    assert not wrong


def test_no_page_names_an_option_that_there_is_not() -> None:
    """Of any script; that a command takes it is asked in test_commands_of_documents.py."""
    sources = [*(PROJECT / "hopthu/interfaces").rglob("*.py"), *(PROJECT / "scripts").iterdir()]
    sources += [*(PROJECT / "roles").glob("*/files/*"), *(PROJECT / "tests/bench").rglob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources if path.is_file())
    known = set(re.findall(r"--[a-z][a-z-]+", text)) | FOREIGN
    wrong = {
        f"{path.relative_to(DOCS)}: {option}"
        for language in LANGUAGES
        for path in (DOCS / language).rglob("*.md")
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", path.read_text("utf-8"))
        if option not in known
    }
    assert not wrong
