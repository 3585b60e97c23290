"""The closed lists of words that more than one kind of fact uses."""

from __future__ import annotations

from typing import Literal

Outcome = Literal[
    "answered",  # at least one reply came
    "silent",  # sent, and nothing came back in the stated time
    "refused",  # an ICMP error or a TCP reset came back
    "unreachable",  # this computer has no route, or the network says so
    "unresolved",  # the name has no address
    "not_secure",  # TLS could not be set up
    "forbidden",  # this computer's own rules do not let the program send
    "stopped",  # the person stopped it
    "failed",  # this computer could not even try
]
Role = Literal["suspected", "control"]
Direction = Literal["inbound", "outbound"]
TlsProblem = Literal[
    "self_signed",  # the server vouches for itself
    "unknown_issuer",  # by a signer whom this computer does not know, as a firewall that reads along is
    "wrong_name",  # made out to another name
    "expired",
    "not_yet_valid",
    "old_protocol",  # the server speaks nothing newer than TLS 1.1 (RFC 8996 forbids it)
    "not_tls",  # something answered that is no TLS
    "other",
]
