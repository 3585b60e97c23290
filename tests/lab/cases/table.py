"""The lab's table: what brings each scenario about on real kernels and with real servers."""

from __future__ import annotations

from typing import Final

from app.model.names import FindingId, Question
from tests.lab.cases.case import Case, Resolver
from tests.lab.cases.pieces import (
    EVENTS_OUT,
    FRAGMENTS,
    IN,
    OTHER_PORTS,
    OUT,
    PORTS_BY_SERVER,
    Rule,
    forgets_sound,
    lost,
    lost_after,
    lost_of,
    media,
    sip,
    sound,
)

STALE: Final = """        if (is_present_hf("Authorization")) {
            append_to_reply("WWW-Authenticate: Digest realm=\\"provider.example\\", "
                "nonce=\\"$TV(u)\\", stale=true\\r\\n");
            sl_send_reply("401", "Unauthorized");
        } else {
            www_challenge("provider.example", "0");
        }
        exit;"""
"""Each nonce is called too old as soon as it is used."""
STREAMS: Final = ("nf_conntrack_udp_timeout", "nf_conntrack_udp_timeout_stream")


NAME_SERVERS: Final[tuple[tuple[Resolver, str, FindingId, str], ...]] = (
    ("right", "right", "no_fault_found", "name_found"),
    ("silent", "silent", "dns_failure", "resolver_silent"),
    ("wrong", "unknown", "dns_failure", "name_has_no_address"),
    ("invents", "of-a-sign-in-page", "dns_failure", "resolver_invents"),
    ("search", "with-a-tail", "dns_failure", "resolver_invents"),
)
NAMED: Final[tuple[Question, ...]] = ("internet", "dns", "registration")
LETS_ONLY_OTHERS_IN: Final = Rule('iifname "wan0" udp sport >= 49152 ct status expected drop', "router")
"""Sound for which the helper itself opened the way is dropped, and no other."""
ACK_BY_TCP: Final = f"{OUT} tcp dport 5060 @th,256,32 0x41434b20"
"""Behind a TCP header with time stamps, as Linux sends it."""
SOUND: Final[tuple[Question, ...]] = ("registration", "sip_alg", "hear", "speak", "long_call")


def refused(status: int, phrase: str) -> str:
    """Kamailio's answer to every REGISTER."""
    return f'        sl_send_reply("{status}", "{phrase}");\n        exit;'


def _memory(single_s: int, stream_s: int) -> dict[str, int]:
    return dict(zip(STREAMS, (single_s, stream_s), strict=True))


TABLE: Final = (
    Case("healthy", "kamailio"),
    Case("healthy", "rtpengine", questions=SOUND, name="healthy-relayed"),  # it holds keys back after a re-INVITE
    # Calls that die.
    Case("drop-32-seconds", "kamailio", lost(sip(OUT, "ACK "))),
    Case("drop-nat-timeout", table=forgets_sound(3)),
    Case("drop-session-timer", rules=lost(sip(IN, "UPDATE ")), pace=20),
    Case("drop-media-timeout", "rtpengine", (lost_after(4, sound(OUT)),), silence_s=3),
    Case("sound-stops", rules=(lost_after(40, sound(IN)),)),
    Case("far-end-hangs-up", "kamailio"),
    Case("gaps-lost", rules=(lost_of(10, 140, sound(IN)),)),
    # Sound.
    Case("no-inbound-sound", "kamailio", lost(sound(IN))),
    Case("no-outbound-sound", "kamailio", (lost_after(1, sound(OUT)),)),
    Case("sound-both-ways-lost", rules=(*lost(media(IN)), lost_after(1, sound(OUT)))),
    Case("sound-only-reports", rules=lost(sound(IN))),
    Case("sound-all-ports-shut", rules=lost(media(IN))),
    Case("sound-ports-changed", table=OTHER_PORTS),
    Case("sound-wrong-payload", rules=(Rule(f"{sound(IN)} @th,72,8 set 0x6f udp checksum set 0"),)),
    Case(
        "sound-private-address",
        "kamailio",
        answers='    replace_body_all("IN IP4 [0-9.]+", "IN IP4 10.20.30.40");',
    ),
    Case(
        "sound-put-on-hold",
        "kamailio",
        lost(sound(IN)),
        answers='    replace_body_all("c=IN IP4 [0-9.]+", "c=IN IP4 0.0.0.0");',
    ),
    Case("provider-without-test-line", "sipp"),
    Case(
        "",
        "sipp",
        (lost_after(1, sound(OUT)),),
        name="echo-falls-silent",
        questions=("registration", "hear", "speak"),
        primary="sound_stops_midcall",
        verdicts={"registration": "yes", "hear": "no", "speak": "cannot_tell"},
    ),
    # Keys.
    Case("keypad-lost", rules=lost(EVENTS_OUT)),
    Case("keypad-lost-after-hold", rules=(lost_after(3, EVENTS_OUT),)),
    Case("keypad-wrong-number", rules=(Rule(f"{EVENTS_OUT} @th,72,8 set 0x6f udp checksum set 0"),)),
    # Signing in.
    Case("sign-in-forbidden", "kamailio", kamailio=refused(403, "Forbidden")),
    Case(
        "sign-in-unavailable",
        "kamailio",
        kamailio='        append_to_reply("Retry-After: 60\\r\\n"); sl_send_reply("503", "Service Unavailable"); exit;',
    ),
    Case("sign-in-stale", "kamailio", kamailio=STALE),
    Case("sign-in-timed-out", "kamailio", kamailio=refused(408, "Request Timeout")),
    Case("wrong-password", "kamailio"),
    # Doors.
    Case("server-silent", "none"),
    Case("no-way-out", unplugged=True),
    Case("hotel-page", portal="signs_in"),
    Case("udp-blocked", rules=lost(f"{IN} meta l4proto udp"), verdicts={"internet": "yes", "nat": "yes"}),
    Case("tls-blocked", "kamailio", lost(f"{OUT} tcp dport 5061")),
    Case("tls-certificate-expired", "kamailio", certificate="expired"),
    Case("account-over-tls", "kamailio"),
    Case("large-messages-lost", rules=(FRAGMENTS,)),
    Case("lamps-large-news", rules=(FRAGMENTS,)),
    Case("way-out-no-ack", "kamailio", lost(sip(OUT, "ACK "), ACK_BY_TCP), pace=4),  # time for several repeats
    Case(
        "way-out-tls",
        "rtpengine",
        (Rule('iifname "wan0" udp sport >= 49152 ct status expected drop', "router"),),
        alg=("udp", "tcp"),
    ),
    # Being reached.
    Case("inbound-port-forgotten", timers=_memory(3, 3), pace=20),
    Case("inbound-never", rules=lost(sip(IN, "INVITE ")), pace=20),
    Case("inbound-answer-lost", rules=lost(sip(OUT, "SIP/2.0 200")), pace=20),
    Case("inbound-no-ack", rules=lost(sip(IN, "ACK ")), pace=20),
    Case("inbound-rings-on", rules=lost(sip(IN, "CANCEL ")), pace=20),
    Case("extension-never-rings", rules=lost(sip(IN, "INVITE ")), pace=20),
    Case("lamps-dark", rules=lost(sip(IN, "NOTIFY "))),
    # Translation.
    Case("two-routers", double_nat="private", gateway_says="10.7.0.2", stun="coturn"),
    Case("carrier-shares-address", double_nat="carrier", gateway_says="100.64.0.2", stun="coturn"),
    Case("one-router-that-says-so", gateway_says="198.51.100.2", stun="coturn"),
    Case("new-door-for-each-server", table=PORTS_BY_SERVER, stun="coturn"),
    Case("short-memory", timers=_memory(2, 2), pace=15),
    # The helper.
    Case("linux-alg", "kamailio", alg=("udp",), rules=lost(sound(IN)), name="linux-alg"),
    Case("alg-linux-both", "kamailio", alg=("udp", "tcp")),
    Case("alg-inner-of-two", "kamailio", alg=("udp",), double_nat="private"),
    Case("alg-outer-of-two", "kamailio", outer_alg=("udp",), double_nat="private"),
    # The line.
    Case("line-loses-packets", rules=(lost_of(1, 7, "meta l4proto { udp, icmp }"),)),
    Case("line-loses-in-bursts", rules=(lost_of(12, 100, "meta l4proto udp"),)),
    # The same with a wire in user space, for delay, jitter, gaps and queues.
    *(
        Case(name, slow=True)
        for name in (
            "line-is-slow",
            "line-is-uneven",
            "line-stalls",
            "packets-fare-well",
            "line-with-echoes",
            "restless-line",
            "wifi-stalls",
            "wifi-loses-packets",
            "line-fills-up",
            "line-fills-up-briefly",
        )
    ),
    Case("line-loses-in-bursts", slow=True, name="line-loses-in-bursts-by-wire"),
    Case("gaps-wifi", slow=True),
    # Names.
    *(
        Case(
            "",
            "kamailio",
            resolver=manner,
            name=f"names-{name}",
            questions=NAMED,
            primary=finding,
            reasons={"dns": why},
        )
        for manner, name, finding, why in NAME_SERVERS
    ),
)
CASES: Final = {case.id: case for case in TABLE}
