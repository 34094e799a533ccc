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
  [hopthu, hopthu.provinces, hopthu.directory, hopthu.run, hopthu.handover]
attributes:
  check_mode:
    description: Plans on the real directory, makes no password and writes nothing.
  diff_mode:
    description: Returns whose password would be another, one a line.
  idempotent:
    support: partial
    description: Without O(people) a second run changes nothing; people who are named get another.
seealso:
  - module: provision
"""

EXAMPLES = r"""
# The inventory, provinces, policy and directory are given as to provision.
- name: Somebody lost the slip
  first_passwords:
    provinces: [thanh_hoa]
    people: [thanh-hoa-0003]
    handover: inventory/lab/handover
"""

RETURN = r"""
reports: {description: As from M(provision); of C(first_passwords)., returned: success, type: dict}
"""
