"""SIP, SDP, digest, RTP, telephone-event and STUN as bytes and messages. No I/O."""
