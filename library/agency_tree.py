#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: agency_tree
short_description: Make the agency tree of provinces in the directory what the inventory says
version_added: "0.1.0"
description:
  - Reads the agencies of all given provinces from the inventory, compares them with the tree under
    C(ou=agencies), and writes the difference in one LDAP transaction a province, parents first.
  - What the agencies hang from (the containers C(ou=agencies), C(ou=people) and C(ou=lists), the
    ministry, its department) is made first where it is missing, even when its own province is not
    given.
  - An agency that the inventory does not name is left alone. Nothing is deleted or moved.
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
  - module: accounts
"""

EXAMPLES = r"""
- name: Agencies of all provinces of the play, in one call
  agency_tree:
    inventory: inventory/lab
    provinces: "{{ ansible_play_hosts }}"
    policy: "{{ hopthu_policy }}"
    uri: ldaps://ldap1.moj.gov.vn
    suffix: dc=moj,dc=gov,dc=vn
    bind_dn: cn=hopthu,ou=services,dc=moj,dc=gov,dc=vn
    bind_password: "{{ hopthu_bind_password }}"
  run_once: true
  register: agency_tree_run
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
        - The same for programs, under C(agencies).
      type: dict
      contains:
        counts:
          description: Number of changes by action.
          type: dict
          sample: {add: 28}
        existing:
          description: Agencies of the province in the directory before the run.
          type: int
        after:
          description: Agencies of the province after it.
          type: int
        unmanaged:
          description: Agencies of the province that the inventory does not name.
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
from hopthu.provision.resources.agencies import plan_agencies

if __name__ == "__main__":
    run_module(plan_agencies)
