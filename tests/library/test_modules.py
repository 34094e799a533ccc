"""How modules of the control machine start: what they import, what they say without hopthu."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.interfaces.modules.options import MODULES

from .documented import ansible_doc

PROJECT = Path(__file__).resolve().parents[2]
_ANSIBLE = (sys.executable, "-m", "ansible", "adhoc")
# What takes long to import, and of it what a module needs whatever it is to do.
HEAVY = {"ldap3", "argon2", "pyrage", "reportlab", "weasyprint", "openpyxl", "docx", "jinja2"}
NEEDED: dict[str, set[str]] = {
    **{module: {"ldap3"} for module in MODULES},
    "guides": {"jinja2"},
    "mail_logins": set(),
    "quota_report": set(),
    "probe_report": set(),
    "stand_in": set(),
    "rollout_report": {"ldap3", "jinja2", "openpyxl"},
}


def run_module(
    module: str, options: dict[str, Any], project: Path = PROJECT, ansible: Sequence[str] = _ANSIBLE
) -> subprocess.CompletedProcess[str]:
    """Run a module of a project by itself, with the project's own hopthu."""
    where = ("localhost", "-i", "localhost,", "-c", "local", "-vvv")
    return subprocess.run(
        [*ansible, *where, "-m", module, "-a", json.dumps(options)],
        cwd=project,
        env={
            **os.environ,
            "ANSIBLE_CONFIG": str(project / "ansible.cfg"),
            "PYTHONPATH": str(project),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_no_more_than_it_needs(module: str) -> None:
    """Letters, slips and workbooks are made by few runs; the guides know of no directory."""
    code = f"import sys, hopthu.interfaces.modules.{module}; print(*sys.modules)"
    answer = subprocess.check_output([sys.executable, "-c", code], text=True)
    loaded = {name.partition(".")[0] for name in answer.split()}
    assert loaded & HEAVY == NEEDED[module]


def test_without_hopthu_a_module_says_what_to_do() -> None:
    """One message with the Python that lacks it and the command that helps."""
    # Isolated, Python finds neither PYTHONPATH nor what was installed to be edited.
    packages = str(Path(yaml.__file__).parents[1])
    code = f"import sys; sys.path.append({packages!r}); from ansible.cli.adhoc import main; main()"
    run = run_module("guides", {"language": "vi"}, ansible=(sys.executable, "-IS", "-c", code))
    assert run.returncode == 2
    shown = run.stdout + run.stderr
    assert "hopthu is not installed" in shown
    assert f"No module named 'hopthu' ({sys.executable}) → scripts/setup" in shown
    assert "Traceback" not in shown


def test_an_option_of_all_modules_is_in_two_files(tmp_path: Path) -> None:
    """One of them lets all modules take it, the other lets ansible-doc tell it of them all."""
    for name in ("library", "action_plugins", "doc_fragments", "hopthu"):
        shutil.copytree(PROJECT / name, tmp_path / name, symlinks=True)
    shutil.copy(PROJECT / "ansible.cfg", tmp_path)
    add(
        tmp_path / "hopthu/interfaces/modules/options.py",
        "COMMON: Options = {\n",
        '    "colour": {"type": "str", "default": "blue"},\n',
    )
    add(
        tmp_path / "doc_fragments/hopthu.py",
        '    DOCUMENTATION = """\noptions:\n',
        "  colour:\n    description: What it is painted with.\n    type: str\n    default: blue\n",
    )
    modules = [name for name in MODULES if name != "probe_report"]  # it reads no inventory
    documents = ansible_doc(tmp_path, modules)
    assert all(documents[module]["doc"]["options"]["colour"] for module in modules)
    policy = yaml.safe_load(
        (PROJECT / "inventory/lab/group_vars/all/policy.yml").read_text(encoding="utf-8")
    )
    options = {
        "inventory": str(PROJECT / "inventory/lab"),
        "policy": policy["hopthu_policy"],
        "provinces": ["trung_uong"],
        "usage": [{"server": "mail1", "rc": 0, "stdout": "ai@moj.gov.vn\t\tSTORAGE\t1\t9"}],
        "colour": "red",
    }
    run = run_module("quota_report", options, tmp_path)
    assert run.returncode == 0, run.stdout
    assert "Unsupported parameters" in run_module("quota_report", options).stdout


def add(path: Path, after: str, text: str) -> None:
    """Put a text behind another one, which stands in the file once."""
    before = path.read_text(encoding="utf-8")
    assert before.count(after) == 1
    path.write_text(before.replace(after, after + text), encoding="utf-8")
