#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: mail_aliases
short_description: Make aliases and mailing lists in the directory what the inventory says
version_added: "0.1.0"
description:
  - Gives people and agencies their further addresses (aliases, and former addresses until their day
    has come), and makes the mailing lists - those of the tree that the policy asks for, those of
    roles, and those of C(lists.yml) - for all given provinces, in one read and one LDAP transaction
    a province.
  - Writes C(mailAlternateAddress) of entries that M(accounts) and M(agency_tree) make, which come
    first, and everything under C(ou=lists). In check mode what they would make counts as made.
  - A list that has ended keeps its entry and its addresses, without members and writers. Nothing is
    deleted. A list made by hand that the inventory does not name is left alone.
extends_documentation_fragment:
  - hopthu
attributes:
  check_mode:
    support: full
    description: Plans on the real directory and writes nothing.
  diff_mode:
    support: full
    description: Returns every change of every province, one a line.
  idempotent:
    support: full
    description: A second run changes nothing.
author:
  - The hopthu authors (@hopthu)
seealso:
  - module: agency_tree
  - module: accounts
  - module: mail_quotas
"""

EXAMPLES = r"""
- name: Aliases and lists of all provinces of the play, in one call
  mail_aliases:
    inventory: inventory/lab
    provinces: "{{ ansible_play_hosts }}"
    policy: "{{ hopthu_policy }}"
    uri: ldaps://ldap1.moj.gov.vn
    suffix: dc=moj,dc=gov,dc=vn
    bind_dn: cn=hopthu,ou=services,dc=moj,dc=gov,dc=vn
    bind_password: "{{ hopthu_bind_password }}"
  run_once: true
  register: mail_aliases_run

- name: Close the 14 lists of agencies that were merged, in this one run
  mail_aliases:
    inventory: inventory/lab
    provinces: [thanh_hoa]
    policy: "{{ hopthu_policy }}"
    override: {close: 14}
    uri: ldapi:///
    suffix: dc=moj,dc=gov,dc=vn
"""

RETURN = r"""
reports:
  description: What became of each province, by its name.
  returned: success
  type: dict
  contains:
    changed:
      description: Whether something was (in check mode, would be) written.
      type: bool
    failed:
      description: Whether the province was refused or could not be written.
      type: bool
    lines:
      description: The report for people; at most 12 changes.
      type: list
      elements: str
    resources:
      description:
        - The same for programs, under C(aliases).
      type: dict
      contains:
        counts:
          description: Number of changes by action.
          type: dict
          sample: {add: 93, change: 2}
        existing:
          description: Lists of the province and mailboxes with further addresses, before the run.
          type: int
        after:
          description: The same after it.
          type: int
        unmanaged:
          description: Lists of the province that nothing in the inventory asks for.
          type: int
        digest:
          description: SHA-256 of the plan.
          type: str
        written:
          description: Changes surely written.
          type: int
        seconds:
          description: Time of the writing; null where nothing was written.
          type: float
        problems:
          description: What stood in the way, each with code, place, text and remedy.
          type: list
          elements: dict
"""

from hopthu.interfaces.modules.provision import run_module
from hopthu.provision.resources.aliases import plan_aliases

if __name__ == "__main__":
    run_module(plan_aliases)
