"""Where we may call out to: public addresses only, whatever a name says and however it is written.

A link that somebody gives us must not reach the machine we run on, its neighbours, or the
addresses at which clouds hand out keys.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

#: NAT64: an IPv4 address in the last four bytes of an IPv6 one (RFC 6052).
_NAT64 = ip_network("64:ff9b::/96")

#: Public by their number, and yet a cloud's own (Azure hands out machine settings here), or set
#: aside for protocols (RFC 6890), which not every Python knows.
_SET_ASIDE = tuple(map(ip_network, ("168.63.129.16/32", "192.0.0.0/24")))


def is_public(text: str) -> bool:
    """Whether an address is one of the open net, also where IPv6 wraps an IPv4 address."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        return _is_open_as_ipv6(address)
    return _is_open(address)


def _is_open_as_ipv6(address: IPv6Address) -> bool:
    """Mapped and NAT64 addresses are what they wrap; 6to4 and Teredo must be open twice."""
    nat64 = IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    if inner := address.ipv4_mapped or nat64:
        return _is_open(inner)
    tunnels = [address.sixtofour, *(address.teredo or ())]
    return (
        _is_open(address)
        and not address.is_site_local
        and all(_is_open(inner) for inner in tunnels if inner is not None)
    )


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not is_special and not any(address in net for net in _SET_ASIDE)


def is_trusted(host: str) -> bool:
    """Whether whoever runs the site has named a host of their own that may be called."""
    return host in settings.OUTBOUND_TRUSTED_HOSTS


def resolve(host: str, port: int) -> list[str]:
    """Ask once for the addresses of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
