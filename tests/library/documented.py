"""What ansible-doc tells of modules."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def ansible_doc(project: Path, modules: Iterable[str]) -> dict[str, Any]:
    """Ask ansible-doc for modules of a project's library/."""
    answer = subprocess.run(
        ["ansible-doc", "--type", "module", "--json", *modules],
        cwd=project,
        env={**os.environ, "ANSIBLE_CONFIG": str(project / "ansible.cfg")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    told: dict[str, Any] = json.loads(answer.stdout)
    return told
