#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: mailbox_hosts
short_description: Let the directory say which mail host keeps each mailbox
version_added: "0.2.0"
description:
  - Gives the entries of people and agencies, for all given provinces, the C(mailHost) of their
    record, their province or everybody (C(mail_hosts) of the policy), in one LDAP transaction a
    province. Where none of these says anything, the entry is left alone.
  - A province is refused unless every mail server has said, in O(archives), that all letters it has
    of the mailboxes in question are at their new hosts, too.
  - Writes C(mailHost) and nothing else. The entries themselves are made by M(accounts) and
    M(agency_tree), which give a new one its host.
extends_documentation_fragment:
  - hopthu
options:
  archives:
    description:
      - What the mail servers answered to C(hopthu-mailbox copy), in check mode to
        C(hopthu-mailbox elsewhere), one entry a server.
      - Without it the module only tells which mailboxes are to be asked for; use it in check mode.
    type: list
    elements: dict
    suboptions:
      server:
        description: Its name.
        type: str
        required: true
      rc:
        description: Status of the command; not given where the server was not reached.
        type: int
      stdout:
        description: What it printed, JSON.
        type: str
        default: ""
      stderr:
        description: Its errors.
        type: str
        default: ""
      msg:
        description: Why it was not reached.
        type: str
        default: ""
  mail_servers:
    description:
      - Full names of all hosts that may keep mailboxes. A province is refused where a mailbox is to
        be at another one, which is mistyped then.
      - Without it any name will do.
    type: list
    elements: str
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
- name: Switch the mailboxes that were copied to their new hosts
  mailbox_hosts:
    inventory: inventory/lab
    provinces: "{{ ansible_play_hosts }}"
    policy: "{{ hopthu_policy }}"
    uri: ldaps://ldap1.moj.gov.vn
    suffix: dc=moj,dc=gov,dc=vn
    bind_dn: cn=hopthu,ou=services,dc=moj,dc=gov,dc=vn
    bind_password: "{{ hopthu_bind_password }}"
    mail_servers: [mail1.moj.gov.vn, mail2.moj.gov.vn]
    archives:
      - {server: mail1.moj.gov.vn, rc: 0, stdout: "{{ copy.stdout }}"}
  run_once: true
  register: mailbox_hosts_run
"""

RETURN = r"""
mailboxes:
  description: All mailboxes that a host is named for, but for those of provinces that failed.
  returned: success
  type: list
  elements: dict
  sample:
    - {id: thanh-hoa-0003, address: unghoeson@moj.gov.vn, host: mail2.moj.gov.vn}
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
        - The same for programs, under C(mail_hosts).
      type: dict
      contains:
        counts:
          description: Number of changes by action.
          type: dict
          sample: {change: 2}
        existing:
          description: Mailboxes of the province that had a host before the run.
          type: int
        after:
          description: Mailboxes with a host after it.
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

from hopthu.interfaces.modules.provision import HOSTS_SPEC, run_module
from hopthu.provision.resources.mail_hosts import Placement

if __name__ == "__main__":
    placement = Placement()
    run_module(placement.plan, HOSTS_SPEC, placement.result)
