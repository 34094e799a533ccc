"""The options that every hopthu module has."""

from __future__ import annotations


class ModuleDocFragment:
    """Options for the inventory, the policy and the directory."""

    DOCUMENTATION = r"""
options:
  inventory:
    description:
      - Folder of the environment, the one that holds C(provinces/).
    type: path
    required: true
  provinces:
    description:
      - Names of the provinces to plan and apply, as their folders are called.
    type: list
    elements: str
    required: true
  policy:
    description:
      - The ministry's policy, C(hopthu_policy) of C(group_vars/all/policy.yml).
    type: dict
    required: true
  override:
    description:
      - For this one run, how many of an operation are meant although the limits refuse them.
      - Keys are C(suspend), C(retire) (boxes of leavers), C(readdress), C(shrink) (quotas below
        what mailboxes hold), C(unalias) (addresses given up), C(close) (lists) and
        C(smallest_source) (a percentage).
    type: dict
    default: {}
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
  language:
    description:
      - Language of the reports and errors.
    type: str
    choices: [en, vi]
    default: en
requirements:
  - python >= 3.11
  - ldap3
  - PyYAML
"""
