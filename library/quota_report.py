#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: quota_report
short_description: Tell how full the mailboxes of provinces are
version_added: "0.1.0"
description:
  - Puts what the mail servers say of each mailbox (bytes in use, limit) beside its owner in the
    inventory, sums it up by province, and names the mailboxes that use the percentage of the policy
    (C(quotas.watch)) or more.
  - Compares with an earlier report in O(artifacts), the oldest of the last 30 days, and says when a
    mailbox that grows as it did since then is full.
  - Leaves C(report.csv) with every mailbox and C(report.md) there, readable by their owner alone.
attributes:
  check_mode:
    support: full
    description: Leaves no files.
  diff_mode:
    support: none
    description: A report changes nothing that could be compared.
  idempotent:
    support: none
    description: Each run leaves a report of its own.
options:
  inventory:
    description:
      - Folder of the environment, the one that holds C(provinces/).
    type: path
    required: true
  provinces:
    description:
      - Names of the provinces to tell of, as their folders are called.
    type: list
    elements: str
    required: true
  policy:
    description:
      - The ministry's policy, C(hopthu_policy) of C(group_vars/all/policy.yml).
    type: dict
    required: true
  usage:
    description:
      - What the mail servers answered to C(doveadm -f tab quota get -A), one entry a server.
    type: list
    elements: dict
    required: true
    suboptions:
      server:
        description: Its name.
        type: str
        required: true
      rc:
        description: Status of the command; not given where the server was not reached.
        type: int
      stdout:
        description: What it printed.
        type: str
        default: ""
      stderr:
        description: Its errors. A mailbox that is named there counts as unknown.
        type: str
        default: ""
      msg:
        description: Why it was not reached.
        type: str
        default: ""
  artifacts:
    description:
      - Folder of earlier reports, and of this one. Without it nothing is compared or left.
    type: path
  language:
    description:
      - Language of the report and of errors.
    type: str
    choices: [en, vi]
    default: en
requirements:
  - python >= 3.11
  - PyYAML
author:
  - The hopthu authors (@hopthu)
seealso:
  - module: provision
"""

EXAMPLES = r"""
- name: How full the mailboxes of all provinces of the play are
  quota_report:
    inventory: inventory/lab
    provinces: "{{ ansible_play_hosts }}"
    policy: "{{ hopthu_policy }}"
    usage:
      - {server: mail1.moj.gov.vn, rc: 0, stdout: "{{ doveadm.stdout }}"}
    artifacts: inventory/lab/runs
  run_once: true
  register: quota_report_run
"""

RETURN = r"""
lines:
  description: The report for people.
  returned: success
  type: list
  elements: str
problems:
  description: What stood in the way, each with code, place, text and remedy.
  returned: failure
  type: list
  elements: dict
"""

from hopthu.interfaces.modules.quotas import main

if __name__ == "__main__":
    main()
