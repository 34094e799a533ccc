"""What the kernel refuses: a table of nftables of its own, beside the host's firewall."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from ipaddress import ip_network

_SETS = {4: "refused4", 6: "refused6"}
# Ahead of the firewall, which lets go on what is open. Sets that are there stay as they are.
_TABLE = """
table inet hopthu_ldap {
    set refused4 { type ipv4_addr; flags interval, timeout; }
    set refused6 { type ipv6_addr; flags interval, timeout; }
    chain input { type filter hook input priority filter - 5; policy accept; }
}
flush chain inet hopthu_ldap input
table inet hopthu_ldap {
    chain input {
%s        tcp dport { 389, 636 } ip saddr @refused4 reject with tcp reset
        tcp dport { 389, 636 } ip6 saddr @refused6 reject with tcp reset
    }
}
"""
_ELEMENT = re.compile(r"([0-9a-fA-F.:]+(?:/\d+)?) timeout \S+ expires (\S+?)[ ,\n]")


def prepare(uncounted: Sequence[str]) -> None:
    """Make the table. CalledProcessError: this host may set no rules.

    ``uncounted``: networks that go on even where a neighbour in their /64 is refused.
    """
    rules = [f"        {_family(each)} saddr {each} accept\n" for each in uncounted]
    _nft(_TABLE % "".join(rules))


def refuse(network: str, minutes: int) -> None:
    """Refuse a network from now on; one that is refused already goes on being."""
    where = _set(network)
    found = f"{{ {network} timeout {minutes}m }}"
    _nft(f"add element {where} {found}\n")


def allow(network: str) -> bool:
    """Let a network try again; False where it was not refused."""
    try:
        _nft(f"delete element {_set(network)} {{ {network} }}\n")
    except subprocess.CalledProcessError:
        return False
    return True


def refused() -> dict[str, str]:
    """Return networks with the time that is left."""
    told = "".join(_nft(f"list set inet hopthu_ldap {name}\n") for name in _SETS.values())
    return dict(_ELEMENT.findall(told.replace("}", " \n")))


def _family(network: str) -> str:
    return "ip" if ip_network(network, strict=False).version == 4 else "ip6"


def _set(network: str) -> str:
    return f"inet hopthu_ldap {_SETS[ip_network(network, strict=False).version]}"


def _nft(rules: str) -> str:
    return subprocess.run(
        ["nft", "-f", "-"], input=rules, capture_output=True, text=True, check=True
    ).stdout
