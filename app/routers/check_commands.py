"""Commands that may be offered for copying: only forms that are listed here, and nothing that could do harm.

An unknown form is refused until somebody has looked at it and added it: better a guide without a command than a
command that takes a business off the internet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

PLACEHOLDER: Final = re.compile(r"<([a-z_]+)>")

FORBIDDEN: Final = re.compile(
    r"\b(erase|format|factory|factoryreset|reset|reload|wipe|mkfs|dd|rm|curl|wget|flash|upgrade|firmware|passwd|password"
    r"|shutdown|halt|default-config|restore)\b|clear all|[;`]|\$\(|&&|>>|\bno ip nat inside\b",
    re.IGNORECASE,
)
"""Whatever the allowed forms say, these never pass."""

_NUMBER = r"(<[a-z_]+>|\d+)"

ALLOWED: Final = tuple(
    re.compile(form)
    for form in (
        # moving about and keeping
        r"configure( terminal)?|conf t|enable|end|exit|next|quit|return|commit( apply)?|save|saveall|write memory",
        r"config save|system-view|reboot|system reboot|reload_config",
        # looking
        r"show [\w <>./|:-]+|display [\w <>./|-]+|print|get [\w -]+|connection bindlist|lsmod \| grep \^?\w+",
        r"nvram get nf_sip|ip nat service sip active|diagnose sys sip-proxy (calls|stats) list",
        r"diagnose sys session (filter dport 5060|list)|/ip firewall service-port print",
        # MikroTik
        r"/ip firewall service-port (disable|enable) sip|/ip firewall service-port set sip disabled=(yes|no)",
        # FortiOS
        r"config (system settings|system session-helper|voip profile|sip|firewall policy|firewall service custom)",
        rf"edit (default|{_NUMBER}|\"SIP-UDP\")|delete <number>|unset voip-profile",
        r"set default-voip-alg-mode (kernel-helper-based|proxy-based)",
        r"set sip-(expectation|helper|nat-trace) (disable|enable)",
        r"set (rtp|status) (disable|enable)|set udp-portrange 5060|set session-ttl \d+|diagnose sys session clear",
        # Cisco
        r"(no )?ip nat service sip (udp|tcp) port 5060|ip nat translation udp-timeout \d+|clear ip nat translation \*",
        r"policy-map global_policy|class inspection_default|(no )?inspect sip",
        r"configure inspection sip (disable|enable)",
        # Junos, PAN-OS, Vyatta and VyOS
        r"(set|delete) security alg sip disable|(set|delete) system conntrack modules sip( disable)?",
        r"set system conntrack modules sip enable-indirect-(media|signalling)",
        r"set shared alg-override application sip alg-disabled yes|delete shared alg-override application sip",
        r"set applications application <name> protocol udp destination-port 5060 inactivity-timeout \d+",
        # Huawei, H3C, HP, Adtran, Allied Telesis, Aruba
        r"(undo )?firewall detect sip|(undo )?nat alg sip( enable)?|nat aging-time udp \d+|(no )?ip firewall alg sip",
        r"(disable|enable) firewall sipalg|alg|sip-(disable|enable)|no alg sip|alg sip",
        # Sophos
        r"system system_modules (show|sip (unload|load))|set advanced-firewall udp-timeout-stream \d+",
        # Zyxel, SpeedTouch, Netopia
        r"ip nat service sip active [01]|(nat|connection) (un)?bind application=SIP port=5060",
        r"set ip alg sip-enable (on|off)",
        # Linux based
        r"nvram set nf_sip=[01]|nvram commit|rmmod nf_(nat|conntrack)_sip|modprobe nf_(nat|conntrack)_sip",
        r"opkg (remove|install) kmod-nf-nathelper-extra|uci set firewall\.(<zone>|ns_wan)\.auto_helper='[01]'",
        r"uci commit firewall|echo \d+ > /proc/sys/net/netfilter/nf_conntrack_udp_timeout_stream",
    )
)


def command_problems(commands: Sequence[str], fill: Sequence[tuple[str, str]] = ()) -> Iterator[str]:
    """Plain lines that say what is wrong; none when every command is known and safe to copy."""
    names = {name for name, _ in fill}
    for command in commands:
        yield from _shape_problems(command)
        unknown = [name for name in PLACEHOLDER.findall(command) if name not in names]
        yield from (f"command {command!r}: <{name}> is not explained" for name in unknown)
    used = {name for command in commands for name in PLACEHOLDER.findall(command)}
    yield from (f"fill {name!r} is not used" for name in sorted(names - used))
    if "diagnose sys session clear" in commands and "diagnose sys session filter dport 5060" not in commands:
        yield "sessions are cleared without a filter"


def _shape_problems(command: str) -> Iterator[str]:
    if command != command.strip() or not command:
        yield f"command {command!r} is empty or has space around it"
    if not command.isascii() or not command.isprintable():
        yield f"command {command!r} has characters that do not copy safely"
    if "#" in command:
        yield f"command {command!r} holds a remark; move it out"
    if FORBIDDEN.search(command):
        yield f"command {command!r} could do harm"
    elif not any(form.fullmatch(command) for form in ALLOWED):
        yield f"command {command!r} is not among the known forms"
