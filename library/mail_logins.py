#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: mail_logins
short_description: Keep who has logged in to their mailbox, and when last
version_added: "0.1.0"
description:
  - Takes what the mail hosts noted of logins (Dovecot's plugin C(last_login)) into one file, from
    which the board, C(scripts/handover logins) and its letters are made.
  - A login once known stays known while its host is away or its mailbox has gone to another one.
    Who is in the inventory no more is forgotten.
options:
  answers:
    required: true
  file:
    description:
      - Where it is kept, as JSON, readable by its owner alone; its folder is made if it is missing.
    type: path
    required: true
extends_documentation_fragment: [hopthu, hopthu.logins, hopthu.writes]
attributes:
  check_mode:
    description: Writes nothing, and tells what would be known.
  diff_mode:
    support: none
    description: What is kept are times of people.
  idempotent:
    description: As long as nobody logs in, a second run changes nothing that is known.
seealso:
  - module: rollout_report
"""

EXAMPLES = r"""
# The inventory and policy are given as to provision.
- name: Keep who has logged in
  mail_logins:
    answers:
      - {server: mail1.moj.gov.vn, rc: 0, stdout: "{{ hopthu_mailbox_logins.stdout }}"}
    file: inventory/lab/report/logins.json
  run_once: true
"""

RETURN = r"""
lines: {description: What is known., returned: success, type: list, elements: str}
paths: {description: As those of M(guides)., returned: success, type: list, elements: str}
silent: {description: Hosts that did not tell all., returned: success, type: list, elements: str}
problems: {description: As those of M(provision)., returned: failure, type: list, elements: dict}
"""
