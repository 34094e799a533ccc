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
    of the mailboxes in question are at their new hosts, too. The command that says so is
    C(hopthu-mailbox copy), in check mode C(hopthu-mailbox elsewhere).
  - Writes C(mailHost) and nothing else. The entries themselves are made by M(provision), which
    gives a new one its host.
options:
  mail_servers:
    description:
      - Full names of all hosts that may keep mailboxes. A province is refused where a mailbox is to
        be at another one, which is mistyped then.
      - Without it any name will do.
    type: list
    elements: str
  lost:
    description:
      - Full name of a host that is lost. Then only mailboxes that the directory has there are
        switched, and O(archives) is what C(hopthu-copies look) says on the hosts that stand in
        for it.
    type: str
    default: ""
extends_documentation_fragment:
  [hopthu, hopthu.provinces, hopthu.directory, hopthu.run, hopthu.archives]
seealso:
  - module: provision
"""

EXAMPLES = r"""
# The inventory, provinces, policy and directory are given as to provision.
- name: Switch the mailboxes that were copied to their new hosts
  mailbox_hosts:
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
reports: {description: As from M(provision); of C(mail_hosts)., returned: success, type: dict}
"""
