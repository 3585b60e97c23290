"""What happened to a SIP message on its way, and is it an ALG.

Give two copies of one message, or a message and its reply: as text, or as a pcap or pcapng of each side.
Exit codes: 1 something on the way rewrites messages, 0 it does not, 3 cannot tell, 2 unreadable input.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    """Both files, and the form of the answer."""
    parser.add_argument("--sent", metavar="FILE", type=Path, required=True, help="the message as it was sent")
    parser.add_argument(
        "--received", metavar="FILE", type=Path, required=True, help="the message as it arrived, or the reply"
    )
    parser.add_argument("--server", metavar="ADDRESS", help="the server's IP address, where the files do not tell it")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def run(arguments: Namespace) -> int:
    """Read, compare, print."""
    from app.commands import speech
    from app.commands.capture.explained import as_json, as_lines, exit_code
    from app.commands.capture.side import read_side
    from app.diagnosis.comparison.sides import explain_sides

    server = _address(arguments.server)
    told = explain_sides(read_side(arguments.sent), read_side(arguments.received), server=server)
    for line in [as_json(told.explanation)] if arguments.json else as_lines(told):
        speech.result(line)
    return exit_code(told.explanation)


def _address(text: str | None) -> str | None:
    """The server's address literal; raises :class:`UserError` for anything else."""
    from app.model.addresses import address_kind
    from app.model.errors import UserError

    if text is not None and address_kind(text) == "name":
        raise UserError("explain_server", value=text)
    return text
