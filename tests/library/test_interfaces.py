"""The Ansible face: what the documentation and the roles say is what the code takes."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.interfaces.modules.board import SPEC as BOARD_SPEC
from hopthu.interfaces.modules.guides import SPEC as GUIDES_SPEC
from hopthu.interfaces.modules.provision import (
    ARCHIVES_SPEC,
    ARGUMENT_SPEC,
    HANDOVER_SPEC,
    HOSTS_SPEC,
    PROVISION_SPEC,
    REISSUE_SPEC,
    USAGE_SPEC,
)
from hopthu.interfaces.modules.quotas import SPEC as REPORT_SPEC
from hopthu.provision.resources.all import NAMES

PROJECT = Path(__file__).resolve().parents[2]
STEPS = ("agency_tree", "accounts", "mail_quotas", "mail_aliases")  # of provision, each alone
MODULES = ("provision", *STEPS, "first_passwords", "retired_mailboxes", "mailbox_hosts")
OWN_OPTIONS = {
    "provision": PROVISION_SPEC,
    "accounts": HANDOVER_SPEC,
    "mail_quotas": USAGE_SPEC,
    "first_passwords": REISSUE_SPEC,
    "retired_mailboxes": ARCHIVES_SPEC,
    "mailbox_hosts": HOSTS_SPEC,
}


def load(path: Path) -> Any:
    """Import a plugin file by its path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documented() -> dict[str, dict[str, Any]]:
    """The options of the fragment that all modules extend."""
    fragment = load(PROJECT / "doc_fragments" / "hopthu.py").ModuleDocFragment.DOCUMENTATION
    options: dict[str, dict[str, Any]] = yaml.safe_load(fragment)["options"]
    return options


def test_every_option_is_documented() -> None:
    """The fragment names the options of the code, no more and no fewer."""
    assert set(documented()) == set(ARGUMENT_SPEC)


@pytest.mark.parametrize("name", sorted(ARGUMENT_SPEC))
def test_an_option_is_documented_as_it_is(name: str) -> None:
    """Type, elements, default, choices and whether it is required agree."""
    told, taken = documented()[name], ARGUMENT_SPEC[name]
    for key in ("type", "elements", "default", "choices"):
        assert told.get(key) == taken.get(key), key
    assert bool(told.get("required")) == bool(taken.get("required"))


@pytest.mark.parametrize("module", MODULES)
def test_own_options_are_documented_as_they_are(module: str) -> None:
    """What a module takes beside the common options stands in its own documentation."""
    text = (PROJECT / "library" / f"{module}.py").read_text(encoding="utf-8")
    own = yaml.safe_load(text.split('DOCUMENTATION = r"""')[1].split('"""')[0])
    assert without_words(own.get("options", {})) == without_words(OWN_OPTIONS.get(module, {}))


def without_words(options: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Options without descriptions; documentation calls suboptions what a spec calls options."""
    return {
        name: {
            key.removeprefix("sub"): without_words(value) if "options" in key else value
            for key, value in option.items()
            if key != "description"
        }
        for name, option in options.items()
    }


def test_secrets_are_kept_out_of_logs() -> None:
    """Whatever is called a password is no_log."""
    secrets = [name for name in ARGUMENT_SPEC if "password" in name]
    assert secrets
    assert all(ARGUMENT_SPEC[name]["no_log"] for name in secrets)


@pytest.mark.parametrize("module", MODULES)
def test_ansible_doc_shows_the_module(module: str) -> None:
    """ansible-doc finds the module, its fragment and its examples."""
    command = ["ansible-doc", "--type", "module", module]
    environment = {**os.environ, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"), "COLUMNS": "120"}
    answer = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    for expected in (
        *ARGUMENT_SPEC,
        *OWN_OPTIONS.get(module, {}),
        "EXAMPLES",
        "RETURN VALUES",
        "check_mode",
    ):
        assert expected in answer.stdout


@pytest.mark.parametrize("role", [*MODULES, "report"])
def test_role_takes_the_variables_it_uses(role: str) -> None:
    """The argument specification names exactly the variables of the tasks."""
    folder = PROJECT / "roles" / role
    specs = yaml.safe_load((folder / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    tasks = (folder / "tasks" / "main.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\bhopthu_\w+", tasks)) == set(
        specs["argument_specs"]["main"]["options"]
    )


@pytest.mark.parametrize("role", [*MODULES, "report"])
def test_environment_gives_what_a_role_needs(role: str) -> None:
    """The shipped lab and group_vars define every variable of the roles."""
    path = PROJECT / "roles" / role / "meta" / "argument_specs.yml"
    needed = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    given = set()
    for file in (PROJECT / "group_vars" / "all").glob("*.yml"):
        given |= set(yaml.safe_load(file.read_text(encoding="utf-8")))
    lab = (PROJECT / "inventory" / "lab" / "hosts.yml").read_text(encoding="utf-8")
    given |= set(yaml.safe_load(lab)["all"]["vars"])
    assert set(needed) <= given


def test_the_playbook_keeps_to_the_review() -> None:
    """What scripts/ci apply relies on: its role hands on the reviewed plan and artifacts."""
    (play,) = yaml.safe_load((PROJECT / "playbooks/provision.yml").read_text(encoding="utf-8"))
    checked, run = play["tasks"]
    role = run["ansible.builtin.import_role"]["name"]
    assert f"roles/{role}/meta/argument_specs.yml" in checked["vars"]["spec"]
    text = (PROJECT / "roles" / role / "tasks" / "main.yml").read_text(encoding="utf-8")
    assert "artifacts:" in text
    assert "reviewed:" in text


@pytest.mark.parametrize("module", MODULES)
def test_documented_results(module: str) -> None:
    """RETURN names the keys that a report has, and those of each resource in it."""
    text = (PROJECT / "library" / f"{module}.py").read_text(encoding="utf-8")
    told = yaml.safe_load(text.split('RETURN = r"""')[1].split('"""')[0])["reports"]["contains"]
    source = (PROJECT / "hopthu/provision/applying/results.py").read_text(encoding="utf-8")
    assert set(told) == set(re.findall(r'province\["(\w+)"\] ?(?:\+=|\|=|\[)', source))
    resource = source.split("def _resource(")[1]
    keys = set(re.findall(r'^        "(\w+)":', resource, re.MULTILINE))
    assert set(told["resources"]["contains"]) == keys


def test_every_resource_is_documented() -> None:
    """What the one module does, each by its name and in the order in which it is done."""
    text = (PROJECT / "library" / "provision.py").read_text(encoding="utf-8")
    lines = yaml.safe_load(text.split('DOCUMENTATION = r"""')[1].split('"""')[0])["description"]
    told = [match[1] for line in lines if (match := re.match(r"C\((\w+)\) ", line))]
    assert told == list(NAMES)


@pytest.mark.parametrize(
    ("module", "spec"),
    [("quota_report", REPORT_SPEC), ("guides", GUIDES_SPEC), ("rollout_report", BOARD_SPEC)],
)
def test_other_modules_are_documented_as_they_are(
    module: str, spec: Mapping[str, dict[str, Any]]
) -> None:
    """They share some options of those above, and have others of their own."""
    text = (PROJECT / "library" / f"{module}.py").read_text(encoding="utf-8")
    told = yaml.safe_load(text.split('DOCUMENTATION = r"""')[1].split('"""')[0])["options"]
    public = {
        name: {key: value for key, value in option.items() if key != "no_log"}
        for name, option in spec.items()
    }
    assert without_words(told) == without_words(public)
