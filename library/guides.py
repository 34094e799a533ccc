#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: guides
short_description: Write the guides for users and for managers of agencies' mailboxes
version_added: "0.1.0"
description:
  - Puts the facts of the policy and of the servers into the guides' texts, and the pictures beside
    them, and writes each guide as one HTML file that needs no network and as PDF on A4.
  - The same facts, texts and pictures give the same files.
options:
  folder:
    description:
      - Where the guides go. It is made where it is missing.
    type: path
    required: true
  texts:
    description:
      - Folder of the texts, templates of Jinja2 called as the guides are.
    type: path
    required: true
  images:
    description:
      - Folder of the pictures, PNG files. One that is missing is left out.
    type: path
    required: true
  mail_host:
    description:
      - Name of the mail server, as its certificate has it and as mail programs are told.
    type: str
    required: true
  message_size:
    description:
      - Most bytes of a letter.
    type: int
    required: true
  agencies_folder:
    description:
      - Folder in which managers find their agencies' mailboxes.
    type: str
    required: true
  first_login_on_web:
    description:
      - Whether mail programs are refused until the owner has chosen a password in the webmail.
    type: bool
    default: true
  autoconfig:
    description:
      - Whether Thunderbird finds the servers by the address alone.
    type: bool
    default: true
extends_documentation_fragment: [hopthu, hopthu.writes]
attributes:
  check_mode:
    description: Makes the guides, compares, and writes nothing.
  diff_mode:
    description: Shows the differences of the HTML, without its pictures.
"""

EXAMPLES = r"""
- name: Guides with the names of our servers
  guides:
    inventory: inventory/moj
    policy: "{{ hopthu_policy }}"
    folder: inventory/moj/guides
    texts: roles/guides/templates
    images: docs/guide-images
    mail_host: mail.moj.gov.vn
    message_size: 26214400
    agencies_folder: Cơ quan
"""

RETURN = r"""
paths:
  description: Files that were (in check mode, would be) written.
  returned: success
  type: list
  elements: str
problems: {description: As those of M(provision)., returned: failure, type: list, elements: dict}
"""
