#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: rollout_report
short_description: Make the board of the rollout
version_added: "0.1.0"
description:
  - Counts, for each province and each phase of the policy (C(rollout.phases)), the agencies with
    and without mailbox and manager, the people who are registered, have a mailbox and have logged
    in, and the forms that came, are awaited and are late.
  - Leaves in O(folder) C(board.html), one page in Vietnamese and English that needs no network, for
    the screen, a telephone and paper; C(board.xlsx); C(board.json); and a letter of reminder for
    each province that is late, C(letters/<day>/<code>_<province>.docx).
  - When forms came and how the rollout went on is read from the git history of the environment,
    who has logged in from O(logins). What cannot be found out is left open, and the board says
    so.
  - The board is of the whole environment.
options:
  folder:
    description:
      - Where the board is left. It is made if it is missing.
    type: path
    required: true
  day:
    description:
      - The day that the board is of, as C(2008-11-25); forms are late as of it. Today when empty.
    type: str
    default: ""
  usage:
    default: []
  copies:
    default: []
  logins:
    description:
      - What M(mail_logins) kept. Without it, or where no mail host has told anything yet, nobody is
        said to lack a login.
    type: path
  artifacts:
    description:
      - Folder of the runs, whose quota reports tell how the use of the mailboxes grew.
    type: path
extends_documentation_fragment:
  [hopthu, hopthu.directory, hopthu.usage, hopthu.copies, hopthu.writes]
requirements:
  - git
attributes:
  check_mode:
    description: Makes the board and writes nothing; tells what would be written.
  diff_mode:
    description: Shows C(board.json) before and after.
  idempotent:
    description:
      - As long as nothing changed, a second run of the day writes nothing. A letter that is there
        is left alone.
seealso:
  - module: quota_report
"""

EXAMPLES = r"""
# The inventory, provinces, policy and directory are given as to provision.
- name: The board of the rollout
  rollout_report:
    folder: inventory/lab/report
    day: "2008-11-25"
  run_once: true
  register: report_run
"""

RETURN = r"""
lines: {description: The board for the terminal., returned: success, type: list, elements: str}
paths: {description: As those of M(guides)., returned: success, type: list, elements: str}
problems: {description: As those of M(provision)., returned: failure, type: list, elements: dict}
"""
