"""What a probe can record of being reached: call-backs after quiet times, calls between phones, news by NOTIFY."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class InboundTrial:
    """A phone that signed in, ordered a call back, and was quiet until it came; all seconds are of a real call.

    ``asked``: the far end took the order. ``rang_after_s`` counts from our last packet, keep-alives apart. ``plan``:
    ``"answer"`` takes the call, ``"let_ring"`` waits for the caller to give up. ``invites_after_answer`` are INVITEs
    that came although we had answered. ``still_registered``: looked up from another port after no call came.
    ``by_testline``: the order was given to our own test line, which calls the very phone that asked.
    ``far_end_called``: what its own list of calls says of one that never came; ``None`` where it keeps none.
    """

    kind: ClassVar[str] = "inbound.trial"
    plan: Literal["answer", "let_ring"]
    quiet_s: float
    keep_alive_s: float | None
    local: str
    by_testline: bool
    signed_in: bool
    asked: bool
    status: int | None
    rang_after_s: float | None
    invites: int
    answers: int
    invites_after_answer: int
    confirmed: bool
    cancelled: bool
    hung_up: bool
    packets: int
    still_registered: bool | None
    pace: float = 1.0
    far_end_called: bool | None = None


@dataclass(frozen=True, slots=True)
class ExtensionCall:
    """A call between two phones of this computer, through the phone service.

    ``same_media_port``: both offered the same port, as two phones of one make do, on addresses that the router may
    confuse. ``arrived``: the called phone got the INVITE. ``packets_*`` count sound at each end;
    ``address_told`` is where the called phone was told to send its sound.
    """

    kind: ClassVar[str] = "extension.call"
    same_media_port: bool
    by_testline: bool
    caller: str
    called: str
    signed_in: bool
    dialled: str
    arrived: bool
    status: int | None
    phrase: str
    confirmed: bool
    packets_to_called: int
    packets_to_caller: int
    packets_sent: int
    address_told: str | None
    heard_from: str | None


@dataclass(frozen=True, slots=True)
class PresenceTrial:
    """A subscription (RFC 6665) and the news that came. ``wanted_bytes``: the size of NOTIFY that was asked for.

    ``versions`` are those of dialog-info (RFC 4235) in order of arrival; ``strange`` counts NOTIFYs of no
    subscription of ours, which belong to another phone.
    """

    kind: ClassVar[str] = "presence.trial"
    package: Literal["dialog", "message-summary"]
    local: str
    wanted_bytes: int | None
    outcome: Literal["accepted", "refused", "silent"]
    status: int | None
    notices: int
    largest_bytes: int
    first_after_s: float | None
    versions: tuple[int, ...]
    strange: int
    waited_s: float
