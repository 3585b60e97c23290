"""The name server of a simulated office: right, silent, one that knows nothing, or one that makes answers up.

``invents``: every name leads to a sign-in page, as in a hotel. ``unknown``: it has never heard of the phone service.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from app.network.udp import UdpSocket
from app.practice.forwarding import LOOPBACK
from app.practice.service import UdpService

DOMAIN: Final = "practice.example."
NAME: Final = f"sip.{DOMAIN}"
_TTL_S: Final = 60

Records = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Name to type of record to what it says."""


def records_of(manner: str, port: int) -> Records:
    """What a name server of that *manner* knows; the phone service is on *port* of this computer."""
    if manner == "unknown":
        return {}
    return {
        NAME: {"A": (LOOPBACK,)},
        f"_sip._udp.{DOMAIN}": {"SRV": (f"10 10 {port} {NAME}",)},
        DOMAIN: {"NAPTR": (f'10 10 "s" "SIP+D2U" "" _sip._udp.{DOMAIN}',)},
    }


def answer_of(question: dns.message.Message, records: Records, for_all: str = "") -> dns.message.Message:
    """The answer from *records*; *for_all* is the address of every other name."""
    answer = dns.message.make_response(question)
    answer.flags |= dns.flags.RA
    for asked in question.question:
        kind = dns.rdatatype.to_text(asked.rdtype)
        known = records.get(str(asked.name).lower(), {} if for_all else None)
        if known is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
            continue
        told = known.get(kind) or ((for_all,) if for_all and kind == "A" else ())
        if told:
            answer.answer.append(dns.rrset.from_text_list(asked.name, _TTL_S, "IN", kind, list(told)))
    return answer


class PracticeNameServer(UdpService):
    """Answers on ``local`` while it is entered."""

    def __init__(self, manner: str, port: int) -> None:
        super().__init__()
        self._manner, self._records = manner, records_of(manner, port)

    async def _serve(self, socket: UdpSocket) -> None:
        while True:
            got = await socket.receive()
            if got is None or self._manner == "silent":
                continue
            with suppress(dns.exception.DNSException):  # what is no question gets no answer
                question = dns.message.from_wire(got.data)
                for_all = LOOPBACK if self._manner == "invents" else ""
                socket.send(answer_of(question, self._records, for_all).to_wire(), got.source)
