#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: probe_mail_server
short_description: See whether a mail server serves mailboxes as the inventory says
version_added: "0.1.0"
description:
  - Runs on a mail server. Asks Postfix's tables and Dovecot about all mailboxes, one call each for
    all of them, and sends a letter to each, which is taken out of the mailbox again.
  - A difference is a finding that is returned, not a failure; M(probe_report) has the words for it.
options:
  mailboxes:
    description: What to look at, as M(probe_directory) returns it.
    type: list
    elements: dict
    required: true
    suboptions:
      address:
        description: The mailbox's own address.
        type: str
        required: true
      aliases:
        description: Its other addresses.
        type: list
        elements: str
        default: []
      quota:
        description: Bytes that it may hold. Not compared when it is not given.
        type: int
      host:
        description: Full name of the mail host that keeps it; the module does not look at it.
        type: str
        default: ""
  sender:
    description: Address that the letter comes from. No letter is sent without it.
    type: str
  patience:
    description: Seconds in which the letter has to arrive.
    type: float
    default: 30.0
extends_documentation_fragment: [hopthu.looks]
attributes:
  check_mode:
    description: Asks Postfix and Dovecot, and sends nothing.
  diff_mode:
    description: There is nothing to show, since nothing stays changed.
  idempotent:
    description: What it sends it takes away again.
seealso:
  - module: probe_directory
  - module: probe_report
"""

EXAMPLES = r"""
- name: Look at what the directory was found to hold
  probe_mail_server:
    mailboxes: "{{ probe_chosen.served }}"
    sender: postmaster@moj.gov.vn
  delegate_to: mail1
  run_once: true
"""

RETURN = r"""
seconds:
  description: Time until the letter was in the last mailbox; null where none was sent.
  returned: success
  type: float
findings:
  description:
    - What is not as it should be, each with C(code), C(layer) (who was asked), C(address) (of the
      mailbox, empty where it is about the server), and C(values) that its words name.
  returned: success
  type: list
  elements: dict
count: {description: Number of mailboxes that were looked at., returned: success, type: int}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.hopthu_host.probe.finding import Mailbox
from ansible.module_utils.hopthu_host.probe.serving import look

ARGUMENT_SPEC = {
    "mailboxes": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "address": {"type": "str", "required": True},
            "aliases": {"type": "list", "elements": "str", "default": []},
            "quota": {"type": "int"},
            "host": {"type": "str", "default": ""},
        },
    },
    "sender": {"type": "str"},
    "patience": {"type": "float", "default": 30.0},
}


def main() -> None:
    """Look, and return what was found."""
    module = AnsibleModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    options = module.params
    boxes = [Mailbox.of(data) for data in options["mailboxes"]]
    sender = "" if module.check_mode else options["sender"] or ""
    seen = look(boxes, sender=sender, patience=options["patience"])
    findings = [finding.data() for finding in seen.findings]
    module.exit_json(changed=False, count=len(boxes), findings=findings, seconds=seen.seconds)


if __name__ == "__main__":
    main()
