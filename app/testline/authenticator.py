"""Who may register and call: digest with nonces that need no memory, bound to the host that asked for them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.model.secret import Secret
from app.protocols.digest import make_challenge, parse_credentials, verify
from app.protocols.sip import SipMessage

NONCE_LIFE_S: Final = 300
UNKNOWN_USER: Final = Secret(secrets.token_hex(16))
"""Checked in place of a missing account, so that the time taken does not tell which users exist."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """The user who proved a password, or ``None``; ``stale``: right password, nonce too old (RFC 7616 section 3.3)."""

    user: str | None = None
    stale: bool = False


class Authenticator:
    """Checks Authorization headers; *clock* gives seconds."""

    def __init__(self, realm: str, accounts: Mapping[str, Secret], clock: Callable[[], float]) -> None:
        self._realm, self._accounts, self._clock = realm, accounts, clock
        self._key = secrets.token_bytes(32)

    def challenge(self, host: str, *, stale: bool = False) -> str:
        """A WWW-Authenticate value for a request from *host*."""
        return make_challenge(self._realm, self._nonce(int(self._clock()), host), stale=stale)

    def check(self, request: SipMessage, host: str) -> SignIn:
        """Judge the credentials for our realm in *request*; other realms' are passed over."""
        values = request.all("authorization") + request.all("proxy-authorization")
        for fields in map(parse_credentials, values):
            if fields is not None and fields.get("realm") == self._realm:
                return self._judge(fields, request.method, host)
        return SignIn()

    def _judge(self, fields: dict[str, str], method: str, host: str) -> SignIn:
        user = fields.get("username", "")
        password = self._accounts.get(user, UNKNOWN_USER)
        right = verify(fields, method=method, password=password, realm=self._realm)
        if not right or user not in self._accounts:
            return SignIn()
        age = self._age(fields.get("nonce", ""), host)
        return SignIn(user) if age is not None and 0 <= age <= NONCE_LIFE_S else SignIn(stale=True)

    def _nonce(self, at: int, host: str) -> str:
        proof = hmac.new(self._key, f"{at}|{host}".encode(), hashlib.sha256).hexdigest()
        return f"{at & 0xFFFFFFFF:08x}{proof[:16]}"

    def _age(self, nonce: str, host: str) -> float | None:
        try:
            at = int(nonce[:8], 16)
        except ValueError:
            return None
        genuine = hmac.compare_digest(nonce.encode("utf-8", "replace"), self._nonce(at, host).encode())
        return self._clock() - at if genuine else None
