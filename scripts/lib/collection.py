"""Lay the toolkit out as the Ansible collection hopthu.mail: ``collection.py PROJECT TARGET``.

Below ``TARGET/ansible_collections/hopthu/mail`` everything stands where Ansible looks for it in a
collection, and names of the project's own modules, roles and fragments are full ones. The Python
package hopthu is none of it: it is installed where Ansible runs, as the modules say.
"""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

NAME = "hopthu.mail"
_PLUGINS = {
    "library": "modules",
    "doc_fragments": "doc_fragments",
    "callback_plugins": "callback",
    "module_utils": "module_utils",
}
_WHOLE = ("schema", "docs/guide-images", "LICENSE", "README.md", "CHANGELOG.md")
# What ansible-test asks of Ansible's own plugins alone: this project has another licence.
_EXCEPTION = "validate-modules:missing-gplv3-license"
_CORES = ("2.19", "2.20", "2.21")
_IGNORED = shutil.ignore_patterns("__pycache__")


def build(project: Path, target: Path) -> Path:
    """Write the collection anew below ``target``; returns its folder."""
    root = target / "ansible_collections" / NAME.replace(".", "/")
    shutil.rmtree(root, ignore_errors=True)
    names = _Names(project)
    for folder, kind in _PLUGINS.items():
        _copy(project / folder, root / "plugins" / kind, names.in_python)
    for link in sorted((project / "action_plugins").glob("*.py")):
        target_file = root / "plugins" / "action" / link.name
        target_file.parent.mkdir(parents=True, exist_ok=True)
        target_file.write_text(link.read_text(encoding="utf-8"), encoding="utf-8")
    for folder in ("roles", "playbooks"):
        _copy(project / folder, root / folder, names.in_yaml)
    for name in _WHOLE:
        _copy(project / name, root / name, None)
    (root / "meta").mkdir()
    (root / "meta" / "runtime.yml").write_text(_runtime(project), encoding="utf-8")
    (root / "galaxy.yml").write_text(_galaxy(project), encoding="utf-8")
    plugins = [
        path.relative_to(root)
        for kind in ("modules", "callback")
        for path in sorted((root / "plugins" / kind).glob("*.py"))
    ]
    for core in _CORES:
        ignored = root / "tests" / "sanity" / f"ignore-{core}.txt"
        ignored.parent.mkdir(parents=True, exist_ok=True)
        ignored.write_text("".join(f"{path} {_EXCEPTION}\n" for path in plugins), encoding="utf-8")
    return root


class _Names:
    """Puts the collection's name before what is its own."""

    def __init__(self, project: Path) -> None:
        modules = "|".join(sorted(path.stem for path in (project / "library").glob("*.py")))
        roles = "|".join(sorted(path.name for path in (project / "roles").iterdir()))
        self._module_key = re.compile(rf"^((?:- |  )*)({modules}):(?=$| &)", re.MULTILINE)
        self._module_told = re.compile(rf"(\bM\(|\b[OV]\((?=\w+#module)|- module: )({modules})\b")
        self._fragments = re.compile(
            r"(extends_documentation_fragment:(?:.|\n)*?)(?=\n\S|\n\"\"\")"
        )
        self._role = re.compile(
            rf"((?:import_role|include_role): {{name: |  - role: |^dependencies: \[)({roles})\b"
            r"|(?<=import_role:\n)(\s+name: )(" + roles + r")\b",
            re.MULTILINE,
        )

    def in_python(self, text: str) -> str:
        """The same module, fragment or callback with full names."""
        text = self._module_told.sub(rf"\1{NAME}.\2", text)
        text = self._module_key.sub(rf"\1{NAME}.\2:", text)
        text = self._fragments.sub(lambda found: _own_fragments(found[0]), text)
        utils = f"ansible_collections.{NAME}.plugins.module_utils.hopthu_host"
        return text.replace("ansible.module_utils.hopthu_host", utils)

    def in_yaml(self, text: str) -> str:
        """The same tasks, variables or play with full names, and paths of a collection."""
        text = self._module_told.sub(rf"\1{NAME}.\2", text)
        text = self._module_key.sub(rf"\1{NAME}.\2:", text)
        text = self._role.sub(lambda m: f"{m[1] or m[3]}{NAME}.{m[2] or m[4]}", text)
        return text.replace("/../../module_utils", "/../../plugins/module_utils")


def _own_fragments(text: str) -> str:
    """Full names, a line each: together they are longer than a line may be."""
    text = text.replace(", ", ",\n    ")
    return re.sub(r"(?<=[\s\[])hopthu(?=[\s.,\]]|$)", f"{NAME}.hopthu", text)


def _copy(source: Path, target: Path, change: Callable[[str], str] | None) -> None:
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
        return
    shutil.copytree(source, target, ignore=_IGNORED)
    if change is None:
        return
    for path in target.rglob("*"):
        if path.is_file() and path.suffix in (".py", ".yml"):
            path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _project(project: Path) -> dict[str, object]:
    made: dict[str, object] = tomllib.loads(
        (project / "pyproject.toml").read_text(encoding="utf-8")
    )["project"]
    return made


def _galaxy(project: Path) -> str:
    about = _project(project)
    namespace, _, name = NAME.partition(".")
    return f"""\
---
namespace: {namespace}
name: {name}
version: {about["version"]}
readme: README.md
authors: [The hopthu authors]
description: {about["description"]!r}
license: [Apache-2.0]
tags: [linux, infrastructure, mail, ldap]
dependencies: {{}}
"""


def _runtime(project: Path) -> str:
    needed = next(
        str(each).removeprefix("ansible-core")
        for each in _project(project)["dependencies"]  # type: ignore[attr-defined]
        if str(each).startswith("ansible-core")
    )
    return f'---\nrequires_ansible: "{needed}"\n'


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]), Path(sys.argv[2]))}\n")
