"""The probe's Ansible face: what documentation and role say is what the code takes."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]


def documented(module: str) -> dict[str, dict[str, Any]]:
    """The options that a module documents itself."""
    text = (PROJECT / "library" / f"{module}.py").read_text(encoding="utf-8")
    options: dict[str, dict[str, Any]] = yaml.safe_load(
        text.split('DOCUMENTATION = r"""')[1].split('"""')[0]
    )["options"]
    return options


def spec_in(module: str) -> dict[str, dict[str, Any]]:
    """The argument spec of a module that runs on other hosts; it stands in the module."""
    path = PROJECT / "library" / f"{module}.py"
    source = path.read_text(encoding="utf-8").replace("ansible.module_utils.hopthu_", "hopthu_")
    spec = importlib.util.spec_from_loader(module, loader=None)
    assert spec is not None
    loaded = importlib.util.module_from_spec(spec)
    exec(compile(source, path, "exec"), loaded.__dict__)  # noqa: S102 - our own file
    arguments: dict[str, dict[str, Any]] = loaded.ARGUMENT_SPEC
    return arguments


def agree(told: dict[str, dict[str, Any]], taken: dict[str, dict[str, Any]]) -> None:
    """Type, elements, default, choices, requirement and inner options are the same."""
    assert set(told) == set(taken)
    for name, option in taken.items():
        for key in ("type", "elements", "default", "choices"):
            assert told[name].get(key) == option.get(key), (name, key)
        assert bool(told[name].get("required")) == bool(option.get("required"))
        agree(told[name].get("suboptions", {}), option.get("options", {}))


def test_options_are_documented_as_they_are() -> None:
    """For the probe's module on mail servers, and the one that installs the policy service."""
    for module in ("probe_mail_server", "text_files"):
        agree(documented(module), spec_in(module))


@pytest.mark.parametrize("module", ["probe_directory", "probe_mail_server", "probe_report"])
def test_ansible_doc_shows_the_module(module: str) -> None:
    """ansible-doc finds the module with its examples and results."""
    answer = subprocess.run(
        ["ansible-doc", "--type", "module", module],
        cwd=PROJECT,
        env={**os.environ, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    for expected in (*documented(module), "EXAMPLES", "RETURN VALUES", "check_mode"):
        assert expected in answer.stdout


def test_role_takes_the_variables_it_uses() -> None:
    """The argument specification names those of the tasks, and defaults are of those."""
    folder = PROJECT / "roles" / "probe"
    specs = yaml.safe_load((folder / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    tasks = (folder / "tasks" / "main.yml").read_text(encoding="utf-8")
    defaults = yaml.safe_load((folder / "defaults" / "main.yml").read_text(encoding="utf-8"))
    used = set(re.findall(r"\bhopthu_\w+", tasks)) | {
        name for name in defaults if re.search(rf"\b{name}\b", tasks)
    }
    assert used == set(specs["argument_specs"]["main"]["options"])
    assert set(defaults) <= used


def test_a_host_needs_python_alone() -> None:
    """What is sent to a host imports Python's own library, and what of ours is sent along."""
    package = PROJECT / "module_utils" / "hopthu_host"
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                depth = len(path.relative_to(package).parts)
                assert node.level <= depth, path
                names = [] if node.level else [str(node.module)]
            else:
                continue
            assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names, path


def test_a_host_without_hopthu_runs_the_look_at_a_mail_server() -> None:
    """Ansible sends what it needs with it, to a Python in which nothing is installed."""
    command = [str(Path(sys.executable).parent / "ansible"), "-i", "localhost,", "localhost"]
    command += ["-c", "local", "-e", "ansible_python_interpreter=/usr/bin/python3", "--check"]
    boxes = [{"address": "son@moj.gov.vn", "quota": 500}]
    answer = subprocess.run(
        [*command, "-m", "probe_mail_server", "-a", json.dumps({"mailboxes": boxes})],
        cwd=PROJECT,
        env={**os.environ, "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"), "PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    told = json.loads(answer.stdout.partition("=>")[2])
    assert told["count"] == 1
    assert [finding["layer"] for finding in told["findings"]] == ["Postfix", "Dovecot"]
    assert {finding["code"] for finding in told["findings"]} == {"probe.tool-failed"}
