"""Ldap3's own encoder, asked for the same messages: what it writes is right."""

from __future__ import annotations

from typing import Any

import ldap3
from ldap3.operation.abandon import abandon_operation
from ldap3.operation.add import add_operation
from ldap3.operation.delete import delete_operation
from ldap3.operation.extended import extended_operation
from ldap3.operation.modify import modify_operation
from ldap3.operation.modifyDn import modify_dn_operation
from ldap3.operation.search import search_operation
from ldap3.protocol.controls import build_control
from ldap3.protocol.convert import build_controls_list
from ldap3.protocol.rfc4511 import LDAPMessage, MessageID, ProtocolOp
from ldap3.utils.asn1 import encode
from pyasn1.type.univ import OctetString

from hopthu.servers.directory.operation import Add, Delete, Modify, Operation, Rename


def message(identifier: int, kind: str, request: Any, controls: list[Any] | None = None) -> bytes:
    """The whole message as ldap3 sends it."""
    built = LDAPMessage()
    built["messageID"] = MessageID(identifier)
    built["protocolOp"] = ProtocolOp().setComponentByName(kind, request)
    listed = build_controls_list(controls)
    if listed is not None:
        built["controls"] = listed
    return bytes(encode(built))


def control(name: str, value: bytes) -> Any:
    """A critical control with a raw value."""
    return build_control(name, True, OctetString(value), encode_control_value=False)


def update(identifier: int, operation: Operation, controls: list[Any]) -> bytes:
    """The request of one change."""
    match operation:
        case Add(dn, attributes):
            values = {name: list(each) for name, each in attributes.items()}
            return message(identifier, "addRequest", add_operation(dn, values, True), controls)
        case Modify(dn, replace, _):
            changes = {name: [(ldap3.MODIFY_REPLACE, list(each))] for name, each in replace.items()}
            request = modify_operation(dn, changes, True)
            return message(identifier, "modifyRequest", request, controls)
        case Delete(dn, _):
            return message(identifier, "delRequest", delete_operation(dn), controls)
        case Rename(dn, rdn, parent, _):
            request = modify_dn_operation(dn, rdn, True, parent or None)
            return message(identifier, "modDNRequest", request, controls)


def search(identifier: int, base: str, scope: str, text: str, attributes: list[str]) -> bytes:
    """A search without limits."""
    request = search_operation(
        base,
        text,
        {"base": ldap3.BASE, "onelevel": ldap3.LEVEL, "subtree": ldap3.SUBTREE}[scope],
        ldap3.DEREF_NEVER,
        attributes,
        0,
        0,
        False,
        False,
        True,
    )
    return message(identifier, "searchRequest", request)


def extended(identifier: int, name: str, value: bytes | None) -> bytes:
    """An extended request."""
    request = extended_operation(name, value, no_encode=True)
    return message(identifier, "extendedReq", request)


def abandon(identifier: int, abandoned: int) -> bytes:
    """The request to stop answering."""
    return message(identifier, "abandonRequest", abandon_operation(abandoned))
