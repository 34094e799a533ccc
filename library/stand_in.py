#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: stand_in
short_description: Note in the policy which mail host has another one's mailboxes for a time
version_added: "0.2.0"
description:
  - Writes C(mail_hosts.standing_in) of the environment's policy, one line of its file, so that
    later runs leave the mailboxes where they are. The directory is written by M(mailbox_hosts).
  - Refuses a host that stands in for another one while somebody stands in for it.
options:
  mail_host:
    description: The host whose mailboxes they are, by full name.
    type: str
    required: true
  by:
    description: The host that has them meanwhile, by full name; empty where they are its own again.
    type: str
    default: ""
extends_documentation_fragment: [hopthu, hopthu.writes]
attributes:
  check_mode:
    description: Writes nothing, and returns the policy as it would be.
  diff_mode:
    description: Shows the key before and after.
seealso:
  - module: mailbox_hosts
"""

EXAMPLES = r"""
# The inventory and policy are given as to provision.
- name: Let mail2 stand in for mail1
  stand_in:
    mail_host: mail1.moj.gov.vn
    by: mail2.moj.gov.vn
  run_once: true
  register: failover_policy
"""

RETURN = r"""
policy:
  description: The policy as it is then; the play's own was read before.
  returned: success
  type: dict
  sample: {mail_hosts: {standing_in: {mail1.moj.gov.vn: mail2.moj.gov.vn}}}
paths: {description: As those of M(guides)., returned: success, type: list, elements: str}
problems: {description: As those of M(provision)., returned: failure, type: list, elements: dict}
"""
