"""News for lamps and waiting messages (RFC 4235, RFC 3842): accepts a subscription and tells a few changes.

``X-Callmend-Bytes`` in a SUBSCRIBE asks for news of that size: how large a message may be on its way is a question of
its own. Only who signed in may subscribe, and the news go where the request came from.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from app.model.endpoint import Endpoint
from app.protocols.sip import SipMessage
from app.protocols.sip_uri import parse_number
from app.testline.answers import Answers
from app.testline.channel import Channel
from app.testline.client_transactions import ClientTransactions
from app.testline.config import TestLineConfig
from app.testline.dialog import Dialog, DialogKey, dialog_of_invite
from app.testline.server_transactions import ServerTransactions

SIZE_HEADER: Final = "x-callmend-bytes"
MOST_BYTES: Final = 8000
LONGEST_S: Final = 3600
CHANGES: Final = ("confirmed", "terminated")
CHANGE_AFTER_S: Final = 1.0
MOST: Final = 64


@dataclass(slots=True)
class Subscription:
    """One phone's wish for news."""

    dialog: Dialog
    package: str
    user: str
    expires_s: int
    wanted_bytes: int
    version: int = 0


@dataclass(slots=True)
class _Running:
    subscription: Subscription
    task: asyncio.Task[None]


class Notifier:
    """Keeps subscriptions; ``own`` tells our address on a channel."""

    def __init__(
        self, config: TestLineConfig, answers: Answers, transactions: ServerTransactions, clients: ClientTransactions
    ) -> None:
        self._config, self._answers, self._transactions, self._clients = config, answers, transactions, clients
        self._known: dict[DialogKey, _Running] = {}

    def subscribe(self, request: SipMessage, channel: Channel, user: str, own: Endpoint) -> None:
        """Take a SUBSCRIBE, also one that ends or refreshes a subscription."""
        package = (request.get("event") or "").partition(";")[0].strip().lower()
        if package not in BODIES:
            self._answers.send(request, channel, 489, "Bad Event", [("Allow-Events", ", ".join(BODIES))])
            return
        transaction = self._transactions.open(request, channel)
        tag = (request.to.tag if request.to else None) or self._answers.tag(request)
        dialog = dialog_of_invite(request, channel, tag, own)
        if transaction is None or dialog is None:
            return
        if request.to is not None and request.to.tag:  # it belongs to a subscription that is known
            dialog.local = request.get("to") or dialog.local
        expires_s = min(parse_number(request.get("expires")) or 0, LONGEST_S)
        extra = (("Expires", str(expires_s)), ("Contact", f"<sip:news@{own}>"))
        transaction.respond(200, self._answers.build(request, channel, 200, "OK", extra))
        wanted = min(parse_number(request.get(SIZE_HEADER)) or 0, MOST_BYTES)
        self._begin(Subscription(dialog, package, user, expires_s, wanted))

    def close(self) -> list[asyncio.Task[None]]:
        """Tell no more news; returns what is still to end."""
        tasks = [running.task for running in self._known.values()]
        for task in tasks:
            task.cancel()
        return tasks

    def _begin(self, subscription: Subscription) -> None:
        key = subscription.dialog.key
        earlier = self._known.pop(key, None)
        if earlier is not None:  # numbers go on from where they were
            earlier.task.cancel()
            subscription.dialog.cseq = earlier.subscription.dialog.cseq
            subscription.version = earlier.subscription.version
        if len(self._known) < MOST:
            task = asyncio.get_running_loop().create_task(self._tell(subscription))
            self._known[key] = _Running(subscription, task)
            if not subscription.expires_s:
                task.add_done_callback(lambda _: self._known.pop(key, None))

    async def _tell(self, subscription: Subscription) -> None:
        """The state at once (RFC 6665 section 4.2.1.1), then a change and a change back."""
        await self._notify(subscription, "terminated")
        for state in CHANGES if subscription.expires_s else ():
            await asyncio.sleep(CHANGE_AFTER_S / self._config.pace)
            await self._notify(subscription, state)

    async def _notify(self, subscription: Subscription, state: str) -> None:
        content_type, build = BODIES[subscription.package]
        body = build(subscription, state)
        left = subscription.expires_s
        status = f"active;expires={left}" if left else "terminated;reason=timeout"
        extra = (("Event", subscription.package), ("Subscription-State", status))
        branch, data = subscription.dialog.request("NOTIFY", extra, body, content_type)
        subscription.version += 1
        await self._clients.final_answer(branch, "NOTIFY", data, subscription.dialog.channel)


def _dialog_info(subscription: Subscription, state: str) -> bytes:
    body = (
        f'<?xml version="1.0"?>\r\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info"'
        f' version="{subscription.version}" state="full" entity="sip:{subscription.user}@testline">\r\n'
        f'<dialog id="1"><state>{state}</state></dialog>\r\n%s</dialog-info>\r\n'
    )
    return _filled(body, subscription.wanted_bytes, "<!-- %s -->\r\n")


def _message_summary(subscription: Subscription, state: str) -> bytes:
    waiting = "yes" if state == "confirmed" else "no"
    body = f"Messages-Waiting: {waiting}\r\nVoice-Message: {int(waiting == 'yes')}/0 (0/0)\r\n%s"
    return _filled(body, subscription.wanted_bytes, "Note: %s\r\n")


def _filled(body: str, wanted: int, filler: str) -> bytes:
    missing = wanted - len(body) - len(filler) + 4
    return (body % (filler % ("x" * missing) if missing > 0 else "")).encode("ascii")


BODIES: Final = {
    "dialog": ("application/dialog-info+xml", _dialog_info),
    "message-summary": ("application/simple-message-summary", _message_summary),
}
