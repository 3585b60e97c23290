"""A real browser opens a report made of hostile text: no script runs, nothing is asked for. With a positive control."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.report.html import render_html
from app.report.summary_table import as_html, row_of
from tests.unit.report.sessions import run, session
from tests.unit.report.test_hostile import HOSTILE, _facts

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to watch the report in")
MARK = "SCRIPT-RAN"


@pytest.fixture
def requests() -> Iterator[tuple[str, list[str]]]:
    """An address that a page could call, and what was called."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)  # browsers open connections and say nothing on them
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()
    thread.join()
    server.server_close()


def _opened(page: Path) -> str:
    """What the page has become after it was loaded."""
    done = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         f"--user-data-dir={page.parent / 'home'}", "--virtual-time-budget=2000", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    return done.stdout


def _attacks(address: str) -> list[str]:
    act = f"document.title='{MARK}';new Image().src='{address}/script'"
    return [
        *(text[:5000] for text in HOSTILE.values()),
        f"<script>{act}</script>",
        f'"><img src="{address}/img" onerror="{act}">',
        f"</style><style>@import '{address}/css';body{{background:url({address}/bg)}}</style>",
        f"</title><meta http-equiv=refresh content='0;url={address}/refresh'>",
        f"<svg onload=\"{act}\"><use href='{address}/use'/></svg>",
        f"<iframe srcdoc='<script>{act}</script>'></iframe><link rel=prefetch href={address}/prefetch>",
    ]


def test_the_watch_would_see_a_script(tmp_path: Path, requests: tuple[str, list[str]]) -> None:
    address, seen = requests
    page = tmp_path / "control.html"
    page.write_text(f"<title>x</title><body>{_attacks(address)[-6]}<img src={address}/img>")
    assert f"<title>{MARK}</title>" in _opened(page)
    assert {"/script", "/img"} <= set(seen)


def test_hostile_reports_run_nothing_and_ask_for_nothing(tmp_path: Path, requests: tuple[str, list[str]]) -> None:
    address, seen = requests
    attacks = _attacks(address)
    made = session(run(*[fact for text in attacks for fact in _facts(text)]), profile={"provider": attacks[-1]})
    for name, content in (
        ("report", render_html(made)),
        ("table", as_html([row_of(one, made) for one in attacks], "")),
    ):
        page = tmp_path / f"{name}.html"
        page.write_text(content, encoding="utf-8")
        became = _opened(page)
        assert "</html>" in became
        assert f"<title>{MARK}</title>" not in became
        assert seen == []
