#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: probe_directory
short_description: Choose mailboxes of the inventory, and see whether the directory holds them
version_added: "0.1.0"
description:
  - Chooses mailboxes of the given provinces, and compares the directory with what the inventory
    wants of them, in one read. Returns them for M(probe_mail_server).
  - A difference is a problem that is returned, not a failure, so that the other layers are looked
    at as well. Nothing is written.
options:
  artifacts:
    description:
      - Folder of the runs, whose audit lines tell what was changed.
    type: path
  mailboxes:
    description:
      - V(changed) for those that the last run of each module wrote, by the folders in O(artifacts);
        a sample of 20 where there are none.
      - A number for a sample of that size.
      - Else mailboxes or ids, with commas between them.
    type: str
    default: changed
extends_documentation_fragment: [hopthu, hopthu.provinces, hopthu.directory, hopthu.looks]
seealso:
  - module: probe_mail_server
"""

EXAMPLES = r"""
# The inventory, provinces, policy and directory are given as to provision.
- name: Mailboxes of all provinces of the play that were changed
  probe_directory:
    artifacts: inventory/lab/runs
  run_once: true
  register: probe_chosen
"""

RETURN = r"""
chosen: {description: Number of mailboxes that were looked at., returned: success, type: int}
served:
  description:
    - Those of them that letters reach (agencies', and of people who are active), each with
      C(address), C(aliases), C(host), and C(quota) in bytes, as
      O(probe_mail_server#module:mailboxes).
  returned: success
  type: list
  elements: dict
problems:
  description: What is not as the inventory wants it, each with code, place, text and remedy.
  returned: always
  type: list
  elements: dict
lines:
  description: The report for people, the problems one a line.
  returned: success
  type: list
  elements: str
"""
