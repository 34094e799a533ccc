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
options:
  usage:
    required: true
  artifacts:
    description:
      - Folder of earlier reports, and of this one. Without it nothing is compared or left.
    type: path
extends_documentation_fragment: [hopthu, hopthu.provinces, hopthu.usage, hopthu.looks]
attributes:
  check_mode:
    description: Leaves no files.
  diff_mode:
    description: A report changes nothing that could be compared.
  idempotent:
    support: none
    description: Each run leaves a report of its own.
seealso:
  - module: provision
"""

EXAMPLES = r"""
# The inventory, provinces, policy and directory are given as to provision.
- name: How full the mailboxes of all provinces of the play are
  quota_report:
    usage:
      - {server: mail1.moj.gov.vn, rc: 0, stdout: "{{ doveadm.stdout }}"}
    artifacts: inventory/lab/runs
  run_once: true
  register: quota_report_run
"""

RETURN = r"""
lines: {description: The report for people., returned: success, type: list, elements: str}
problems: {description: As those of M(provision)., returned: failure, type: list, elements: dict}
"""
