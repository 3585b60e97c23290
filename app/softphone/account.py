"""One account of the stack: its configuration, and how signing in goes (RFC 3261 section 10)."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import pjsua2 as pj

from app.model.endpoint import Endpoint
from app.model.profile import Account
from app.softphone.face import PhoneSettings
from app.softphone.guard import guarded

RTP_SPAN: Final = 200
_FIRST_RTP_PORT, _LAST_RTP_PORT = 20_000, 48_000
_USER_SAFE: Final = "-_.!~*'()&=+$,;?/"  # RFC 3261 section 25.1: unreserved and user-unreserved
_BUSY_HERE: Final = 486


class SipAccount(pj.Account):  # type: ignore[misc]
    """Tells the outcome of each REGISTER: ``on_state(code, phrase, expires)``."""

    def __init__(self, on_state: Callable[[int, str, int], None]) -> None:
        super().__init__()
        self._on_state = on_state

    @guarded
    def onRegState(self, prm: Any) -> None:
        self._on_state(int(prm.code), str(prm.reason), int(prm.expiration))

    @guarded
    def onIncomingCall(self, prm: Any) -> None:
        call = pj.Call(self, prm.callId)  # without an object of ours the caller would be told 500
        refusal = pj.CallOpParam()
        refusal.statusCode = _BUSY_HERE
        call.hangup(refusal)

    def sign_out(self) -> bool:
        """Ask the registrar to forget us; false when there is nothing to ask."""
        with contextlib.suppress(pj.Error):
            self.setRegistration(False)
            return True
        return False


@dataclass(frozen=True, slots=True)
class Wiring:
    """How an account's messages leave: to *server* over *carrier*, by the stack's *transport*; sound from *local*."""

    server: Endpoint
    carrier: str
    transport: int
    local: str
    secure_media: bool = False


def account_config(account: Account, wiring: Wiring, settings: PhoneSettings) -> Any:
    """pjsua2's configuration for *account*: every repair of addresses off, fresh ports, the server by its address.

    The server is an outbound proxy with ``hide``, so that pjsip neither asks DNS itself (it would block the loop) nor
    writes a Route header that would tell the server of it.
    """
    config = pj.AccountConfig()
    config.idUri = f"<sip:{quote(account.username, safe=_USER_SAFE)}@{account.domain}>"
    config.regConfig.registrarUri = f"sip:{account.domain}"
    config.regConfig.registerOnAdd = False
    config.regConfig.timeoutSec = settings.expires_s
    config.regConfig.retryIntervalSec = config.regConfig.firstRetryIntervalSec = 0
    config.regConfig.unregWaitMsec = 0
    sip = config.sipConfig
    sip.transportId = wiring.transport
    sip.proxies.push_back(f"sip:{wiring.server};transport={wiring.carrier};lr;hide")
    password = account.password.reveal() if account.password else ""
    name = account.auth_username or account.username
    sip.authCreds.push_back(pj.AuthCredInfo("digest", "*", name, 0, password))
    _no_repair(config)
    config.natConfig.udpKaIntervalSec = settings.keep_alive_s
    media = config.mediaConfig
    media.transportConfig.boundAddress = wiring.local
    media.transportConfig.port = fresh_rtp_port()
    media.transportConfig.portRange = RTP_SPAN
    media.lockCodecEnabled = False
    if wiring.secure_media:
        media.srtpUse = pj.PJMEDIA_SRTP_MANDATORY
        media.srtpSecureSignaling = 0  # pjsip believes that the signalling is plain TCP
    return config


def _no_repair(config: Any) -> None:
    nat = config.natConfig
    nat.contactRewriteUse = nat.viaRewriteUse = nat.sdpNatRewriteUse = 0
    nat.sipOutboundUse = 0
    nat.iceEnabled = nat.turnEnabled = False
    nat.sipStunUse = nat.mediaStunUse = pj.PJSUA_STUN_USE_DISABLED


def fresh_rtp_port() -> int:
    """An even port to start from, another one in each run: a router remembers the ports of earlier calls."""
    return _FIRST_RTP_PORT + 2 * secrets.randbelow((_LAST_RTP_PORT - _FIRST_RTP_PORT) // 2)


def number_uri(number: str, domain: str) -> str:
    """The URI to dial; ``#`` is not allowed bare in a user part (RFC 3261 section 25.1)."""
    return f"<sip:{quote(number, safe=_USER_SAFE)}@{domain}>"
