#!/usr/bin/python3 -BP
"""Run the module that this program is called after: hopthu-mail-config runs hopthu_mail_config.

Installed as each of them in /usr/local/sbin; the modules are in /usr/local/lib/hopthu.
"""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    program = Path(__file__)
    sys.path.insert(0, str(program.parent.parent / "lib" / "hopthu"))
    runpy.run_module(program.name.replace("-", "_"), run_name="__main__", alter_sys=True)
