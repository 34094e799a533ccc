"""A fresh clone of the project, and shells in it that know nothing of what was typed before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .world import PROJECT

VENV = Path(sys.prefix)


def make_clone(root: Path) -> Path:
    """The tree as git has it; the packages that are installed here are those of the clone."""
    told = ["git", "ls-files", "-zco", "--exclude-standard"]
    for name in subprocess.check_output(told, cwd=PROJECT, text=True).split("\0")[:-1]:
        if (PROJECT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, root / name, follow_symlinks=False)
    venv = root / ".venv"
    venv.mkdir()
    for name in ("lib", "bin"):
        (venv / name).symlink_to(VENV / name)
    shutil.copy(VENV / "pyvenv.cfg", venv)
    stamp = (PROJECT / ".venv" / "hopthu-setup").read_text(encoding="utf-8")
    (venv / "hopthu-setup").write_text(stamp.replace(str(PROJECT), str(root)), encoding="utf-8")
    for name in ("51_quang_ngai.xlsx", "38_thanh_hoa.xls"):
        shutil.copy(PROJECT / "tests" / "forms" / name, root)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


def shell(root: Path, script: str) -> subprocess.CompletedProcess[str]:
    """A shell that knows nothing of what was done before, nor git who types there.

    hopthu is that of the clone.
    """
    told = {"HOME": os.environ["HOME"], "LANG": "C.UTF-8", "PYTHONPATH": str(root)}
    told["GIT_CONFIG_GLOBAL"] = "/dev/null"
    told |= {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    told["PATH"] = f"{Path(sys.executable).resolve().parent}:{told['PATH']}"
    return subprocess.run(
        ["bash", "-euc", script], cwd=root, env=told, capture_output=True, text=True, check=False
    )
