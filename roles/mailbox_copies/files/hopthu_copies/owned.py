"""Which mailboxes the directory says this host keeps."""

from __future__ import annotations

import ldap
from ldap.filter import escape_filter_chars

from hopthu_mailbox.places import Box, Failed
from hopthu_sessions.directory import opened

_READ = ["mail", "uid", "hopthuId"]


def boxes_of(host: str, reader: dict[str, str]) -> list[Box]:
    """The mailboxes whose ``mailHost`` is ``host``, by id; Failed where nobody says."""
    query = f"(&(objectClass=mailRecipient)(mail=*)(mailHost={escape_filter_chars(host)}))"
    try:
        directory = opened(reader)
        found = directory.search_s(reader["base"], ldap.SCOPE_SUBTREE, query, _READ)
    except ldap.LDAPError as error:
        raise Failed(f"the directory does not answer: {error}") from error
    boxes = []
    for dn, entry in found:
        if dn is not None:
            owner = (entry.get("uid") or entry["hopthuId"])[0].decode()
            boxes.append(Box(owner, entry["mail"][0].decode()))
    return sorted(boxes, key=lambda box: box.owner)
