"""The options of all modules; what they mean stands in doc_fragments/ and library/."""

from __future__ import annotations

from typing import Any

Options = dict[str, dict[str, Any]]

RESOURCES = ["agencies", "accounts", "quotas", "aliases"]

# Of every module.
COMMON: Options = {
    "inventory": {"type": "path", "required": True},
    "policy": {"type": "dict", "required": True},
    "language": {"type": "str", "choices": ["en", "vi"], "default": "en"},
}
_PROVINCES: Options = {"provinces": {"type": "list", "elements": "str", "required": True}}
_ARTIFACTS: Options = {"artifacts": {"type": "path"}}
_DIRECTORY: Options = {
    "uri": {"type": "str", "required": True},
    "suffix": {"type": "str", "required": True},
    "bind_dn": {"type": "str", "default": ""},
    "bind_password": {"type": "str", "default": "", "no_log": True},
    "ca_file": {"type": "path"},
    "timeout": {"type": "float", "default": 10.0},
}
# Of the modules that plan and write.
_RUN: Options = {
    **COMMON,
    **_PROVINCES,
    **_DIRECTORY,
    **_ARTIFACTS,
    "override": {"type": "dict", "default": {}},
    "reviewed": {"type": "path"},
}
# What a command said on each mail server.
_ANSWERS: dict[str, Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "server": {"type": "str", "required": True},
        "rc": {"type": "int"},
        "stdout": {"type": "str", "default": ""},
        "stderr": {"type": "str", "default": ""},
        "msg": {"type": "str", "default": ""},
    },
}

MODULES: dict[str, Options] = {
    "provision": {
        **_RUN,
        "resources": {
            "type": "list",
            "elements": "str",
            "choices": RESOURCES,
            "default": RESOURCES,
        },
        "handover": {"type": "path"},
        "usage": {**_ANSWERS, "default": []},
    },
    "agency_tree": _RUN,
    "first_passwords": {
        **_RUN,
        "handover": {"type": "path", "required": True},
        "people": {"type": "list", "elements": "str", "default": []},
    },
    "mailbox_hosts": {
        **_RUN,
        "archives": _ANSWERS,
        "mail_servers": {"type": "list", "elements": "str"},
        "lost": {"type": "str", "default": ""},
    },
    "stand_in": {
        **COMMON,
        "mail_host": {"type": "str", "required": True},
        "by": {"type": "str", "default": ""},
    },
    "retired_mailboxes": {**_RUN, "archives": _ANSWERS},
    "probe_directory": {
        **COMMON,
        **_PROVINCES,
        **_DIRECTORY,
        **_ARTIFACTS,
        "mailboxes": {"type": "str", "default": "changed"},
    },
    "probe_report": {
        "lines": {"type": "list", "elements": "str", "required": True},
        "problems": {"type": "list", "elements": "dict", "required": True},
        "servers": {"type": "list", "elements": "dict", "required": True},
        "language": COMMON["language"],
    },
    "quota_report": {**COMMON, **_PROVINCES, **_ARTIFACTS, "usage": {**_ANSWERS, "required": True}},
    "mail_logins": {
        **COMMON,
        "answers": {**_ANSWERS, "required": True},
        "file": {"type": "path", "required": True},
    },
    "rollout_report": {
        **COMMON,
        **_DIRECTORY,
        **_ARTIFACTS,
        "usage": {**_ANSWERS, "default": []},
        "logins": {"type": "path"},
        "copies": {**_ANSWERS, "default": []},
        "folder": {"type": "path", "required": True},
        "day": {"type": "str", "default": ""},
    },
    "guides": {
        **COMMON,
        "folder": {"type": "path", "required": True},
        "texts": {"type": "path", "required": True},
        "images": {"type": "path", "required": True},
        "mail_host": {"type": "str", "required": True},
        "message_size": {"type": "int", "required": True},
        "agencies_folder": {"type": "str", "required": True},
        "first_login_on_web": {"type": "bool", "default": True},
        "autoconfig": {"type": "bool", "default": True},
    },
}
