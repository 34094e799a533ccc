#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: retired_mailboxes
short_description: Take the entries of leavers away whose mailboxes were kept for their time
version_added: "0.2.0"
description:
  - Finds, for all given provinces, people who left and whose mailbox has been kept as long as the
    policy says (C(keep_months)), and removes their entries in one LDAP transaction a province.
  - An entry goes only when every mail server has said, in O(archives), that the mailbox is archived
    and the archive was read back, or that there is none. Else the province is refused.
  - The record in the inventory stays, so that the address is nobody else's, ever. M(accounts) does
    not make such an entry again.
extends_documentation_fragment:
  - hopthu
options:
  archives:
    description:
      - What the mail servers answered to C(hopthu-mailbox archive), in check mode to
        C(hopthu-mailbox look), one entry a server.
      - Without it the module only tells whose mailboxes are to be asked for; use it in check mode.
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
- name: Whose mailboxes have been kept long enough
  retired_mailboxes:
    inventory: inventory/lab
    provinces: "{{ ansible_play_hosts }}"
    policy: "{{ hopthu_policy }}"
    uri: ldaps://ldap1.moj.gov.vn
    suffix: dc=moj,dc=gov,dc=vn
    bind_dn: cn=hopthu,ou=services,dc=moj,dc=gov,dc=vn
    bind_password: "{{ hopthu_bind_password }}"
  check_mode: true
  run_once: true
  register: retired_mailboxes_due

- name: Remove their entries, now that the mailboxes are archived
  retired_mailboxes:
    inventory: inventory/lab
    provinces: "{{ ansible_play_hosts }}"
    policy: "{{ hopthu_policy }}"
    uri: ldaps://ldap1.moj.gov.vn
    suffix: dc=moj,dc=gov,dc=vn
    bind_dn: cn=hopthu,ou=services,dc=moj,dc=gov,dc=vn
    bind_password: "{{ hopthu_bind_password }}"
    archives:
      - {server: mail1.moj.gov.vn, rc: 0, stdout: "{{ archive.stdout }}"}
  run_once: true
  register: retired_mailboxes_run
"""

RETURN = r"""
archive:
  description: Whose mailboxes are to be archived before their entries may go.
  returned: success
  type: list
  elements: dict
  sample: [{id: thanh-hoa-0003, address: unghoeson@moj.gov.vn}]
remove:
  description: Whose entries are gone, so that what mail servers still have of theirs may go.
  returned: success
  type: list
  elements: dict
  sample: [{id: thanh-hoa-0003}]
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
        - The same for programs, under C(retired).
      type: dict
      contains:
        counts:
          description: Number of changes by action.
          type: dict
          sample: {retire: 2}
        existing:
          description: Accounts of the province in the directory before the run.
          type: int
        after:
          description: Accounts of the province after it.
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

from hopthu.interfaces.modules.provision import ARCHIVES_SPEC, run_module
from hopthu.provision.resources.retired import Retirement

if __name__ == "__main__":
    retirement = Retirement()
    run_module(retirement.plan, ARCHIVES_SPEC, retirement.result)
