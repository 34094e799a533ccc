#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: probe_report
short_description: Tell whether mailboxes are as the inventory says, on every server
version_added: "0.1.0"
description:
  - Puts what M(probe_directory) and M(probe_mail_server) found into one report. Fails where
    something is wrong, or where a mail server did not answer.
options:
  lines:
    description: The report of M(probe_directory).
    type: list
    elements: str
    required: true
  problems:
    description: What M(probe_directory) found.
    type: list
    elements: dict
    required: true
  servers:
    description:
      - What M(probe_mail_server) returned of each mail server, with its name as C(server), or with
        C(msg), why there is no answer. None where the environment has no mail servers.
    type: list
    elements: dict
    required: true
  language:
    description: Language of the report.
    type: str
    choices: [en, vi]
    default: en
extends_documentation_fragment: [hopthu.looks]
seealso:
  - module: probe_directory
  - module: probe_mail_server
"""

EXAMPLES = r"""
- name: Whether they agree with the inventory
  probe_report:
    lines: "{{ probe_chosen.lines }}"
    problems: "{{ probe_chosen.problems }}"
    servers: "{{ probe_served.results }}"
  run_once: true
"""

RETURN = r"""
msg:
  description: The report for people, a list of lines; after a failure one text of the same lines.
  returned: always
  type: raw
problems:
  description: What is not as the inventory says, each with code, place, text and remedy.
  returned: always
  type: list
  elements: dict
"""
