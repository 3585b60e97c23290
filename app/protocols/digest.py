"""Digest authentication (RFC 2617, 7616, 8760): challenges, answers, their check, and taking them out of messages."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.model.secret import Secret
from app.protocols.sip_uri import split_outside_quotes, unquote

_HASHES: Final[dict[str, Callable[[bytes], str]]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
}
ALGORITHMS: Final = tuple(_HASHES)
_SECRET_FIELDS: Final = re.compile(
    rb"(?P<name>[\s,](?:response|cnonce|auts)\s*=\s*)(?P<value>\"(?:[^\"\\\r\n]|\\[^\r\n])*\"?|[^\s,\"]+)",
    re.IGNORECASE,
)
_CREDENTIAL_LINE: Final = re.compile(
    rb"^(?P<name>(?:proxy-)?authorization[ \t]*:)(?P<value>[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
_DIGEST: Final = re.compile(rb"[ \t\r\n]*digest[ \t\r\n]", re.IGNORECASE)
HIDDEN: Final = b"hidden"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a server asks for in WWW-Authenticate or Proxy-Authenticate (RFC 7616 section 3.3)."""

    realm: str
    nonce: str
    algorithm: str = "MD5"
    opaque: str | None = None
    qop: tuple[str, ...] = ()
    stale: bool = False
    proxy: bool = False

    @property
    def usable(self) -> bool:
        """Whether :func:`authorization` can answer it: a known hash, and ``qop`` absent or offering ``auth``."""
        return self.algorithm in _HASHES and bool(self.nonce) and (not self.qop or "auth" in self.qop)

    @classmethod
    def parse(cls, value: str, *, proxy: bool = False) -> Challenge | None:
        """Read a header value; ``None`` when it is not a Digest challenge with a realm and a nonce."""
        fields = parse_credentials(value)
        if fields is None or "realm" not in fields or "nonce" not in fields:
            return None
        return cls(
            realm=fields["realm"],
            nonce=fields["nonce"],
            algorithm=fields.get("algorithm", "MD5").upper(),
            opaque=fields.get("opaque"),
            qop=tuple(part.strip().lower() for part in fields.get("qop", "").split(",") if part.strip()),
            stale=fields.get("stale", "").lower() == "true",
            proxy=proxy,
        )


def strongest(challenges: Iterable[Challenge]) -> Challenge | None:
    """The first challenge that can be answered: the server lists them in its order of preference (RFC 8760 2.4)."""
    return next((challenge for challenge in challenges if challenge.usable), None)


def parse_credentials(value: str) -> dict[str, str] | None:
    """The fields of a ``Digest`` header value with quotes taken off; ``None`` for another scheme."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    fields: dict[str, str] = {}
    for part in split_outside_quotes(rest, ","):
        name, equals, text = part.partition("=")
        if equals:
            fields.setdefault(name.strip().lower(), unquote(text))
    return fields


def make_challenge(
    realm: str, nonce: str, *, algorithm: str = "MD5", opaque: str | None = None, stale: bool = False, qop: bool = True
) -> str:
    """The value of a WWW-Authenticate header."""
    parts = [f'realm="{_quotable(wire_text(realm))}"', f'nonce="{_quotable(nonce)}"', f"algorithm={algorithm}"]
    parts += ['qop="auth"'] if qop else []
    parts += [f'opaque="{_quotable(opaque)}"'] if opaque is not None else []
    parts += ["stale=true"] if stale else []
    return "Digest " + ",".join(parts)


def authorization(
    challenge: Challenge,
    *,
    method: str,
    uri: str,
    username: str,
    secret: Secret,
    nonce_count: int = 1,
    cnonce: str | None = None,
) -> str:
    """The value of an Authorization header that answers *challenge*; raises ``ValueError`` unless it is ``usable``."""
    if not challenge.usable:
        raise ValueError(f"cannot answer algorithm {challenge.algorithm!r} with qop {challenge.qop!r}")
    username = wire_text(username)
    count = f"{nonce_count:08x}" if challenge.qop else ""
    cnonce = (cnonce or secrets.token_hex(8)) if challenge.qop else ""
    response = digest_response(
        challenge.algorithm,
        username=username,
        realm=challenge.realm,
        password=secret,
        method=method,
        uri=uri,
        nonce=challenge.nonce,
        nonce_count=count,
        cnonce=cnonce,
    )
    fields = [("username", username), ("realm", challenge.realm), ("nonce", challenge.nonce), ("uri", uri)]
    fields += [("response", response)] + ([("cnonce", cnonce)] if challenge.qop else [])
    fields += [("opaque", challenge.opaque)] if challenge.opaque is not None else []
    bare = [f"algorithm={challenge.algorithm}"] + ([f"qop=auth,nc={count}"] if challenge.qop else [])
    return "Digest " + ",".join([f'{name}="{_quotable(value)}"' for name, value in fields] + bare)


def verify(
    fields: Mapping[str, str], *, method: str, password: Secret, realm: str, algorithms: tuple[str, ...] = ALGORITHMS
) -> bool:
    """Whether the answer in *fields* was made with *password* for *realm*; the caller checks the nonce and user."""
    algorithm = fields.get("algorithm", "MD5").upper()
    qop = fields.get("qop", "auth").lower()
    if algorithm not in algorithms or fields.get("realm") != wire_text(realm) or qop != "auth":
        return False
    expected = digest_response(
        algorithm,
        username=fields.get("username", ""),
        realm=wire_text(realm),
        password=password,
        method=method,
        uri=fields.get("uri", ""),
        nonce=fields.get("nonce", ""),
        nonce_count=fields.get("nc", "") if "qop" in fields else "",
        cnonce=fields.get("cnonce", ""),
    )
    return hmac.compare_digest(expected.encode(), fields.get("response", "").lower().encode("utf-8", "replace"))


def digest_response(
    algorithm: str,
    *,
    username: str,
    realm: str,
    password: Secret,
    method: str,
    uri: str,
    nonce: str,
    nonce_count: str = "",
    cnonce: str = "",
) -> str:
    """The ``response`` field (RFC 7616 section 3.4.1); an empty *nonce_count* gives the old form without ``qop``.

    All but the password is wire text, see :func:`wire_text`.
    """
    hashed = _HASHES[algorithm]
    identity = hashed(_wire(f"{username}:{realm}:{wire_text(password.reveal())}"))
    action = hashed(_wire(f"{method}:{uri}"))
    middle = f"{nonce}:{nonce_count}:{cnonce}:auth" if nonce_count else nonce
    return hashed(_wire(f"{identity}:{middle}:{action}"))


def redact_credentials(raw: bytes) -> bytes:
    """The message with the answers in its Authorization and Proxy-Authorization headers replaced.

    ``response`` and ``cnonce`` go, because a password can be guessed from them at leisure; the nonce stays, because a
    stale one explains refusals. Credentials of any other scheme go whole.
    """
    return _CREDENTIAL_LINE.sub(_redact_line, raw)


def _redact_line(line: re.Match[bytes]) -> bytes:
    value = line["value"]
    if not _DIGEST.match(value):
        return line["name"] + b" " + HIDDEN
    return line["name"] + _SECRET_FIELDS.sub(lambda found: found["name"] + b'"' + HIDDEN + b'"', value)


def _quotable(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def wire_text(text: str) -> str:
    """Text typed by a person as it stands on the wire: UTF-8 (RFC 7616 section 4), one character a byte."""
    return text.encode("utf-8", "replace").decode("latin-1")


def _wire(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
