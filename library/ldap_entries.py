#!/usr/bin/python
# Copyright: the hopthu authors
# SPDX-License-Identifier: Apache-2.0

from __future__ import annotations

DOCUMENTATION = r"""
module: ldap_entries
short_description: Entries of a directory server, made on its own host in one call
version_added: "0.1.0"
description:
  - Runs on a directory server, as root, over its socket. Makes the entries that are missing, in
    the order in which they are named, and gives attributes their values.
  - An entry that is there keeps what is not named here. Of what O(entries[].attributes) name of it
    only those of O(entries[].exact) are put right; the others are what it begins with.
  - A password is written where the server does not take it already. No result tells it.
options:
  uri:
    description: The server's socket.
    type: str
    default: ldapi:///
  entries:
    description: The entries, those above first.
    type: list
    elements: dict
    required: true
    suboptions:
      dn:
        description: Its name.
        type: str
        required: true
      classes:
        description: Object classes of a new entry.
        type: list
        elements: str
        required: true
      attributes:
        description: What a new entry has, each a value or a list of values.
        type: dict
        default: {}
      exact:
        description:
          - Attributes that always have exactly the values of O(entries[].attributes); one that is
            not named there is taken away.
        type: list
        elements: str
        default: []
      password:
        description: The password that the entry can log in with.
        type: str
        default: ""
extends_documentation_fragment: [hopthu.writes]
attributes:
  check_mode:
    description: Asks the server, and writes nothing.
  diff_mode:
    description: There is nothing to show but O(entries[].dn) of each entry that changes.
seealso:
  - module: community.general.ldap_entry
"""

EXAMPLES = r"""
- name: What hopthu finds in a new directory
  ldap_entries:
    entries:
      - dn: dc=example,dc=gov,dc=vn
        classes: [dcObject, organization]
        attributes: {dc: example, o: hopthu}
      - dn: cn=hopthu,dc=example,dc=gov,dc=vn
        classes: [organizationalRole, simpleSecurityObject]
        attributes: {cn: hopthu}
        password: "{{ hopthu_service_passwords.hopthu }}"
        exact: [pwdReset]
  no_log: true
"""

RETURN = r"""
made:
  description: Entries that were (in check mode, would be) made.
  returned: success
  type: list
  elements: str
changes:
  description: Entries whose attributes or password were (would be) put right.
  returned: success
  type: list
  elements: str
"""

import secrets
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

try:
    import ldap
    import ldap.modlist
    import ldap.sasl
except ImportError:  # said in main
    ldap = None

ENTRY: dict[str, dict[str, Any]] = {
    "dn": {"type": "str", "required": True},
    "classes": {"type": "list", "elements": "str", "required": True},
    "attributes": {"type": "dict", "default": {}},
    "exact": {"type": "list", "elements": "str", "default": []},
    "password": {"type": "str", "default": "", "no_log": True},
}
ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "uri": {"type": "str", "default": "ldapi:///"},
    "entries": {"type": "list", "elements": "dict", "required": True, "options": ENTRY},
}


def values_of(value: Any) -> list[bytes]:
    """The values of an attribute as the server takes them."""
    return [str(each).encode() for each in (value if isinstance(value, list) else [value])]


class Server:
    """The server of this host, asked and written as its owner."""

    def __init__(self, uri: str, check: bool) -> None:
        self._uri, self._check = uri, check
        self._owner = ldap.initialize(uri)
        self._owner.sasl_non_interactive_bind_s("EXTERNAL")

    def make(self, entry: dict[str, Any]) -> bool:
        """Add an entry unless it is there; say whether it was not."""
        if self._read(entry["dn"]) is not None:
            return False
        if not self._check:
            given = {name: values_of(value) for name, value in entry["attributes"].items()}
            given["objectClass"] = values_of(entry["classes"])
            if entry["password"]:
                # Its own replaces it, and what the server notes of a change is written then.
                given["userPassword"] = [secrets.token_urlsafe(32).encode()]
            self._owner.add_s(entry["dn"], ldap.modlist.addModlist(given))
        return True

    def put_right(self, entry: dict[str, Any]) -> bool:
        """Give an entry its exact attributes and its password; say whether it had others."""
        changed = False
        if entry["password"] and not self._takes(entry["dn"], entry["password"]):
            changed = True
            if not self._check:
                self._owner.passwd_s(entry["dn"], None, entry["password"])
        held = self._read(entry["dn"])
        differences = [] if held is None else list(self._differences(entry, held))
        if differences and not self._check:
            self._owner.modify_s(entry["dn"], differences)
        return changed or bool(differences)

    def _differences(self, entry: dict[str, Any], held: dict[str, list[bytes]]) -> Any:
        names = {name.lower(): values for name, values in held.items()}
        for name in entry["exact"]:
            wanted = values_of(entry["attributes"].get(name, []))
            if sorted(wanted) != sorted(names.get(name.lower(), [])):
                yield ldap.MOD_REPLACE, name, wanted or None

    def _read(self, dn: str) -> dict[str, list[bytes]] | None:
        try:
            ((_, held),) = self._owner.search_s(dn, ldap.SCOPE_BASE, attrlist=["*", "+"])
        except ldap.NO_SUCH_OBJECT:
            return None
        found: dict[str, list[bytes]] = held
        return found

    def _takes(self, dn: str, password: str) -> bool:
        """Whether the entry logs in with this password."""
        own = ldap.initialize(self._uri)
        try:
            own.simple_bind_s(dn, password)
        except ldap.INVALID_CREDENTIALS:
            return False
        finally:
            own.unbind_s()
        return True


def main() -> None:
    """Make all entries, and put each right."""
    module = AnsibleModule(ARGUMENT_SPEC, supports_check_mode=True)
    if ldap is None:
        module.fail_json(msg=missing_required_lib("python-ldap"))
    made, changed = [], []
    try:
        server = Server(module.params["uri"], module.check_mode)
        for entry in module.params["entries"]:
            if server.make(entry):
                made.append(entry["dn"])
                if module.check_mode:
                    continue
                server.put_right(entry)
            elif server.put_right(entry):
                changed.append(entry["dn"])
    except ldap.LDAPError as error:
        told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
        reason = " ".join(filter(None, (told.get("desc"), told.get("info")))) or str(error)
        module.fail_json(msg=f"{module.params['uri']}: {reason}")
    result: dict[str, Any] = {"changed": bool(made or changed), "made": made, "changes": changed}
    if module._diff:
        result["diff"] = [{"prepared": f"+ {dn}\n"} for dn in made] + [
            {"prepared": f"~ {dn}\n"} for dn in changed
        ]
    module.exit_json(**result)


if __name__ == "__main__":
    main()
