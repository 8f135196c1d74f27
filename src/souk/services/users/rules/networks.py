"""Where somebody comes from, as far as counting goes."""

from __future__ import annotations

import ipaddress


def network_of(address: str) -> str:
    """An IPv4 address itself; of IPv6 the /64, because a household has all of it."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False).network_address) + "/64"
    return str(found)
