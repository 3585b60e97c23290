"""A small phone on a socket of its own: it signs in, calls, subscribes and is called, and needs nothing but memory.

The softphone has one stack and few calls; waits of minutes on many ports at once need many phones (RFC 3261 over UDP,
RFC 6665). :mod:`~app.probes.light.phone` is the phone, ``requests`` what it asks, ``ringing`` a call that comes in.
"""
