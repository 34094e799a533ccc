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
extends_documentation_fragment: [hopthu, hopthu.provinces, hopthu.directory, hopthu.run]
seealso:
  - module: provision
"""

EXAMPLES = r"""
# The inventory, provinces, policy and directory are given as to provision.
- name: Agencies of all provinces of the play, in one call
  agency_tree:
    provinces: "{{ ansible_play_hosts }}"
  run_once: true
  register: agency_tree_run
"""

RETURN = r"""
reports: {description: As from M(provision); of C(agencies)., returned: success, type: dict}
"""
