"""What a test line does with each message: limits, repeats, who it is from, and which part of it answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from app.protocols.sip import SipMessage, parse_message
from app.testline.answers import ALLOW, ALLOWED, REFUSED, Answers, is_answerable, unsupported
from app.testline.authenticator import Authenticator, SignIn
from app.testline.bridge import Bridge
from app.testline.call_back import CallBack
from app.testline.channel import Channel
from app.testline.config import TestLineConfig
from app.testline.dialog import dialog_key
from app.testline.knocker import Knocker
from app.testline.limits import SourceLimiter
from app.testline.mirror import Mirror
from app.testline.notifier import Notifier
from app.testline.registrar import Registrar
from app.testline.server_transactions import ServerTransactions
from app.testline.switchboard import Switchboard

SMALLEST: Final = 60
"""Bytes; no SIP request is shorter, so nothing shorter is looked at."""
REFUSAL_HEADERS: Final = {423: (("Min-Expires", "86400"),), 503: (("Retry-After", "120"),)}
_log = logging.getLogger(__name__)


class Core:
    """One test line's mind; sockets are elsewhere."""

    def __init__(self, config: TestLineConfig) -> None:
        clock = asyncio.get_running_loop().time
        limits = config.limits
        self.config = config
        self.answers = Answers(config.view)
        self._mirror = Mirror(self.answers, config.view)
        self.knocker = Knocker(self.answers, config.view)
        self.transactions = ServerTransactions(config.timers)
        self.registrar = Registrar(limits, clock, config.bindings_last_s)
        self.switchboard = Switchboard(config, self.answers, self.transactions)
        self.call_back = CallBack(self.switchboard, self.registrar)
        self.bridge = Bridge(self.switchboard, self.registrar, self.call_back, self.answers)
        self.notifier = Notifier(config, self.answers, self.transactions, self.switchboard.clients)
        self._sign_in = Authenticator(config.realm, config.accounts, clock)
        self._limiter = SourceLimiter(
            limits.messages_per_second, limits.message_burst, limits.all_messages_per_second, clock
        )
        self._methods: dict[str, Callable[[SipMessage, Channel], None]] = {
            "REGISTER": self._register,
            "INVITE": self._invite,
            "CANCEL": self.switchboard.cancel,
            "OPTIONS": self._options,
            "SUBSCRIBE": self._subscribe,
        }

    def receive(self, data: bytes, channel: Channel) -> None:
        """Deal with one message."""
        if len(data) < SMALLEST or not self._limiter.admit(channel.source.host):
            return
        try:
            message = parse_message(data)
            if not (self.knocker.takes(data, message, channel) or self._mirror.takes(data, message, channel)):
                self._take(message, channel)
        except Exception:  # noqa: BLE001 - one message must never end the service for all
            _log.exception("A message from %s could not be dealt with", channel.source)

    def _take(self, message: SipMessage, channel: Channel) -> None:
        if message.is_response:
            self.switchboard.clients.receive(message)
        elif is_answerable(message) and not self.transactions.absorb(message):
            self._deal_with(message, channel)

    async def close(self) -> None:
        """End calls and forget everything."""
        await self.call_back.close()
        await asyncio.gather(*self.notifier.close(), return_exceptions=True)
        await self.switchboard.close()
        self.transactions.close()

    def _deal_with(self, request: SipMessage, channel: Channel) -> None:
        missing = unsupported(request)
        if "body_shorter_than_stated" in request.problems:
            self.answers.send(request, channel, 400, "Body Shorter Than Content-Length")
        elif missing:
            self.answers.send(request, channel, 420, "Bad Extension", [("Unsupported", ", ".join(missing)[:200])])
        elif dialog_key(request) is not None and request.method not in {"CANCEL", "REGISTER", "SUBSCRIBE"}:
            self.switchboard.in_dialog(request, channel)
        else:
            self._methods.get(request.method, self._refuse)(request, channel)

    def _refuse(self, request: SipMessage, channel: Channel) -> None:
        if request.method in REFUSED or request.method in ALLOWED:
            self.answers.send_small(request, channel, 405, "Method Not Allowed", [ALLOW])
        else:
            self.answers.send(request, channel, 501, "Not Implemented")

    def _options(self, request: SipMessage, channel: Channel) -> None:
        self.answers.send_small(request, channel, 200, "OK", [ALLOW, ("Accept", "application/sdp")])

    def _register(self, request: SipMessage, channel: Channel) -> None:
        manners = self.config.sign_in
        if manners.status and manners.at_once:
            self._refuse_sign_in(request, channel)
            return
        user = self._user(request, channel)
        if user is None:
            return
        if manners.status:
            self._refuse_sign_in(request, channel)
            return
        record = request.to.uri if request.to else None
        if record is None or record.user != user:
            self.answers.send(request, channel, 403, "Not Your Address")
            return
        refusal = self.registrar.register(user, request, channel)
        if refusal is not None:
            status, phrase, extra = refusal.status, refusal.phrase, refusal.extra
        else:
            status, phrase, extra = 200, "OK", self.registrar.listed(user)
            extra += () if request.all("contact") else self.call_back.called(user)
        transaction = self.transactions.open(request, channel)
        if transaction is not None:
            transaction.respond(status, self.answers.build(request, channel, status, phrase, extra))

    def _refuse_sign_in(self, request: SipMessage, channel: Channel) -> None:
        manners = self.config.sign_in
        extra = REFUSAL_HEADERS.get(manners.status, ())
        self.answers.send(request, channel, manners.status, manners.phrase or "Refused", extra)

    def _invite(self, request: SipMessage, channel: Channel) -> None:
        if channel.source.host in self.config.trusted:
            caller = request.from_.uri_text if request.from_ else ""
            self.switchboard.invite(request, channel, f"{channel.source.host} {caller[:128]}")
            return
        user = self._user(request, channel)
        if user is not None:
            self.switchboard.invite(request, channel, user)

    def _subscribe(self, request: SipMessage, channel: Channel) -> None:
        user = self._user(request, channel)
        if user is not None:
            self.notifier.subscribe(request, channel, user, self.switchboard.own(channel))

    def _user(self, request: SipMessage, channel: Channel) -> str | None:
        """Who sent *request*; ``None`` after asking for a password."""
        manners = self.config.sign_in
        host = str(channel.source) if manners.nonce_for_port else channel.source.host
        proof = self._sign_in.check(request, host)
        if proof.user is not None and manners.always_stale and request.method == "REGISTER":
            proof = SignIn(stale=True)
        if proof.user is None:
            if manners.always_stale:  # each request gets a nonce of its own, also within one second
                host = f"{host} {request.get('cseq')}"
            challenge = self._sign_in.challenge(host, stale=proof.stale and manners.tells_stale)
            self.answers.send(request, channel, 401, "Unauthorized", [("WWW-Authenticate", challenge)])
        return proof.user
