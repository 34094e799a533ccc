#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: first_passwords
short_description: Give people who have an account a new first password
version_added: "0.1.0"
description:
  - Makes random passwords for people who are in the directory, seals their slips to the keys of
    the province, and sets the passwords in one LDAP transaction a province. The password before,
    whoever chose it, ends.
  - The slips are on the disk before anything is written. No password is returned or logged.
  - A person who is not active, has no account, or whose province has no key, is refused with the
    whole province.
options:
  handover:
    description:
      - Folder for the sealed slips.
    type: path
    required: true
  people:
    description:
      - Ids of the people, of the given provinces.
      - When empty, all active people who have no password that works, because they never had one
        or because their first one ended unused.
    type: list
    elements: str
    default: []
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
    description: Plans on the real directory, makes no password and writes nothing.
  diff_mode:
    support: full
    description: Returns whose password would be another, one a line.
  idempotent:
    support: partial
    description: Without O(people) a second run changes nothing; people who are named get another.
author:
  - The hopthu authors (@hopthu)
seealso:
  - module: provision
"""

EXAMPLES = r"""
- name: Somebody lost the slip
  first_passwords:
    inventory: inventory/lab
    provinces: [thanh_hoa]
    people: [thanh-hoa-0003]
    policy: "{{ hopthu_policy }}"
    handover: inventory/lab/handover
    uri: ldaps://ldap1.moj.gov.vn
    suffix: dc=moj,dc=gov,dc=vn
    bind_dn: cn=hopthu,ou=services,dc=moj,dc=gov,dc=vn
    bind_password: "{{ hopthu_bind_password }}"
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
        - The same for programs, under C(first_passwords).
      type: dict
      contains:
        counts:
          description: Number of changes by action.
          type: dict
          sample: {reissue: 2}
        existing:
          description: Active people of the province in the inventory.
          type: int
        after:
          description: The same number.
          type: int
        unmanaged:
          description: Always 0.
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

from hopthu.interfaces.modules.provision import REISSUE_SPEC, run_module
from hopthu.provision.resources.reissue import plan_reissue

if __name__ == "__main__":
    run_module(plan_reissue, REISSUE_SPEC)
