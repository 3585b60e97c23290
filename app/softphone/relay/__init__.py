"""SIP over TLS where the softphone's own TLS is too old or missing: a relay on loopback between it and the server.

The softphone speaks TCP to :class:`~app.softphone.relay.relay.TlsRelay`; that speaks TLS, as Python's OpenSSL does it,
to the server. :mod:`~app.softphone.relay.edits` holds the few fields that must be changed on the way: a plain relay of
bytes registers and rings, and loses every ACK and BYE, because the server's Contact asks for TLS, which the softphone
has not got (measured: facts of the bridge).
"""
