"""A packet capture (pcapng) of our own SIP messages and RTP headers, for the tools that support engineers know.

The messages are the shortened ones of the report, with lengths that fit what is shown; their addresses, ports,
transports and times are as recorded. What went over TLS is shown as it was before it was encrypted, as an exported
PDU. Of sound there are headers only, never what was said. Only what this program sent and received is in it.
"""

from __future__ import annotations

import io

from app.model.session import Session
from app.report.capture.frames import blocks
from app.report.capture.seen import seen
from app.report.redaction import Redactor


def render_pcapng(session: Session) -> bytes:
    """The capture of all runs, in the order of time."""
    out, redactor = io.BytesIO(), Redactor()
    passed = [one for run in session.runs for one in seen(run, redactor)]
    for block in blocks(sorted(passed, key=lambda one: one.at)):
        out.write(block)
    return out.getvalue()
