"""The course of one answered call: run its script until something ends it, then see that both sides know."""

from __future__ import annotations

import asyncio
import logging

from app.testline.call import Call
from app.testline.media_reports import MediaReports
from app.testline.scripts import Script

_log = logging.getLogger(__name__)


async def converse(call: Call, script: Script) -> None:
    """Run *script* and return when the call is over; hangs up unless the caller did."""
    reports = MediaReports(call.media)
    call.media.start()
    worker = asyncio.create_task(_run(call, script))
    others = [asyncio.create_task(work) for work in (_watch(call), reports.run(), call.refresh())]
    try:
        await call.ended.wait()
    finally:
        ending = (worker, *others, *call.beside)
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
    reports.farewell()
    if call.ended_by == "stopped":
        call.send_bye()
    elif call.ended_by != "caller":
        await call.hang_up()


async def _run(call: Call, script: Script) -> None:
    try:
        await script(call)
    except Exception:  # noqa: BLE001 - whatever its script does, a call must end
        _log.exception("The script of number %s failed", call.number)
        call.end("fault")
    else:
        call.end("finished")


async def _watch(call: Call) -> None:
    """End a call that lasts too long or brings no sound."""
    clock = asyncio.get_running_loop().time
    limits = call.config.limits
    latest = clock() + limits.call_s
    while True:
        silence_s = limits.silence_s if call.manners.silence_s is None else call.manners.silence_s
        silent_at = call.media.last_at + silence_s
        wait = min(latest, silent_at) - clock()
        if wait <= 0:
            call.end("call_limit" if latest <= silent_at else "silence")
            return
        await asyncio.sleep(wait)
