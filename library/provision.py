#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: provision
short_description: Make the mailboxes of provinces in the directory what the inventory says
version_added: "0.1.0"
description:
  - Reads the inventory once, and then for C(agencies), C(accounts), C(quotas) and C(aliases), in
    this order, compares all given provinces with the directory in one read and writes the
    difference in one LDAP transaction a province. Each of the four has its own attributes.
  - A province that is refused, or that could not be written, is left out of what comes after; the
    others go on. In check mode, what an earlier step would make counts as made.
  - What the inventory does not name is left alone. Entries that hopthu did not make are never
    changed. Nothing is deleted.
  - C(agencies) makes the tree under C(ou=agencies), parents first. What all agencies hang from (the
    containers, the ministry, its department) is made where it is missing, even when its own
    province is not given.
  - C(accounts) writes names, titles, agencies, addresses and states of people. With O(handover), a
    new active account of a province whose C(handover.yml) names keys gets a random first password.
    Its slip is sealed to those keys and on the disk before the account is made. The password of an
    account that is there is never touched.
  - C(quotas) writes C(mailQuota) in bytes, by the class of service (people by title, agencies by
    kind) or by the record. A quota below what the mailbox holds is refused unless O(override) says
    how many are meant.
  - C(aliases) writes further addresses (aliases, and former addresses until their day has come),
    and everything under C(ou=lists), the lists of the tree, those of roles, and those of
    C(lists.yml). A list that has ended keeps its entry and its addresses, without members and
    writers.
options:
  handover:
    description:
      - Folder for the sealed slips of first passwords. No passwords are made when it is not given.
    type: path
  usage:
    description:
      - What the mail servers answered to C(doveadm -f tab quota get -A), one entry a server.
      - A server that did not answer refuses nothing; where a quota becomes smaller and the use is
        not known, the report says so.
    type: list
    elements: dict
    default: []
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
      description: The report for people; at most 12 changes of each resource.
      type: list
      elements: str
    resources:
      description:
        - The same for programs, by the name of each resource that the province came to
          (C(agencies), C(accounts), C(quotas), C(aliases)).
      type: dict
      contains:
        counts:
          description: Number of changes by action.
          type: dict
          sample: {add: 93, change: 2}
        existing:
          description: Entries of the resource and province in the directory before the run.
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

from hopthu.interfaces.modules.provision import PROVISION_SPEC, run_in_turn
from hopthu.provision.resources.all import PLANNERS

if __name__ == "__main__":
    run_in_turn(PLANNERS, PROVISION_SPEC)
