"""The far end: a SIP and RTP responder that a provider hosts and practice mode embeds."""
