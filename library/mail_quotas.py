#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: mail_quotas
short_description: Make the quotas of mailboxes what the policy and the inventory say
version_added: "0.1.0"
description:
  - Gives every person and every agency that has a mailbox the quota of its class of service (people
    by title, agencies by kind) or the one of its own record, for all given provinces, in one read
    and one LDAP transaction a province.
  - Writes C(mailQuota), in bytes, and nothing else. The entries themselves are made by M(accounts)
    and M(agency_tree), which come first; in check mode those that they would make count as made.
  - A quota below what the mailbox holds is refused unless O(override) says how many are meant.
extends_documentation_fragment:
  - hopthu
options:
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
  - module: agency_tree
"""

EXAMPLES = r"""
- name: Quotas of all provinces of the play, in one call
  mail_quotas:
    inventory: inventory/lab
    provinces: "{{ ansible_play_hosts }}"
    policy: "{{ hopthu_policy }}"
    uri: ldaps://ldap1.moj.gov.vn
    suffix: dc=moj,dc=gov,dc=vn
    bind_dn: cn=hopthu,ou=services,dc=moj,dc=gov,dc=vn
    bind_password: "{{ hopthu_bind_password }}"
    usage:
      - {server: mail1.moj.gov.vn, rc: 0, stdout: "{{ doveadm.stdout }}"}
  run_once: true
  register: mail_quotas_run

- name: Let three mailboxes have less than they hold, in this one run
  mail_quotas:
    inventory: inventory/lab
    provinces: [thanh_hoa]
    policy: "{{ hopthu_policy }}"
    override: {shrink: 3}
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
        - The same for programs, under C(quotas).
      type: dict
      contains:
        counts:
          description: Number of changes by action.
          type: dict
          sample: {add: 93, change: 2}
        existing:
          description: Mailboxes of the province that had a quota before the run.
          type: int
        after:
          description: Mailboxes with a quota after it.
          type: int
        unmanaged:
          description: Always 0; who is not named is told by the module accounts.
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

from hopthu.interfaces.modules.provision import USAGE_SPEC, run_module
from hopthu.provision.resources.quotas import plan_quotas

if __name__ == "__main__":
    run_module(plan_quotas, USAGE_SPEC)
