"""The Ansible face: what the documentation and the roles say is what the code takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.interfaces.modules.options import MODULES, RESOURCES
from hopthu.provision.resources.all import NAMES

from .documented import ansible_doc

PROJECT = Path(__file__).resolve().parents[2]
LIBRARY = sorted(path.stem for path in (PROJECT / "library").glob("*.py"))
ELSEWHERE = {
    "ldap_entries",
    "probe_mail_server",
    "text_files",
}  # they run on other hosts, their options with them
STEPS = {"accounts": True, "mail_quotas": False, "mail_aliases": False}  # whether with a handover
ROLES = ("provision", "agency_tree", "first_passwords", "retired_mailboxes", "mailbox_hosts")


@pytest.fixture(scope="module")
def documents() -> dict[str, Any]:
    """What ansible-doc knows of every module in library/."""
    return ansible_doc(PROJECT, LIBRARY)


def without_words(options: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Options without descriptions; documentation calls suboptions what a spec calls options."""
    told = {
        name: {
            key.removeprefix("sub"): without_words(value) if "options" in key else value
            for key, value in option.items()
            if key not in {"description", "no_log"}
        }
        for name, option in options.items()
    }
    # ansible-doc says of every option what its default is.
    return {
        name: {key: value for key, value in option.items() if (key, value) != ("default", None)}
        for name, option in told.items()
    }


def documentation(module: str) -> Any:
    """The DOCUMENTATION of a module, without that of its fragments."""
    text = (PROJECT / "library" / f"{module}.py").read_text(encoding="utf-8")
    return yaml.safe_load(text.split('DOCUMENTATION = r"""')[1].split('"""')[0])


@pytest.mark.parametrize("module", LIBRARY)
def test_ansible_doc_shows_the_module(module: str, documents: dict[str, Any]) -> None:
    """ansible-doc finds every module with its fragments, attributes, examples and results."""
    told = documents[module]
    assert told["examples"].strip()
    assert told["return"]
    assert {"check_mode", "diff_mode", "idempotent"} <= told["doc"]["attributes"].keys()
    assert told["doc"]["author"]


def test_every_module_has_its_options() -> None:
    """The table of options is of the modules in library/, but for those of other hosts."""
    assert set(LIBRARY) - ELSEWHERE == set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_options_are_documented_as_they_are(module: str, documents: dict[str, Any]) -> None:
    """No more and no fewer, with type, default, choices and whether each is required."""
    told = documents[module]["doc"]["options"]
    assert without_words(told) == without_words(MODULES[module])
    assert all(option["description"] for option in told.values())


def test_no_option_is_described_twice() -> None:
    """What several modules take stands in the fragments; a module says what is other with it."""
    described = [
        (name, " ".join(option["description"]))
        for module in MODULES
        for name, option in documentation(module).get("options", {}).items()
        if "description" in option
    ]
    assert len(described) == len(set(described))


def test_secrets_are_kept_out_of_logs() -> None:
    """Whatever is called a password is no_log, in every module that takes it."""
    secrets = [
        option
        for options in MODULES.values()
        for name, option in options.items()
        if "password" in name
    ]
    assert secrets
    assert all(option["no_log"] for option in secrets)


def options_of(role: str) -> dict[str, Any]:
    """The variables that a role's argument specification names."""
    path = PROJECT / "roles" / role / "meta" / "argument_specs.yml"
    specs = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]
    options: dict[str, Any] = specs["main"]["options"]
    return options


@pytest.mark.parametrize("role", [*ROLES, "report"])
def test_role_takes_the_variables_it_uses(role: str) -> None:
    """The argument specification names exactly the variables of the tasks, and the defaults."""
    folder = PROJECT / "roles" / role
    files = [folder / "tasks" / f"{name}.yml" for name in ("main", "resources")]
    tasks = "".join(path.read_text(encoding="utf-8") for path in files if path.exists())
    used = set(re.findall(r"\bhopthu_\w+", tasks))
    for path in (folder / "defaults").glob("*.yml"):
        defaults = yaml.safe_load(path.read_text(encoding="utf-8"))
        used |= {name for name in defaults if name != "provision_all"}
    assert used == set(options_of(role))


@pytest.mark.parametrize(("role", "handover"), STEPS.items())
def test_a_step_alone_takes_what_the_whole_takes(role: str, handover: bool) -> None:
    """Its tasks are provision's, for one of the resources."""
    (task,) = yaml.safe_load((PROJECT / f"roles/{role}/tasks/main.yml").read_text("utf-8"))
    assert task["ansible.builtin.import_role"]["name"] == "provision"
    (resource,) = task["vars"]["provision_resources"]
    assert resource in RESOURCES
    whole = set(options_of("provision")) - {"provision_resources"}
    assert set(options_of(role)) == (whole if handover else whole - {"hopthu_handover"})


@pytest.mark.parametrize("role", [*ROLES, *STEPS, "report"])
def test_environment_gives_what_a_role_needs(role: str) -> None:
    """The shipped lab, its policy and the toolkit's settings define every variable of the roles."""
    given = set()
    lab_vars = PROJECT / "inventory" / "lab" / "group_vars" / "all"
    for file in (*lab_vars.glob("*.yml"), PROJECT / "roles/hopthu/defaults/main.yml"):
        given |= set(yaml.safe_load(file.read_text(encoding="utf-8")))
    lab = (PROJECT / "inventory" / "lab" / "hosts.yml").read_text(encoding="utf-8")
    given |= set(yaml.safe_load(lab)["all"]["vars"])
    assert {name for name in options_of(role) if name.startswith("hopthu_")} <= given


def test_the_playbook_keeps_to_the_review() -> None:
    """What scripts/ci apply relies on: its role hands on the reviewed plan and artifacts."""
    (play,) = yaml.safe_load((PROJECT / "playbooks/provision.yml").read_text(encoding="utf-8"))
    checked, run = play["tasks"]
    role = run["ansible.builtin.import_role"]["name"]
    assert f"roles/{role}/meta/argument_specs.yml" in checked["vars"]["spec"]
    text = (PROJECT / "roles" / role / "tasks" / "resources.yml").read_text(encoding="utf-8")
    assert "artifacts:" in text
    assert "reviewed:" in text


def test_documented_results(documents: dict[str, Any]) -> None:
    """RETURN names the keys that a report has, and those of each resource in it."""
    told = documents["provision"]["return"]["reports"]["contains"]
    source = (PROJECT / "hopthu/provision/applying/results.py").read_text(encoding="utf-8")
    assert set(told) == set(re.findall(r'province\["(\w+)"\] ?(?:\+=|\|=|\[)', source))
    resource = source.split("def _resource(")[1]
    keys = set(re.findall(r'^        "(\w+)":', resource, re.MULTILINE))
    assert set(told["resources"]["contains"]) == keys


def test_every_resource_is_documented() -> None:
    """What the one module does, each by its name and in the order in which it is done."""
    lines = documentation("provision")["description"]
    told = [match[1] for line in lines if (match := re.match(r"C\((\w+)\) ", line))]
    assert told == RESOURCES
    assert list(NAMES) == RESOURCES
