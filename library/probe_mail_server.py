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
  - A difference is a problem that is returned, not a failure.
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
  server:
    description: What the server is called in reports.
    type: str
    required: true
  sender:
    description: Address that the letter comes from. No letter is sent without it.
    type: str
  patience:
    description: Seconds in which the letter has to arrive.
    type: float
    default: 30.0
  language:
    description: Language of the report.
    type: str
    choices: [en, vi]
    default: en
attributes:
  check_mode:
    support: full
    description: Asks Postfix and Dovecot, and sends nothing.
  diff_mode:
    support: none
    description: There is nothing to show, since nothing stays changed.
  idempotent:
    support: full
    description: What it sends it takes away again.
author:
  - The hopthu authors (@hopthu)
seealso:
  - module: probe_directory
"""

EXAMPLES = r"""
- name: Look at what the directory was found to hold
  probe_mail_server:
    mailboxes: "{{ probe_chosen.served }}"
    server: mail1
    sender: postmaster@moj.gov.vn
  delegate_to: mail1
  run_once: true
"""

RETURN = r"""
seconds:
  description: Time until the letter was in the last mailbox; null where none was sent.
  returned: success
  type: float
problems:
  description: What is not as it should be, each with code, place, text and remedy.
  returned: always
  type: list
  elements: dict
lines:
  description: The report for people, the problems one a line.
  returned: success
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from hopthu.provision.probe.mailbox import Mailbox
from hopthu.provision.probe.report import report
from hopthu.provision.probe.serving import look

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
    "server": {"type": "str", "required": True},
    "sender": {"type": "str"},
    "patience": {"type": "float", "default": 30.0},
    "language": {"type": "str", "choices": ["en", "vi"], "default": "en"},
}


def main() -> None:
    """Look, and return what was found."""
    module = AnsibleModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    options = module.params
    seen = look(
        [Mailbox.of(data) for data in options["mailboxes"]],
        options["server"],
        sender="" if module.check_mode else options["sender"] or "",
        patience=options["patience"],
    )
    told = report(
        options["server"],
        len(options["mailboxes"]),
        seen.problems,
        options["language"],
        seen.seconds,
    )
    module.exit_json(changed=False, seconds=seen.seconds, **told)


if __name__ == "__main__":
    main()
