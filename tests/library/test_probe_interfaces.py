"""The probe's Ansible face: what documentation and role say is what the code takes."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
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
    source = path.read_text(encoding="utf-8").replace("ansible.module_utils.hopthu", "hopthu")
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


@pytest.mark.parametrize("module", ["probe_directory", "probe_mail_server"])
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
    for expected in ("mailboxes", "EXAMPLES", "RETURN VALUES", "check_mode", "problems"):
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


def test_mail_server_needs_python_alone() -> None:
    """What is sent to a mail server imports nothing but Python's own library."""
    code = (
        "import sys; from hopthu.provision.probe import report, serving;"
        "print(*{name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
    )
    answer = subprocess.run(
        [
            "/usr/bin/env",
            "python3",
            "-ISc",
            f"import sys; sys.path.insert(0, 'module_utils'); {code}",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(answer.stdout.split()) - {"__main__"} == {"hopthu"}
