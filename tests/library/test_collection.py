"""The collection: Ansible finds its documentation, and no name of the project's own is short."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
MODULES = sorted(path.stem for path in (PROJECT / "library").glob("*.py"))
ROLES = {path.name for path in (PROJECT / "roles").iterdir()}


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection as the script lays it out."""
    target = tmp_path_factory.mktemp("collection")
    script = str(PROJECT / "scripts/lib/collection.py")
    command = [sys.executable, script, str(PROJECT), str(target)]
    return Path(subprocess.check_output(command, text=True).strip())


def test_the_documentation_of_every_module_is_found(collection: Path) -> None:
    """With its fragments, by full names."""
    names = [f"hopthu.mail.{name}" for name in MODULES]
    config = collection / "empty.cfg"
    config.write_text("[defaults]\n", encoding="utf-8")
    found = {"ANSIBLE_COLLECTIONS_PATH": str(collection.parents[2]), "ANSIBLE_CONFIG": str(config)}
    program = str(Path(sys.executable).with_name("ansible-doc"))
    output = subprocess.check_output(
        [program, "--json", "-t", "module", *names], env=os.environ | found, text=True
    )
    docs = json.loads(output)
    assert sorted(docs) == names
    shown = json.dumps(docs)
    assert not [name for name in MODULES if f"M({name})" in shown]
    told = [other["module"] for each in docs.values() for other in each["doc"].get("seealso", ())]
    assert told
    assert all("." in name for name in told)


def test_the_execution_environment_has_what_is_built(collection: Path) -> None:
    """Its definition names the files that scripts/collection makes, and takes in each of them."""
    galaxy = yaml.safe_load((collection / "galaxy.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    made = {
        "{namespace}-{name}-{version}.tar.gz".format_map(galaxy),
        "{name}-{version}-py3-none-any.whl".format_map(project),
    }
    text = (PROJECT / "scripts/lib/execution-environment.yml").read_text(encoding="utf-8")
    told = yaml.safe_load(text.replace("VERSION", galaxy["version"]))
    assert told["version"] == 3
    assert {each["src"] for each in told["additional_build_files"]} == made
    assert {each["dest"] for each in told["additional_build_files"]} == {"files"}
    (taken,) = told["dependencies"]["galaxy"]["collections"]
    assert (taken["type"], Path(taken["name"]).name in made) == ("file", True)
    copied, installed = told["additional_build_steps"]["append_final"]
    wheel = project["name"] + "-" + project["version"]
    assert f"COPY _build/files/{wheel}" in copied
    assert f"pip install /tmp/{wheel}" in installed


def test_tasks_and_roles_have_full_names(collection: Path) -> None:
    """In a collection a short name is anybody's."""
    for path in collection.rglob("*.yml"):
        if path.parent.name in ("tasks", "handlers", "playbooks", "meta"):
            for mapping in mappings(yaml.safe_load(path.read_text(encoding="utf-8"))):
                assert not set(MODULES) & set(mapping) or "argument_specs" in path.name, path
                role = mapping.get("import_role") or mapping.get("ansible.builtin.import_role")
                assert (role or {}).get("name") not in ROLES, path
                assert mapping.get("role") not in ROLES, path
                assert not ROLES & set(map(str, mapping.get("dependencies") or ())), path


def test_what_roles_reach_for_is_there(collection: Path) -> None:
    """Paths that lead out of a role lead to something."""
    for path in [*collection.rglob("vars/main.yml"), *collection.rglob("tasks/*.yml")]:
        for part in path.read_text(encoding="utf-8").split("role_path }}/../../")[1:]:
            target = part.split('"')[0].split("}")[0].strip()
            assert (collection / target).exists(), (path, target)


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping of a document, at any depth."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from mappings(each)
    elif isinstance(value, list):
        for each in value:
            yield from mappings(each)
