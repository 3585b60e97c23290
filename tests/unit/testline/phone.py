"""A small phone for tests: sends what it is told to, signs in when asked, and keeps every message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from app.model.endpoint import Endpoint
from app.model.secret import Secret
from app.network.tcp import TcpStream, open_tcp
from app.network.udp import UdpSocket, open_udp
from app.protocols.digest import Challenge, authorization
from app.protocols.rtp import RtpPacket, build_rtp, parse_rtp
from app.protocols.sdp import build_audio_sdp, parse_sdp
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_build import build_request, new_branch, new_call_id, new_tag, via_value
from app.protocols.sip_stream import StreamFramer
from app.testline.server import TestLine

HOME = Endpoint("127.0.0.1", 0)
DOMAIN = "testline.invalid"
WAIT = 60.0
SDP = "application/sdp"


@dataclass
class Phone:
    """One user agent with one call at most."""

    server: Endpoint
    socket: UdpSocket | None
    stream: TcpStream | None
    rtp: UdpSocket
    user: str = "100"
    password: Secret = field(default_factory=lambda: Secret("mend-100"))
    call_id: str = field(default_factory=new_call_id)
    tag: str = field(default_factory=new_tag)
    cseq: int = 0
    to: str = ""
    uri: str = ""
    media: Endpoint | None = None
    waiting: list[SipMessage] = field(default_factory=list)
    sequence: int = 0
    _framer: StreamFramer = field(default_factory=StreamFramer)

    @property
    def local(self) -> Endpoint:
        return (self.socket or self.stream).local  # type: ignore[union-attr]

    @property
    def transport(self) -> str:
        return "udp" if self.socket else "tcp"

    @property
    def contact(self) -> str:
        return f"<sip:{self.user}@{self.local};transport={self.transport}>"

    @property
    def offer(self) -> bytes:
        return build_audio_sdp(self.rtp.local)

    async def send(self, data: bytes) -> None:
        if self.socket is not None:
            self.socket.send(data, self.server)
        elif self.stream is not None:
            await self.stream.send(data)

    async def receive(self, timeout: float = WAIT) -> SipMessage | None:
        if self.waiting:
            return self.waiting.pop(0)
        if self.socket is not None:
            datagram = await self.socket.receive(timeout)
            return parse_message(datagram.data) if datagram else None
        assert self.stream is not None
        while not self.waiting:
            data = await self.stream.receive(timeout)
            if not data:
                return None
            self.waiting += map(parse_message, self._framer.feed(data))
        return self.waiting.pop(0)

    async def next_message(self, timeout: float = WAIT) -> SipMessage:
        message = await self.receive(timeout)
        assert message is not None, "nothing came"
        return message

    def build(self, method: str, uri: str = "", *, cseq: int | None = None, **more: Any) -> bytes:
        if cseq is None:
            self.cseq += 1
        more.setdefault("via", via_value(self.transport, self.local, new_branch()))
        return build_request(
            method,
            uri or self.uri or f"sip:{DOMAIN}",
            from_=f"<sip:{self.user}@{DOMAIN}>;tag={self.tag}",
            to=more.pop("to", "") or self.to or f"<sip:{self.user}@{DOMAIN}>",
            call_id=self.call_id,
            cseq=self.cseq if cseq is None else cseq,
            **more,
        )

    async def ask(self, method: str, uri: str = "", **more: Any) -> SipMessage:
        """Send a request once and wait for the next message."""
        await self.send(self.build(method, uri, **more))
        return await self.next_message()

    def authorize(self, refusal: SipMessage, method: str, uri: str) -> tuple[str, str]:
        challenge = Challenge.parse(refusal.get("www-authenticate") or "")
        assert challenge is not None
        value = authorization(challenge, method=method, uri=uri, username=self.user, secret=self.password)
        return "Authorization", value

    async def signed(self, method: str, uri: str, **more: Any) -> SipMessage:
        """Send a request, answer the challenge, and return what came then."""
        extra = list(more.pop("extra", ()))
        refusal = await self.ask(method, uri, extra=extra, **more)
        assert refusal.status == 401
        return await self.ask(method, uri, extra=[*extra, self.authorize(refusal, method, uri)], **more)

    async def register(self, contact: str | None = None, **more: Any) -> SipMessage:
        return await self.signed("REGISTER", f"sip:{DOMAIN}", contact=contact or self.contact, **more)

    async def invite(self, number: str, body: bytes | None = None, **more: Any) -> SipMessage:
        """Call and return the answer of the signed INVITE, without confirming it."""
        uri = f"sip:{number}@{DOMAIN}"
        self.to = f"<{uri}>"
        offer = self.offer if body is None else body
        more = {"content_type": SDP if offer else None, **more}
        return await self.signed("INVITE", uri, contact=self.contact, body=offer, **more)

    async def call(self, number: str, **more: Any) -> SipMessage:
        """Call and confirm; the call is up afterwards."""
        answer = await self.invite(number, **more)
        assert answer.status == 200, answer.start_line
        await self.confirm(answer)
        return answer

    async def confirm(self, answer: SipMessage, body: bytes = b"") -> None:
        self.to = answer.get("to") or ""
        contact = answer.contact
        self.uri = contact.uri_text if contact else ""
        self.media = parse_sdp(answer.body).audio_endpoint
        number = answer.cseq[0] if answer.cseq else 0
        await self.send(self.build("ACK", cseq=number, body=body, content_type=SDP if body else None))

    async def hang_up(self) -> SipMessage:
        return await self.ask("BYE")

    async def answer(self, request: SipMessage, status: int = 200, phrase: str = "OK", **more: Any) -> None:
        from app.protocols.sip_build import build_response

        await self.send(build_response(request, status, phrase, source=None, to_tag=self.tag, **more))

    def speak(self, payload: bytes = b"\xff" * 160, payload_type: int = 0, timestamp: int | None = None) -> None:
        """Send one RTP packet."""
        assert self.media is not None
        stamp = self.sequence * 160 if timestamp is None else timestamp
        self.rtp.send(build_rtp(RtpPacket(payload_type, self.sequence, stamp, 7, payload)), self.media)
        self.sequence += 1

    async def hear(self, timeout: float = WAIT) -> RtpPacket | None:
        """The next RTP packet."""
        while (datagram := await self.rtp.receive(timeout)) is not None:
            packet = parse_rtp(datagram.data)
            if packet is not None:
                return packet
        return None

    async def talk(self, payloads: list[bytes]) -> None:
        """Send payloads 20 ms apart."""
        for payload in payloads:
            self.speak(payload)
            await asyncio.sleep(0.02)


@asynccontextmanager
async def phone(server: Endpoint, transport: str = "udp", **more: Any) -> AsyncIterator[Phone]:
    """A phone that reaches *server*."""
    async with await open_udp(HOME) as rtp:
        if transport == "udp":
            async with await open_udp(HOME) as socket:
                yield Phone(server, socket, None, rtp, **more)
        else:
            async with await open_tcp(server, timeout=5) as stream:
                yield Phone(server, None, stream, rtp, **more)


async def until_no_call_is_up(line: TestLine) -> None:
    """Who has hung up and had the answer is ahead of the line: it writes the call down a moment later."""
    async with asyncio.timeout(WAIT):
        while line.calls:  # noqa: ASYNC110 - the test line has no event for it
            await asyncio.sleep(0.01)


@asynccontextmanager
async def phone_of_stopped_line() -> AsyncIterator[Phone]:
    """A phone whose call was up when its test line stopped."""
    line = TestLine()
    await line.__aenter__()
    async with phone(line.udp[0]) as caller:
        await caller.call("listen")
        await line.__aexit__()
        yield caller
