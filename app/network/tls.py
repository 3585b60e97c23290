"""TLS as Python's own OpenSSL does it: 1.2 and 1.3, server certificates checked against the system's store.

The packaged program's OpenSSL looks for the store where the building system has it. A computer that keeps it elsewhere
(macOS, Fedora) would trust nobody, so then the list inside the program counts.
"""

from __future__ import annotations

import re
import ssl
from pathlib import Path
from typing import Final

from app.model.fact_words import TlsProblem

_BY_VERIFY_CODE: Final[dict[int, TlsProblem]] = {
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    19: "unknown_issuer",
    20: "unknown_issuer",
    21: "unknown_issuer",
    62: "wrong_name",
    64: "wrong_name",
}
"""OpenSSL's X509_V_ERR numbers (x509_vfy.h)."""
_BY_REASON: Final[dict[str, TlsProblem]] = {
    "UNSUPPORTED_PROTOCOL": "old_protocol",
    "TLSV1_ALERT_PROTOCOL_VERSION": "old_protocol",
    "WRONG_SSL_VERSION": "old_protocol",
    "WRONG_VERSION_NUMBER": "not_tls",
    "HTTP_REQUEST": "not_tls",
    "RECORD_LAYER_FAILURE": "not_tls",
    "PACKET_LENGTH_TOO_LONG": "not_tls",
}
_TIME: Final = re.compile(rb"(?:\x17\x0d(?P<short>\d{12})|\x18\x0f(?P<long>\d{14}))Z")
"""UTCTime and GeneralizedTime of a certificate's validity (RFC 5280 section 4.1.2.5)."""


def client_context(*, verify: bool = True, authorities: str = "", ancient: bool = False) -> ssl.SSLContext:
    """A client's settings. *authorities* are more signers to trust, as PEM text.

    Without *verify* any certificate passes, and *ancient* protocols pass too: for looking at a server, never for a
    secret. Raises :class:`ssl.SSLError` when *authorities* are no certificates.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if verify and not context.get_ca_certs():
        context.load_verify_locations(cafile=bundled_authorities())
    if authorities:
        context.load_verify_locations(cadata=authorities)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if ancient:
        _allow_ancient(context)
    return context


def server_context(certificate: Path, key: Path, *, ancient: bool = False) -> ssl.SSLContext:
    """A server's settings; *ancient*: it speaks TLS 1.1 at most, as a rehearsal of an old server.

    Raises ``OSError`` or :class:`ssl.SSLError` when the files are no certificate and its key.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ancient:
        _allow_ancient(context, ssl.TLSVersion.TLSv1_1)
    return context


def _allow_ancient(context: ssl.SSLContext, newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED) -> None:
    import warnings

    with warnings.catch_warnings():  # Python warns of what is meant here
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = newest
    context.set_ciphers("ALL:@SECLEVEL=0")


def problem_of(error: BaseException) -> TlsProblem:
    """Why TLS could not be set up."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _BY_VERIFY_CODE.get(error.verify_code, "other")
    reason = getattr(error, "reason", None)
    return _BY_REASON.get(str(reason), "other")


def valid_until(der: bytes) -> str | None:
    """The last day of a certificate, as ``2027-01-31``; read off its DER, because OpenSSL tells only what it trusts."""
    times = list(_TIME.finditer(der[: 16 * 1024]))[:2]
    if len(times) < 2:
        return None
    short, long = times[1]["short"], times[1]["long"]
    digits = (long or (b"20" if short < b"50" else b"19") + short).decode("ascii")
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"


def bundled_authorities() -> str:
    """The file of public authorities that comes with the program."""
    import certifi

    return certifi.where()
