#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: text_files
short_description: Make several folders and text files in one call
version_added: "0.1.0"
description:
  - Makes files on a host what their contents say. A call of a module costs the better part of a
    second whatever it does, so a loop over M(ansible.builtin.copy) is slow where this is not.
  - Each file is replaced as a whole. Folders that are missing are made, for root, open to readers.
  - Contents that are secret have no place in a diff or a log; they take a call of their own, with
    C(no_log).
options:
  folders:
    description: Folders that have to be there before the files.
    type: list
    elements: path
    default: []
  files:
    description: What each file holds, by its path.
    type: dict
    default: {}
  permissions:
    description:
      - By path, V(owner), V(group) and V(mode) that differ from the module's own.
      - The path may be a pattern of the shell, in which V(*) stands for slashes too; the last that
        fits counts.
    type: dict
    default: {}
  once:
    description:
      - Files, or patterns as in O(permissions), whose contents stay once they are there.
    type: list
    elements: str
    default: []
  validate:
    description:
      - By path, a command that looks at the new file, named V(%s), before it replaces the old one.
        The files before it are in place by then.
    type: dict
    default: {}
extends_documentation_fragment: [ansible.builtin.files, hopthu.writes]
attributes:
  check_mode:
    description: Compares and writes nothing.
  diff_mode:
    description: Returns the difference of every file.
seealso:
  - module: ansible.builtin.copy
"""

EXAMPLES = r"""
- name: Units of a service
  text_files:
    files:
      /etc/systemd/system/a.socket: "{{ lookup('ansible.builtin.template', 'a.socket.j2') }}"
      /etc/systemd/system/a.service: "{{ lookup('ansible.builtin.template', 'a.service.j2') }}"
    mode: "0644"

- name: A program, and a secret that its group may read
  text_files:
    folders: [/etc/a]
    files:
      /usr/local/sbin/a: "{{ lookup('ansible.builtin.file', 'a', rstrip=false) }}"
      /etc/a/password: "{{ a_password }}"
    owner: root
    group: root
    mode: "0755"
    permissions:
      /etc/a*: {group: a, mode: "0750"}
      /etc/a/password: {group: a, mode: "0640"}
  no_log: true
"""

RETURN = r"""
paths:
  description: Folders and files that were (in check mode, would be) made or changed.
  returned: success
  type: list
  elements: str
"""

import os
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "folders": {"type": "list", "elements": "path", "default": []},
    "files": {"type": "dict", "default": {}},
    "permissions": {"type": "dict", "default": {}},
    "once": {"type": "list", "elements": "str", "default": []},
    "validate": {"type": "dict", "default": {}},
}


_RIGHTS = {"owner", "group", "mode"}


def make(module: AnsibleModule, path: Path) -> dict[str, Any] | None:
    """Make one folder; return its difference, None where there is none."""
    there = path.is_dir()
    if not there and not module.check_mode:
        path.mkdir(mode=0o700, parents=True)
    if not _permit(module, path) and there:
        return None
    before, after = ("folder\n", "folder with other rights\n") if there else ("", "folder\n")
    return {"before_header": str(path), "after_header": str(path), "before": before, "after": after}


def write(module: AnsibleModule, path: Path, content: str) -> dict[str, Any] | None:
    """Make one file what it should be; return its difference, None where there is none."""
    before = path.read_bytes() if path.exists() else None
    stays = any(fnmatchcase(str(path), pattern) for pattern in module.params["once"])
    after = content.encode() if before is None or not stays else before
    if before != after and not module.check_mode:
        _replace(module, path, after)
    if not _permit(module, path) and before == after:
        return None
    old = (before or b"").decode("utf-8", "replace")
    return {"before_header": str(path), "after_header": str(path), "before": old, "after": content}


def _permit(module: AnsibleModule, path: Path) -> bool:
    """Give a path the rights that are meant for it; say whether it had others."""
    if not path.exists():  # in check mode
        return False
    wanted = dict(module.params)
    for pattern, rights in module.params["permissions"].items():
        if fnmatchcase(str(path), pattern):
            wanted.update(rights)
    arguments = module.load_file_common_arguments(wanted, path=str(path))
    return bool(module.set_fs_attributes_if_different(arguments, changed=False))


def _replace(module: AnsibleModule, path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=module.tmpdir)
    with os.fdopen(descriptor, "wb") as new:
        new.write(content)
    command = module.params["validate"].get(str(path))
    if command:
        status, output, errors = module.run_command(command.replace("%s", name))
        if status:
            module.fail_json(msg=f"{path} was left as it is: {(errors or output).strip()}")
    module.atomic_move(name, str(path))


def refuse_unknown_rights(module: AnsibleModule) -> None:
    """Fail where permissions name something else than owner, group and mode."""
    wrong = [
        path
        for path, rights in module.params["permissions"].items()
        if not isinstance(rights, dict) or rights.keys() - _RIGHTS
    ]
    if wrong:
        known = ", ".join(sorted(_RIGHTS))
        module.fail_json(
            msg=f"permissions of {', '.join(wrong)}: name some of {known}, and no more"
        )


def main() -> None:
    """Make all folders, then all files."""
    module = AnsibleModule(ARGUMENT_SPEC, supports_check_mode=True, add_file_common_args=True)
    refuse_unknown_rights(module)
    changed = {}
    try:
        for path in module.params["folders"]:
            changed[path] = make(module, Path(path))
        for path, content in module.params["files"].items():
            changed[path] = write(module, Path(path), content)
    except OSError as error:
        module.fail_json(msg=f"{error.filename}: {error.strerror}")
    differences = {path: difference for path, difference in changed.items() if difference}
    result: dict[str, Any] = {"changed": bool(differences), "paths": list(differences)}
    if module._diff:
        result["diff"] = list(differences.values())
    module.exit_json(**result)


if __name__ == "__main__":
    main()
