"""Upload by real HTTPS on loopback: a receipt, retries, refusals, no way out, and nothing sent to anyone else."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.delivery import outbox, sending
from app.delivery.parcel import File, Parcel
from app.delivery.upload import Uploaded, https_parts, upload
from app.model.errors import UserError
from tests.unit.report.sessions import broken

CERTIFICATE = Path(__file__).parents[2] / "gateways" / "certificate.pem"
PARCEL = Parcel("", "Subject", "Summary ä", (File("report.pdf", b"%PDF-1"), File("report.json", b"{}")))


class Intake:
    """A provider's intake: answers with the statuses it is given, then 201 and a receipt."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.answer = b'{"receipt": "R-4711"}'
        self.requests: list[tuple[dict[str, str], bytes]] = []
        intake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                intake.requests.append((dict(self.headers), body))
                status = intake.statuses.pop(0) if intake.statuses else 201
                self.send_response(status)
                self.send_header("Location", "https://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", str(len(intake.answer)))
                self.end_headers()
                self.wfile.write(intake.answer)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.address = f"https://127.0.0.1:{self.server.server_address[1]}/intake?key=1"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def intake() -> Iterator[Intake]:
    made = Intake()
    yield made
    made.close()


def _trusting() -> ssl.SSLContext:
    """As a client that trusts the test's own certificate; its name is not that of loopback."""
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _send(intake: Intake, waits: list[float] | None = None) -> Uploaded:
    log = waits if waits is not None else []
    return upload(intake.address, PARCEL, identity="id-1", context=_trusting(), wait=log.append)


def test_a_receipt_to_read_aloud(intake: Intake) -> None:
    result = _send(intake)
    assert (result.outcome, result.receipt, result.status) == ("received", "R-4711", 201)
    ((headers, body),) = intake.requests
    assert headers["Idempotency-Key"] == "id-1"
    assert b'filename="report.pdf"' in body
    assert "Summary ä".encode() in body
    boundary = headers["Content-Type"].partition("boundary=")[2].encode()
    assert body.count(b"--" + boundary) == 5


def test_what_may_pass_is_tried_again_under_the_same_name(intake: Intake) -> None:
    intake.statuses = [503, 500]
    waits: list[float] = []
    assert _send(intake, waits).outcome == "received"
    assert waits == [1.0, 3.0]
    assert {headers["Idempotency-Key"] for headers, _ in intake.requests} == {"id-1"}


@pytest.mark.parametrize("status", [302, 307, 401, 413])
def test_a_refusal_is_final_and_nothing_follows_it_elsewhere(intake: Intake, status: int) -> None:
    intake.statuses = [status]
    result = _send(intake)
    assert (result.outcome, result.status) == ("refused", status)
    assert len(intake.requests) == 1


@pytest.mark.parametrize("answer", [b"", b"[]", b"not json", b'{"receipt": null}', b"\xff" * 99])
def test_without_a_receipt_it_still_arrived(intake: Intake, answer: bytes) -> None:
    intake.answer = answer
    result = _send(intake)
    assert (result.outcome, result.receipt) == ("received", "")


def test_a_hostile_receipt_is_harmless(intake: Intake) -> None:
    intake.answer = json.dumps({"receipt": "\u202e\x1b[31m<b>" + "9" * 999}).encode()
    receipt = _send(intake).receipt
    assert len(receipt) < 60
    assert not {"\u202e", "\x1b"} & set(receipt)


def test_a_stranger_with_a_false_certificate_gets_nothing(intake: Intake) -> None:
    result = upload(intake.address, PARCEL, identity="x", wait=lambda _: None)
    assert result.outcome == "offline"
    assert intake.requests == []


def test_nobody_there_is_offline() -> None:
    waits: list[float] = []
    result = upload("https://127.0.0.1:1/", PARCEL, identity="x", wait=waits.append)
    assert (result.outcome, len(waits)) == ("offline", 2)


@pytest.mark.parametrize(
    "address",
    ["http://example.com/", "ftp://example.com", "https://", "https://user:pw@example.com/", "https://a b/", "file:///x",
     "https://example.com/\r\nX: y", "https://example.com:99999/"],
)  # fmt: skip
def test_only_https_addresses(address: str) -> None:
    with pytest.raises(UserError, match="upload_address"):
        https_parts(address)


def test_the_outbox_keeps_what_found_no_way_and_sends_it_once(tmp_path: Path) -> None:
    outbox.keep(tmp_path, "id-9", "https://example.com/in", PARCEL)
    (tmp_path / "half").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "parcel.json").write_text("{")
    seen: list[tuple[str, str, Parcel]] = []

    def send(*what: Any) -> Uploaded:
        seen.append(what)
        return Uploaded("offline" if len(seen) == 1 else "received", "R")

    assert [one.outcome for one in outbox.send_waiting(tmp_path, send)] == ["offline"]
    assert [one.outcome for one in outbox.send_waiting(tmp_path, send)] == ["received"]
    assert outbox.send_waiting(tmp_path, send) == []
    assert seen[1][:2] == ("id-9", "https://example.com/in")
    assert seen[1][2].files == PARCEL.files


def test_packing_writes_files_and_sends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("nothing may be sent")

    monkeypatch.setattr(sending, "upload", never)
    monkeypatch.setattr(sending, "open_mail", never)
    monkeypatch.setattr(sending, "pdf_printer", lambda: None)
    (tmp_path / "voice.wav").write_bytes(b"RIFF-voice")
    (tmp_path / "crash-1.txt").write_text("ValueError\n  app/x.py:1 f\n")
    request: Any = {"do": "pack", "folder": str(tmp_path)}
    told = sending.act(request, lambda _: broken())
    assert [Path(str(name)).suffix for name in told["files"]] == [".json"]  # type: ignore[union-attr]
    told = sending.act({**request, "choices": {"voice_sample": True, "program_log": True}}, lambda _: broken())
    kept = sorted(path.name.rpartition("_")[2] for path in (tmp_path / "to send").iterdir())
    assert kept[1:] == ["log.txt", "voice.wav"]


def test_offline_goes_to_the_outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "pdf_printer", lambda: None)
    monkeypatch.setattr(sending, "upload", lambda *_, **__: Uploaded("offline"))
    box = tmp_path / "outbox"
    request: Any = {"do": "upload", "folder": str(tmp_path), "address": "https://example.com/", "outbox": str(box)}
    assert sending.act(request, lambda _: broken())["outcome"] == "offline"
    assert len(list(outbox.waiting(box))) == 1
