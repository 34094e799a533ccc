#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: accounts
short_description: Make the accounts of provinces in the directory what the inventory says
version_added: "0.1.0"
description:
  - Reads the people of all given provinces from the inventory, compares them with the directory in
    one read, and writes the difference in one LDAP transaction a province.
  - A person whom the inventory does not name is left alone. Entries that hopthu did not make are
    never changed. Nothing is deleted.
  - Writes names, title, agency, address and state; quotas and aliases have other owners.
  - With O(handover), a new active account of a province whose C(handover.yml) names keys gets a
    random first password. Its slip is sealed to those keys and on the disk before the account is
    made. The password of an account that is there is never touched.
options:
  handover:
    description:
      - Folder for the sealed slips of first passwords. No passwords are made when it is not given.
    type: path
extends_documentation_fragment:
  - hopthu
requirements:
  - argon2-cffi
  - pyrage
  - reportlab
  - hopthu itself as a Python package, which brings the fonts of the slips
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
"""

EXAMPLES = r"""
- name: Accounts of all provinces of the play, in one call
  accounts:
    inventory: inventory/lab
    provinces: "{{ ansible_play_hosts }}"
    policy: "{{ hopthu_policy }}"
    uri: ldaps://ldap1.moj.gov.vn
    suffix: dc=moj,dc=gov,dc=vn
    bind_dn: cn=hopthu,ou=services,dc=moj,dc=gov,dc=vn
    bind_password: "{{ hopthu_bind_password }}"
    handover: inventory/lab/handover
  run_once: true
  register: accounts_run

- name: Suspend 23 people who really left, in this one run
  accounts:
    inventory: inventory/lab
    provinces: [thanh_hoa]
    policy: "{{ hopthu_policy }}"
    override: {suspend: 23}
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
        - The same for programs, under C(accounts).
      type: dict
      contains:
        counts:
          description: Number of changes by action.
          type: dict
          sample: {add: 93, change: 2}
        existing:
          description: Accounts of the province in the directory before the run.
          type: int
        after:
          description: Accounts of the province after it.
          type: int
        unmanaged:
          description: Accounts of the province that the inventory does not name.
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

from hopthu.interfaces.modules.provision import HANDOVER_SPEC, run_module
from hopthu.provision.resources.accounts import plan_accounts

if __name__ == "__main__":
    run_module(plan_accounts, HANDOVER_SPEC)
