"""Why git cannot tell something, in words for people."""

from __future__ import annotations

import os
import subprocess

from hopthu.text.language import Text

_NO_GIT = Text("git is not installed", "máy này chưa cài git")
_NO_REPOSITORY = Text("there is no git repository", "thư mục không thuộc kho git nào")
_TOO_LONG = Text("git took too long", "git chạy quá lâu")
_SAYS_NO_REPOSITORY = "not a git repository"


def environment() -> dict[str, str]:
    """The environment to run git in: its words are recognised, so they are in one language."""
    return {**os.environ, "LC_ALL": "C"}


def reason(error: OSError | subprocess.SubprocessError) -> Text:
    """Why a call of git failed; what is not foreseen in its own words, of one line."""
    if isinstance(error, FileNotFoundError):
        return _NO_GIT
    if isinstance(error, subprocess.TimeoutExpired):
        return _TOO_LONG
    said = str(getattr(error, "stderr", "") or "").strip() or str(error)
    if _SAYS_NO_REPOSITORY in said:
        return _NO_REPOSITORY
    line = said.splitlines()[0]
    return Text.literal(line, line)
