"""The snapshot is a program beside the package: its folder is put where Python looks."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
