"""What a real router can be made to do to packets, as nftables says it. Everything stands at the hop behind the NAT.

From and to are those of the office: ``OUT`` is what leaves for the phone service. Sound of the far end comes from ports
above 49151, even ones; the reports about it (RTCP) from odd ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OUT: Final = 'iifname "near0"'
IN: Final = 'iifname "far0"'
SIGNALLING: Final = {OUT: "udp dport { 5060, 5070 }", IN: "udp sport { 5060, 5070 }"}
_SOUND: Final = {OUT: "udp dport", IN: "udp sport"}
EVENT_BYTES: Final = 44
"""IP, UDP and RTP headers with four bytes of a pressed key (RFC 4733): no sound packet is as short."""
EVENTS_OUT: Final = f"{OUT} udp dport >= 49152 meta length {EVENT_BYTES}"


def sip(way: str, start: str) -> str:
    """Datagrams that start with *start*, at most sixteen characters."""
    return f"{way} {SIGNALLING[way]} @th,64,{8 * len(start)} 0x{start.encode('ascii').hex()}"


def sound(way: str) -> str:
    """RTP, pressed keys too."""
    port = _SOUND[way]
    return f"{way} {port} >= 49152 {port} & 1 == 0"


def media(way: str) -> str:
    """RTP and RTCP."""
    return f"{way} {_SOUND[way]} >= 49152"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in a chain of *box*: ``forward``, or ``pieces`` for what is not yet put together."""

    text: str
    box: str = "hop"
    hook: str = "forward"

    def table(self, number: int) -> str:
        """As a table of its own, so that rules keep their order and their counters."""
        at = {"forward": "hook forward priority -10", "pieces": "hook prerouting priority -450"}[self.hook]
        return f"table ip lab{number} {{ chain lab {{ type filter {at}; {self.text}; }} }}"


def lost(*matches: str) -> tuple[Rule, ...]:
    """Whatever matches does not pass."""
    return tuple(Rule(f"{match} drop") for match in matches)


def lost_after(kilobytes: int, match: str) -> Rule:
    """The first *kilobytes* still pass."""
    return Rule(f"{match} quota over {kilobytes * 1024} bytes drop")


def lost_of(count: int, out_of: int, match: str) -> Rule:
    """The last *count* in a row of each *out_of* are lost."""
    return Rule(f"{match} numgen inc mod {out_of} >= {out_of - count} drop")


FRAGMENTS: Final = Rule("ip frag-off & 0x3fff != 0 drop", hook="pieces")


def forgets_sound(seconds: float) -> str:
    """A router's table in which only what leaves keeps the way in for sound open (RFC 4787, REQ-6)."""
    return f"""table ip forgets {{
  set spoken {{ type ipv4_addr . inet_service; flags dynamic,timeout; timeout {round(seconds * 1000)}ms; }}
  chain forgets {{
    type filter hook forward priority -20;
    iifname "lan0" udp dport >= 49152 update @spoken {{ ip daddr . udp dport }}
    iifname "wan0" udp sport >= 49152 ip saddr . udp sport != @spoken drop
  }}
}}"""


PORTAL_PORT: Final = 8080
ONLY_THE_PORTAL: Final = f"""table ip portal {{
  chain pre {{
    type nat hook prerouting priority -100;
    iifname "lan0" tcp dport 80 redirect to :{PORTAL_PORT}
  }}
  chain fw {{
    type filter hook forward priority -30;
    iifname "lan0" drop
  }}
}}"""
"""As a hotel's router before a guest has signed in."""

PORTS_BY_SERVER: Final = """delete table ip nat
table ip nat {
  chain post_chain {
    type nat hook postrouting priority 100;
    oifname "wan0" masquerade random,fully-random
  }
}"""
"""Another outside port for each connection."""

OTHER_PORTS: Final = PORTS_BY_SERVER.replace(
    "masquerade random,fully-random", "meta l4proto udp masquerade to :2000-9999"
)
"""Another outside port for each inside port, and the same one towards everybody."""
