"""TLS as Python's own OpenSSL does it: 1.2 and 1.3, server certificates checked against the system's store."""

from __future__ import annotations

import ssl


def client_context(*, verify: bool = True) -> ssl.SSLContext:
    """A client's settings. Without *verify* any certificate passes: for measurements that carry no secret only."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
