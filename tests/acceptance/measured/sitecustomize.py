"""Measures a program that Debian's Python runs, which has no coverage of its own."""

from __future__ import annotations

import os

import coverage

coverage.Coverage(
    config_file=os.environ["MEASURED_BY"],
    source_pkgs=["hopthu_author", "hopthu_directory_peers", "hopthu_policy"],
    data_suffix=True,
    auto_data=True,
).start()
