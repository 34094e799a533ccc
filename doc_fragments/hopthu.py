"""What the documentation of several modules says: options, attributes, requirements."""

from __future__ import annotations

from typing import ClassVar

_ANSWERS = """
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
        description: What it printed.
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
"""


class ModuleDocFragment:
    """``hopthu`` is of every module, ``hopthu.run`` and the others are of some."""

    DOCUMENTATION = """
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
  language:
    description:
      - Language of reports and errors.
    type: str
    choices: [en, vi]
    default: en
requirements:
  - hopthu, installed as C(scripts/setup) does it
author:
  - The hopthu authors (@hopthu)
"""

    PROVINCES = """
options:
  provinces:
    description:
      - Names of the provinces, as their folders are called.
    type: list
    elements: str
    required: true
"""

    DIRECTORY = """
options:
  uri:
    description:
      - The directory, as C(ldaps://host), C(ldap://host) (StartTLS beyond this machine) or
        C(ldapi://%2Fpath%2Fto%2Fsocket).
      - Several with spaces between are servers that hold the same; the first that answers is read
        and written, unless it lacks what another has, or is heard by another though it is silent.
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
"""

    # Of the modules that plan and write.
    RUN = """
options:
  override:
    description:
      - For this one run, how many of an operation are meant although the limits refuse them.
      - Keys are C(suspend), C(retire) (boxes of leavers), C(readdress), C(shrink) (quotas below
        what mailboxes hold), C(unalias) (addresses given up), C(close) (lists), C(rename) (people)
        and C(smallest_source) (a percentage).
    type: dict
    default: {}
  artifacts:
    description:
      - Folder for C(plan.json), C(plan.md), the audit lines and the undo LDIF of the run.
      - Nothing is written when it is not given.
    type: path
  reviewed:
    description:
      - The C(plan.json) of C(scripts/ci plan) that was reviewed. A change that is not in it is
        refused, and with it the whole run.
    type: path
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
"""

    # Of those that write files alone.
    WRITES = """
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
    description: A second run changes nothing.
author:
  - The hopthu authors (@hopthu)
"""

    # Of those that only look and tell.
    LOOKS = """
attributes:
  check_mode:
    support: full
    description: Nothing is changed in any mode.
  diff_mode:
    support: none
    description: There is nothing to show, since nothing is changed.
  idempotent:
    support: full
    description: Nothing is changed.
author:
  - The hopthu authors (@hopthu)
"""

    HANDOVER = """
options:
  handover:
    description:
      - Folder for the sealed slips of first passwords.
    type: path
"""

    # ansible-test reads plain texts and passes over what is declared like these.
    USAGE: ClassVar = f"""
options:
  usage:
    description:
      - What the mail servers answered to C(doveadm -f tab quota get -A), one entry a server.
      - A mailbox that is named in the errors counts as unknown.
{_ANSWERS}"""

    COPIES: ClassVar = f"""
options:
  copies:
    description:
      - What the servers answered to C(hopthu-backup state), JSON, one entry a server.
{_ANSWERS}"""

    LOGINS: ClassVar = f"""
options:
  answers:
    description:
      - What the mail hosts answered to C(hopthu-mailbox logins), JSON, one entry a host.
{_ANSWERS}"""

    ARCHIVES: ClassVar = f"""
options:
  archives:
    description:
      - What the mail servers answered to that command, JSON, one entry a server.
      - Without it the module only tells which mailboxes are to be asked for; use it in check mode.
{_ANSWERS}"""
