"""One user agent on one UDP socket. Everything it sends and receives is handed out as SIP messages for the ladder."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.model.facts import Direction, Fact
from app.model.facts import SipMessage as SentMessage
from app.model.profile import Account
from app.network.udp import UdpSocket, open_udp
from app.probes.light.requests import GIVE_UP_S, Credentials, Requests
from app.probes.light.ringing import Ringing
from app.protocols.digest import redact_credentials
from app.protocols.header_book import PacketBooks
from app.protocols.rtp import RtpPacket, build_rtp, parse_rtp
from app.protocols.sdp import CONTENT_TYPE, build_audio_sdp, parse_sdp
from app.protocols.sip import SipMessage, parse_message
from app.protocols.sip_build import (
    ExtraHeaders,
    build_request,
    build_response,
    new_branch,
    new_call_id,
    new_tag,
    via_value,
)
from app.version import NAME, VERSION

MOST_HURRY: Final = 4.0
KEEP_ALIVE: Final = b"\r\n\r\n"
MOST_WAITING: Final = 64
MOST_NOTED: Final = 300
"""Messages of one phone that are recorded."""
FRAME_S: Final = 0.02
ASKS: Final = 3
"""How often a request is sent with other credentials: the nonce may be missing, then stale."""
EXPIRES_S: Final = 300
GOODBYE_S: Final = 0.5
_AGENT: Final = ("User-Agent", f"{NAME}/{VERSION}")
_ALLOW: Final = ("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, INFO, MESSAGE, UPDATE")


@dataclass(slots=True)
class Dialog:
    """A call or subscription that we began: what names it, and where its requests go (RFC 3261 section 12)."""

    uri: str
    to: str
    call_id: str
    tag: str
    cseq: int = 0
    target: str = ""
    routes: tuple[str, ...] = ()

    def confirm(self, answer: SipMessage) -> None:
        """Learn the far end's names from its answer."""
        contact = answer.contact
        self.to = answer.get("to") or self.to
        self.target = contact.uri_text if contact is not None and contact.uri is not None else self.uri
        self.routes = tuple(reversed(answer.all("record-route")))


class LightPhone:
    """Made by :func:`light_phone`. ``user`` is the user part of its Contact, a mark by which it is known again."""

    def __init__(
        self,
        sip: UdpSocket,
        rtp: UdpSocket,
        server: Endpoint,
        account: Account,
        record: Callable[[Fact], None],
        pace: float = 1.0,
    ) -> None:
        self.server, self.account = server, account
        self.user = f"{account.username}-{secrets.token_hex(3)}"
        self.credentials = Credentials(account)
        self.calls: asyncio.Queue[Ringing] = asyncio.Queue(MOST_WAITING)
        self.notices: asyncio.Queue[SipMessage] = asyncio.Queue(MOST_WAITING)
        """NOTIFY requests, in the order in which they came."""
        self._told: set[tuple[str, tuple[int, str] | None]] = set()
        self.sent_at = 0.0
        """When our last packet left, by the loop's clock."""
        self.rtp = rtp
        self.media = rtp.local
        """Where we say that we want sound."""
        self._sip, self._record, self._noted = sip, record, 0
        self.hurry = min(pace, MOST_HURRY)
        """How much sooner than usual it gives up: in practice nobody waits as long as life."""
        self._requests = Requests(self._post, self.hurry)
        self._ringing: dict[str, Ringing] = {}
        self._registering = self._dialog(self._domain_uri, f"<sip:{account.username}@{self._domain}>")

    @property
    def local(self) -> Endpoint:
        """Our signalling socket."""
        return self._sip.local

    @property
    def contact(self) -> str:
        """What we register and answer with."""
        return f"<sip:{self.user}@{self.local}>"

    @property
    def _domain(self) -> str:
        host = Endpoint.parse(self.account.domain).host
        return f"[{host}]" if ":" in host else host

    @property
    def _domain_uri(self) -> str:
        return f"sip:{self._domain}"

    def _dialog(self, uri: str, to: str) -> Dialog:
        return Dialog(uri, to, new_call_id(), new_tag())

    def _post(self, data: bytes, to: Endpoint | None = None) -> None:
        self.sent_at = asyncio.get_running_loop().time()
        self._note("outbound", data)
        self._sip.send(data, to or self.server)

    def _note(self, direction: Direction, data: bytes) -> None:
        self._noted += 1
        if self._noted > MOST_NOTED:  # a far end that floods us cannot fill the disk
            return
        text = redact_credentials(data).decode("latin-1")
        self._record(SentMessage(direction, str(self.server), "udp", text))

    def keep_alive(self) -> None:
        """Send what keeps a router's memory fresh and asks for no answer (RFC 5626 section 4.4.1)."""
        self.sent_at = asyncio.get_running_loop().time()
        self._sip.send(KEEP_ALIVE, self.server)

    async def register(self, expires_s: int = EXPIRES_S) -> SipMessage | None:
        """Sign in; 0 signs out."""
        return await self._signed("REGISTER", self._registering, contact=self.contact, extra=self._expires(expires_s))

    async def sign_out(self) -> None:
        """Ask to be forgotten, and wait a moment for the answer; the registration ends by itself anyway."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self.register(0)

    async def bindings(self) -> SipMessage | None:
        """Ask which Contacts are registered (RFC 3261 section 10.2.3)."""
        return await self._signed("REGISTER", self._registering)

    async def call(self, number: str) -> tuple[Dialog, SipMessage | None]:
        """Call and confirm an answer; the dialog is up when the answer is a success."""
        uri = f"sip:{number}@{self._domain}".replace("#", "%23")
        dialog = self._dialog(uri, f"<{uri}>")
        answer = await self._signed(
            "INVITE", dialog, contact=self.contact, body=build_audio_sdp(self.media), content_type=CONTENT_TYPE,
            extra=(_ALLOW,),
        )  # fmt: skip
        if answer is not None and (answer.status or 0) < 300:
            dialog.confirm(answer)
            self._post(self._build("ACK", dialog, new_branch(), cseq=dialog.cseq))
        return dialog, answer

    async def hang_up(self, dialog: Dialog) -> SipMessage | None:
        """Say goodbye in a call of ours."""
        return await self._signed("BYE", dialog)

    async def end(self, call: Ringing) -> SipMessage | None:
        """Say goodbye in a call that came in."""
        branch, data = call.bye(self.local)
        return await self._requests.final_answer(branch, "BYE", data, 2.0)

    async def subscribe(
        self, uri: str, package: str, accept: str, expires_s: int, extra: ExtraHeaders = ()
    ) -> tuple[Dialog, SipMessage | None]:
        """Subscribe to an event package (RFC 6665)."""
        dialog = self._dialog(uri, f"<{uri}>")
        answer = await self._subscribe(dialog, package, accept, expires_s, extra)
        return dialog, answer

    async def unsubscribe(self, dialog: Dialog, package: str, accept: str) -> None:
        """End a subscription, and wait a moment for the answer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self._subscribe(dialog, package, accept, 0)

    async def _subscribe(
        self, dialog: Dialog, package: str, accept: str, expires_s: int, extra: ExtraHeaders = ()
    ) -> SipMessage | None:
        more = (("Event", package), ("Accept", accept), *self._expires(expires_s), *extra)
        answer = await self._signed("SUBSCRIBE", dialog, contact=self.contact, extra=more)
        if answer is not None and (answer.status or 0) < 300:
            dialog.confirm(answer)
        return answer

    def _expires(self, seconds: int) -> ExtraHeaders:
        return (("Expires", str(seconds)),)

    async def _signed(
        self,
        method: str,
        dialog: Dialog,
        *,
        contact: str | None = None,
        body: bytes = b"",
        content_type: str | None = None,
        extra: ExtraHeaders = (),
    ) -> SipMessage | None:
        """Ask, and answer challenges as long as that can help."""
        answer: SipMessage | None = None
        uri = dialog.target or dialog.uri
        for _ in range(ASKS):
            dialog.cseq += 1
            branch = new_branch()
            more = (*extra, *self.credentials.headers(method, uri))
            data = self._build(
                method, dialog, branch, contact=contact, body=body, content_type=content_type, extra=more
            )  # fmt: skip
            answer = await self._requests.final_answer(branch, method, data, GIVE_UP_S)
            if method == "INVITE" and answer is not None and (answer.status or 0) >= 300:
                to = answer.get("to") or dialog.to
                self._post(self._build("ACK", dialog, branch, cseq=dialog.cseq, to=to))
            if answer is None or not self.credentials.learn(answer):
                break
        return answer

    def _build(
        self,
        method: str,
        dialog: Dialog,
        branch: str,
        *,
        cseq: int | None = None,
        to: str = "",
        contact: str | None = None,
        body: bytes = b"",
        content_type: str | None = None,
        extra: ExtraHeaders = (),
    ) -> bytes:
        return build_request(
            method,
            dialog.target or dialog.uri,
            via=via_value("udp", self.local, branch),
            from_=f"<sip:{self.account.username}@{self._domain}>;tag={dialog.tag}",
            to=to or dialog.to,
            call_id=dialog.call_id,
            cseq=dialog.cseq if cseq is None else cseq,
            contact=contact,
            extra=[*(("Route", route) for route in dialog.routes), *extra, _AGENT],
            body=body,
            content_type=content_type,
        )

    async def run(self) -> None:
        """Take in what comes, until cancelled."""
        while True:
            datagram = await self._sip.receive()
            if datagram is None or b"SIP/2.0" not in datagram.data.partition(b"\n")[0]:
                continue
            self._note("inbound", datagram.data)
            message = parse_message(datagram.data)
            if message.is_response:
                self._requests.take(message)
            elif message.is_request and message.top_via is not None:
                self._take(message, datagram.source)

    def _take(self, request: SipMessage, source: Endpoint) -> None:
        known = self._ringing.get(request.call_id)
        if known is not None:
            known.take(request)
        elif request.method == "INVITE":
            self._begin(request, source)
        elif request.method == "NOTIFY":
            self._post(build_response(request, 200, "OK", source=None), source)
            self._tell(request)
        elif request.method != "ACK":
            status, phrase = (200, "OK") if request.method in {"OPTIONS", "BYE"} else (481, "No Such Call")
            self._post(build_response(request, status, phrase, source=None, to_tag=new_tag()), source)

    def _tell(self, notice: SipMessage) -> None:
        """Once, however often it was sent: on a slow way it is repeated before our answer is there."""
        told = (notice.call_id, notice.cseq)
        if told in self._told or len(self._told) >= MOST_NOTED:
            return
        self._told.add(told)
        with suppress(asyncio.QueueFull):
            self.notices.put_nowait(notice)

    def _begin(self, invite: SipMessage, source: Endpoint) -> None:
        """Answers go back where the call came from."""
        now = asyncio.get_running_loop().time()
        ringing = Ringing(invite, self.contact, now, lambda data: self._post(data, source))
        if len(self._ringing) >= MOST_WAITING:
            return
        self._ringing[invite.call_id] = ringing
        with suppress(asyncio.QueueFull):
            self.calls.put_nowait(ringing)

    async def talk(self, message: SipMessage, seconds: float, purpose: str) -> Heard:
        """Send sound to where *message* wants it, count what comes back within *seconds*, and record the headers."""
        told = parse_sdp(message.body).audio_endpoint if message.body else None
        clock = asyncio.get_running_loop().time
        heard, books = Heard(str(told) if told else None), PacketBooks(purpose, str(self.media))
        until, due = clock() + seconds, clock()
        while (now := clock()) < until:
            if told is not None and told.port and now >= due:
                sound = _silence(heard.sent)
                if self.rtp.send(sound, told) is None:
                    heard.sent += 1
                    books.add("outbound", sound, str(told), now)
                due = max(due + FRAME_S, now)
            datagram = await self.rtp.receive(max(min(due, until) - clock(), 0.001))
            if datagram is not None and parse_rtp(datagram.data) is not None:
                heard.packets += 1
                heard.source = heard.source or str(datagram.source)
                books.add("inbound", datagram.data, str(datagram.source), datagram.at)
        for headers in books.facts(clock()):
            self._record(headers)
        return heard


@dataclass(slots=True)
class Heard:
    """Sound of one call: where it was to go, how much was sent, what came and from where."""

    told: str | None
    sent: int = 0
    packets: int = 0
    source: str | None = None


def _silence(number: int) -> bytes:
    return build_rtp(RtpPacket(0, number & 0xFFFF, number * 160, 0x43414C4C, b"\xff" * 160))


@asynccontextmanager
async def light_phone(
    server: Endpoint, account: Account, record: Callable[[Fact], None], pace: float = 1.0
) -> AsyncIterator[LightPhone]:
    """A phone on fresh ports, until the block ends; *pace* is that of practice."""
    async with await open_udp(towards=server) as sip, await open_udp(towards=server) as rtp:
        phone = LightPhone(sip, rtp, server, account, record, pace)
        task = asyncio.create_task(phone.run())
        try:
            yield phone
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
