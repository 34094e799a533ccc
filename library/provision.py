#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: provision
short_description: Make the mailboxes of provinces in the directory what the inventory says
version_added: "0.1.0"
description:
  - Reads the inventory and the directory once, plans C(agencies), C(accounts), C(quotas) and
    C(aliases), in this order, each on what those before it would make, and writes a province with
    all four in one LDAP transaction. Each of the four has its own attributes.
  - A province that is refused at any step, or that the server refuses, has nothing written; the
    others go on. Where a province cannot be one transaction, the report says so, in check mode
    too.
  - What the inventory does not name is left alone. Entries that hopthu did not make are never
    changed. Nothing is deleted.
  - C(agencies) makes the tree under C(ou=agencies), parents first. What all agencies hang from (the
    containers, the ministry, its department) is made where it is missing, even when its own
    province is not given.
  - C(accounts) writes names, titles, agencies, addresses and states of people. With O(handover), a
    new active account of a province whose C(handover.yml) names keys gets a random first password.
    Its slip is sealed to those keys and on the disk before the account is made. Without it no
    passwords are made. The password of an account that is there is never touched.
  - C(quotas) writes C(mailQuota) in bytes, by the class of service (people by title, agencies by
    kind) or by the record. A quota below what the mailbox holds is refused unless O(override) says
    how many are meant. A mail server that did not answer refuses nothing; where a quota becomes
    smaller and the use is not known, the report says so.
  - C(aliases) writes further addresses (aliases, and former addresses until their day has come),
    and everything under C(ou=lists), the lists of the tree, those of roles, and those of
    C(lists.yml). A list that has ended keeps its entry and its addresses, without members and
    writers.
options:
  resources:
    description:
      - Which of the four are made. The order is always that of the choices.
    type: list
    elements: str
    choices: [agencies, accounts, quotas, aliases]
    default: [agencies, accounts, quotas, aliases]
  usage:
    default: []
extends_documentation_fragment:
  [hopthu, hopthu.provinces, hopthu.directory, hopthu.run, hopthu.handover, hopthu.usage]
seealso:
  - module: first_passwords
"""

EXAMPLES = r"""
- name: Mailboxes of all provinces of the play, in one call
  provision:
    inventory: inventory/lab
    provinces: "{{ ansible_play_hosts }}"
    policy: "{{ hopthu_policy }}"
    uri: ldaps://ldap1.moj.gov.vn
    suffix: dc=moj,dc=gov,dc=vn
    bind_dn: cn=hopthu,ou=services,dc=moj,dc=gov,dc=vn
    bind_password: "{{ hopthu_bind_password }}"
    handover: inventory/lab/handover
    usage:
      - {server: mail1.moj.gov.vn, rc: 0, stdout: "{{ doveadm.stdout }}"}
  run_once: true
  register: provision_run

- name: Suspend 23 people who really left and close 14 lists, in this one run
  provision:
    inventory: inventory/lab
    provinces: [thanh_hoa]
    policy: "{{ hopthu_policy }}"
    override: {suspend: 23, close: 14}
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
      description: The report for people; at most 12 of the entries that change.
      type: list
      elements: str
    resources:
      description:
        - The same for programs, under the name of what was planned. That is C(province) for
          several resources together, else the name of the only one.
      type: dict
      contains:
        counts:
          description: Number of changes by action.
          type: dict
          sample: {add: 93, change: 2}
        existing:
          description: Entries in the directory before the run; of a whole province its people.
          type: int
        after:
          description: Entries after it.
          type: int
        unmanaged:
          description: Entries of the province that the inventory does not name.
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
