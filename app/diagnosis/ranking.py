"""Which finding comes first, and how bad each is. The order is that of causes: what explains others stands above."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.model.diagnosis import Finding
from app.model.names import CONFIDENCES, FindingId, Severity

RANKED: Final[tuple[tuple[FindingId, Severity], ...]] = (
    # without these nothing else can be judged
    ("no_internet", "critical"),
    ("dns_failure", "critical"),
    ("local_firewall_blocks", "critical"),
    # the provider's own word about the account
    ("credentials_refused", "critical"),
    # a proven cause that explains symptoms
    ("sip_alg_breaks_registration", "critical"),
    ("sip_alg_rewrites", "critical"),
    ("sip_alg_drops_messages", "critical"),
    ("sip_alg_still_on_old_connections", "major"),
    ("works_without_router", "major"),
    ("works_by_cable", "major"),
    ("works_by_other_internet", "major"),
    ("works_on_other_computer", "major"),
    ("sip_port_blocked", "critical"),
    ("udp_blocked", "critical"),
    ("provider_unreachable", "critical"),
    ("provider_nat_fault", "major"),
    ("registration_loop", "critical"),
    ("registration_blocked", "critical"),
    # what happens in calls, the worst first
    ("no_sound_both", "critical"),
    ("no_sound_inbound", "critical"),
    ("no_sound_outbound", "critical"),
    ("sound_unreadable", "critical"),
    ("sound_but_silent", "major"),
    ("call_drops_no_ack", "critical"),
    ("call_drops_nat_timeout", "critical"),
    ("call_drops_session_timer", "critical"),
    ("call_drops_media_timeout", "major"),
    ("call_drops_unexplained", "major"),
    ("sound_stops_midcall", "major"),
    ("answer_not_delivered", "critical"),
    ("inbound_calls_lost", "major"),
    ("ringing_goes_on", "major"),
    ("registration_lost_when_idle", "major"),
    ("large_messages_lost", "major"),
    ("periodic_gaps", "major"),
    ("wifi_quality", "major"),
    ("line_quality", "major"),
    ("bufferbloat", "major"),
    ("keypad_tones_lost", "major"),
    ("keypad_tones_doubled", "major"),
    ("keypad_tones_wrong_payload", "major"),
    ("extension_call_fails", "major"),
    ("presence_lost", "minor"),
    ("tls_blocked", "minor"),
    ("tls_not_trusted", "minor"),
    # this computer's sound
    ("silent_microphone", "major"),
    ("wrong_audio_device", "minor"),
    # conditions that may explain trouble later
    ("sip_alg_present_harmless", "minor"),
    ("double_nat", "minor"),
    ("short_udp_timeout", "minor"),
    ("symmetric_nat", "info"),
    ("carrier_nat", "info"),
    ("vpn_active", "info"),
    ("same_in_comparison", "info"),
    ("no_fault_found", "info"),
)
SEVERITIES: Final[dict[FindingId, Severity]] = dict(RANKED)
_PLACE: Final = {finding: place for place, (finding, _) in enumerate(RANKED)}


def rank(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each id once, with its strongest confidence, in the order of the table."""
    strongest: dict[FindingId, Finding] = {}
    for finding in findings:
        known = strongest.get(finding.id)
        if known is None or CONFIDENCES.index(finding.confidence) < CONFIDENCES.index(known.confidence):
            strongest[finding.id] = finding
    return tuple(sorted(strongest.values(), key=lambda finding: _PLACE[finding.id]))
