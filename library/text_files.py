#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: text_files
short_description: Write several text files in one call
version_added: "0.1.0"
description:
  - Makes files on a host what their contents say. A call of a module costs the better part of a
    second whatever it does, so a loop over M(ansible.builtin.copy) is slow where this is not.
  - Each file is replaced as a whole. Folders that are missing are made, for root, open to readers.
  - The contents are not secret; those that are have no place in a diff or a log.
options:
  files:
    description: What each file holds, by its path.
    type: dict
    required: true
  validate:
    description:
      - By path, a command that looks at the new file, named V(%s), before it replaces the old one.
        The files before it are in place by then.
    type: dict
    default: {}
extends_documentation_fragment:
  - ansible.builtin.files
attributes:
  check_mode:
    support: full
    description: Compares and writes nothing.
  diff_mode:
    support: full
    description: Returns the difference of every file.
  idempotent:
    support: full
    description: A second run changes nothing.
author:
  - The hopthu authors (@hopthu)
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
"""

RETURN = r"""
paths:
  description: Files that were (in check mode, would be) written.
  returned: success
  type: list
  elements: str
"""

import os
import tempfile
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "files": {"type": "dict", "required": True},
    "validate": {"type": "dict", "default": {}},
}


def write(module: AnsibleModule, path: Path, content: str) -> dict[str, Any] | None:
    """Make one file what it should be; return its difference, None where there is none."""
    before = path.read_bytes() if path.exists() else None
    after = content.encode()
    if before != after and not module.check_mode:
        _replace(module, path, after)
    attributes = module.load_file_common_arguments(module.params, path=str(path))
    touched = path.exists() and module.set_fs_attributes_if_different(attributes, changed=False)
    if before == after and not touched:
        return None
    old = (before or b"").decode("utf-8", "replace")
    return {"before_header": str(path), "after_header": str(path), "before": old, "after": content}


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


def main() -> None:
    """Write all files."""
    module = AnsibleModule(ARGUMENT_SPEC, supports_check_mode=True, add_file_common_args=True)
    changed = {}
    try:
        for path, content in module.params["files"].items():
            difference = write(module, Path(path), content)
            if difference is not None:
                changed[path] = difference
    except OSError as error:
        module.fail_json(msg=f"{error.filename}: {error.strerror}")
    result: dict[str, Any] = {"changed": bool(changed), "paths": list(changed)}
    if module._diff:
        result["diff"] = list(changed.values())
    module.exit_json(**result)


if __name__ == "__main__":
    main()
