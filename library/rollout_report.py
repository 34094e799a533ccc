#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: rollout_report
short_description: Make the board of the rollout
version_added: "0.1.0"
description:
  - Counts, for each province and each phase of the policy (C(rollout.phases)), the agencies with
    and without mailbox and manager, the people who are registered, have a mailbox and have logged
    in, and the forms that came, are awaited and are late.
  - Leaves in O(folder) C(board.html), one page in Vietnamese and English that needs no network, for
    the screen, a telephone and paper; C(board.xlsx); C(board.json); and a letter of reminder for
    each province that is late, C(letters/<day>/<code>_<province>.docx).
  - When forms came and how the rollout went on is read from the git history of the environment,
    who has logged in from the directory. What cannot be found out is left open, and the board says
    so.
  - The board is of the whole environment.
attributes:
  check_mode:
    support: full
    description: Makes the board and writes nothing; tells what would be written.
  diff_mode:
    support: full
    description: Shows C(board.json) before and after.
  idempotent:
    support: full
    description:
      - As long as nothing changed, a second run of the day writes nothing. A letter that is there
        is left alone.
options:
  inventory:
    description:
      - Folder of the environment, the one that holds C(provinces/).
    type: path
    required: true
  policy:
    description:
      - The ministry's policy, C(hopthu_policy) of C(group_vars/all/policy.yml).
    type: dict
    required: true
  folder:
    description:
      - Where the board is left. It is made if it is missing.
    type: path
    required: true
  day:
    description:
      - The day that the board is of, as C(2008-11-25); forms are late as of it. Today when empty.
    type: str
    default: ""
  uri:
    description:
      - The directory, as C(ldaps://host), C(ldap://host) (StartTLS beyond this machine) or
        C(ldapi://%2Fpath%2Fto%2Fsocket).
    type: str
    required: true
  suffix:
    description:
      - DN that the whole tree hangs from.
    type: str
    required: true
  bind_dn:
    description:
      - DN to bind as. Empty over C(ldapi) means SASL EXTERNAL, the user of this process.
    type: str
    default: ""
  bind_password:
    description:
      - Password of O(bind_dn).
    type: str
    default: ""
  ca_file:
    description:
      - Certificates (PEM) that sign the directory's. Default are the system's.
    type: path
  timeout:
    description:
      - Seconds that the directory may take to answer.
    type: float
    default: 10.0
  usage:
    description:
      - What the mail servers answered to C(doveadm -f tab quota get -A), one entry a server.
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
  artifacts:
    description:
      - Folder of the runs, whose quota reports tell how the use of the mailboxes grew.
    type: path
  language:
    description:
      - Language of the lines and of errors. The board itself is in both.
    type: str
    choices: [en, vi]
    default: en
requirements:
  - python >= 3.11
  - hopthu, installed as C(scripts/setup) does it
  - git
  - jinja2
  - ldap3
  - openpyxl
  - python-docx
  - PyYAML
author:
  - The hopthu authors (@hopthu)
seealso:
  - module: quota_report
"""

EXAMPLES = r"""
- name: The board of the rollout
  rollout_report:
    inventory: inventory/lab
    policy: "{{ hopthu_policy }}"
    folder: inventory/lab/report
    day: "2008-11-25"
    uri: "{{ hopthu_directory_uri }}"
    suffix: "{{ hopthu_directory_suffix }}"
    bind_dn: "{{ hopthu_bind_dn }}"
    bind_password: "{{ hopthu_bind_password }}"
  run_once: true
  register: report_run
"""

RETURN = r"""
lines:
  description: The board for the terminal.
  returned: success
  type: list
  elements: str
paths:
  description: Files that were (in check mode, would be) written.
  returned: success
  type: list
  elements: str
problems:
  description: What stood in the way, each with code, place, text and remedy.
  returned: failure
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

try:
    # Not from module_utils: Ansible ships no templates and no reference data with a module.
    from hopthu.interfaces.modules.board import SPEC, run
except ImportError as error:
    SPEC, MISSING = None, str(error)


def main() -> None:
    if SPEC is None:
        module = AnsibleModule(argument_spec={}, bypass_checks=True)
        module.fail_json(msg=f"{missing_required_lib('hopthu')} ({MISSING}) → scripts/setup")
    run(AnsibleModule(argument_spec=SPEC, supports_check_mode=True, no_log=True))


if __name__ == "__main__":
    main()
