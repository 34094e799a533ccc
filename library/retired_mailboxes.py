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
    and the archive was read back, or that there is none. Else the province is refused. The command
    that says so is C(hopthu-mailbox archive), in check mode C(hopthu-mailbox look).
  - The record in the inventory stays, so that the address is nobody else's, ever. M(provision) does
    not make such an entry again.
extends_documentation_fragment:
  [hopthu, hopthu.provinces, hopthu.directory, hopthu.run, hopthu.archives]
seealso:
  - module: provision
"""

EXAMPLES = r"""
# The inventory, provinces, policy and directory are given as to provision.
- name: Whose mailboxes have been kept long enough
  retired_mailboxes:
    provinces: "{{ ansible_play_hosts }}"
  check_mode: true
  run_once: true
  register: retired_mailboxes_due

- name: Remove their entries, now that the mailboxes are archived
  retired_mailboxes:
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
reports: {description: As from M(provision); of C(retired)., returned: success, type: dict}
"""
