"""Content packs: a good one is installed and counts; anything else is refused, and what was there stays."""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from app.commands import content as command
from app.commands import entry
from app.commands.packs import reading
from app.commands.packs.provider import EVERY_S
from app.driver import brand
from app.driver.launch import ROOT
from app.model.errors import UserError
from app.network.fetch import FetchError, fetch
from app.words import catalogue, content, translation
from app.words.resources import built_in_root
from build.content import files_of, new_key, pack

SECRET = SigningKey(b"k" * 32)
OTHER = SigningKey(b"o" * 32)
NEWER, OLDER = 2999010101, 2000010101
TITLE = b'title = "'


def signed(
    files: dict[str, bytes], serial: int = NEWER, key: SigningKey = SECRET, needs: str = "0.0.1"
) -> bytes:  # fmt: skip
    return pack(files, serial, key.encode().hex(), needs)


@pytest.fixture(scope="module")
def today() -> dict[str, bytes]:
    """Today's guides and words."""
    return files_of()


@pytest.fixture(scope="module")
def words(today: dict[str, bytes]) -> dict[str, bytes]:
    """Today's words alone: checking two hundred guides takes longer."""
    return {name: data for name, data in today.items() if name.startswith("texts/")}


def _forget_what_was_read() -> None:
    """As at the next start: words of a pack are no other test's."""
    for read in (content._checked, catalogue.source_entries, catalogue._entries_in, translation.translations):
        read.cache_clear()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program with a key of ours and no content installed; yields where that goes."""
    root = tmp_path / "resources"
    root.mkdir()
    for folder in built_in_root().iterdir():
        (root / folder.name).symlink_to(folder)
    (root / "content").unlink()
    shutil.copytree(built_in_root() / "content", root / "content")
    (root / content.KEY_FILE).write_text(SECRET.verify_key.encode().hex(), encoding="ascii")
    place = tmp_path / "content"
    monkeypatch.setenv(content.VARIABLE, str(place))
    monkeypatch.setattr("app.words.resources.built_in_root", lambda: root)
    _forget_what_was_read()
    yield place
    _forget_what_was_read()


def changed(files: dict[str, bytes], name: str, edit: Callable[[bytes], bytes]) -> dict[str, bytes]:
    return {**files, name: edit(files[name])}


def test_a_newer_pack_counts_from_then_on(program: Path, today: dict[str, bytes]) -> None:
    command.install(signed(changed(today, "texts/terminal.toml", lambda data: data.replace(b"Words for", b"Four for"))))
    root = program.parent / "resources"
    content._checked.cache_clear()  # as at the next start
    assert content.newer_group("texts", root) == program / "texts"
    assert content.newer_group("pictures", root) is None
    assert b"Four for" in (program / "texts" / "terminal.toml").read_bytes()


def test_the_program_says_what_the_pack_says(program: Path, words: dict[str, bytes], tmp_path: Path) -> None:
    """A process of its own: the words it prints come out of the pack that another process installed."""
    edited = changed(words, "texts/terminal.toml", lambda data: data.replace(b"Guides and words:", b"Content:"))
    (tmp_path / "new.pack").write_bytes(signed(edited))
    code = (
        "import sys, app.words.resources as r; from pathlib import Path;"
        f"r.built_in_root = lambda: Path({str(program.parent / 'resources')!r});"
        "from app.commands.entry import main; sys.exit(main(sys.argv[1:]))"
    )
    surroundings = {**os.environ, content.VARIABLE: str(program)}

    def run(*words: str) -> str:
        command_line = [sys.executable, "-c", code, *words]
        done = subprocess.run(command_line, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert run("content").startswith("Guides and words: the built-in ones")
    run("content", "--file", str(tmp_path / "new.pack"))
    assert run("content") == f"Content: installed pack {NEWER}."
    assert run("content", "--remove").startswith("Guides and words: the built-in ones")


def refused(data: bytes) -> str:
    with pytest.raises(UserError) as caught:
        command.install(data)
    return caught.value.text_id


def test_what_is_not_signed_with_our_key_is_refused(program: Path, words: dict[str, bytes]) -> None:
    assert refused(signed(words, key=OTHER)) == "content_not_signed"
    assert refused(b"") == "content_not_signed"
    assert refused(b"PK\x03\x04 nothing") == "content_not_signed"
    assert not program.exists()


def test_an_older_or_the_same_pack_is_refused(program: Path, words: dict[str, bytes]) -> None:
    assert refused(signed(words, serial=OLDER)) == "content_older"
    command.install(signed(words))
    assert refused(signed(words)) == "content_older"
    assert refused(signed(words, serial=NEWER - 1)) == "content_older"
    command.install(signed(words, serial=NEWER + 1))


def test_a_pack_for_a_newer_program_is_refused(program: Path, words: dict[str, bytes]) -> None:
    assert refused(signed(words, needs="99.0")) == "content_for_newer"


def test_a_pack_that_does_not_suit_is_refused_and_the_one_before_stays(program: Path, today: dict[str, bytes]) -> None:
    words = {name: data for name, data in today.items() if name.startswith("texts/")}
    guides = {name: data for name, data in today.items() if name.startswith("routers/")}
    command.install(signed(words))
    misfits = {
        "a placeholder is lost": changed(
            words, "texts/terminal.toml", lambda data: data.replace(b"{path}", b"there", 1)
        ),
        "a sentence is lost": changed(words, "texts/errors.toml", lambda data: data.split(b"[stopped]")[0]),
        "a section is lost": {name: data for name, data in words.items() if name != "texts/findings.toml"},
        "the spoken words changed": changed(words, "texts/code_words.txt", lambda data: data.upper()),
        "a guide is wrong": changed(guides, "routers/eero.toml", lambda data: data.replace(b"brand", b"brnd", 1)),
        "no makers": {name: data for name, data in guides.items() if "recognition/makers" not in name},
        "a language is lost": {"translations/es.po": today["translations/es.po"]},
    }
    for number, (what, files) in enumerate(misfits.items()):
        assert refused(signed(files, serial=NEWER + 1 + number)) == "content_unfit", what
    about = content.installed(program, program.parent / "resources")
    assert about is not None
    assert about.serial == NEWER
    assert sorted(path.name for path in program.parent.iterdir() if "content" in path.name) == ["content"]


def rebuilt(data: bytes, edit: Callable[[dict[str, bytes]], dict[str, bytes]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content_ in edit(members).items():
            archive.writestr(name, content_)
    return buffer.getvalue()


def test_what_was_changed_after_signing_is_refused(program: Path, words: dict[str, bytes]) -> None:
    good = signed(words)
    about = content.ABOUT
    tampering: list[Callable[[dict[str, bytes]], dict[str, bytes]]] = [
        lambda files: {**files, "texts/errors.toml": files["texts/errors.toml"] + b"\n"},
        lambda files: {**files, "texts/more.toml": b""},
        lambda files: {name: data for name, data in files.items() if name != "texts/errors.toml"},
        lambda files: {**files, about: files[about].replace(b'"serial": 2', b'"serial": 3')},
        lambda files: {**files, content.SIGNATURE: bytes(64)},
        lambda files: {**files, content.SIGNATURE: files[content.SIGNATURE][:10]},
    ]
    for edit in tampering:
        assert refused(rebuilt(good, edit)) == "content_not_signed"


@pytest.mark.parametrize(
    "name",
    ["../evil.toml", "texts/../../evil", "/texts/a", "texts\\..\\a", "pictures/key.svg", "fonts/x", "texts/.hid", "a"],
)
def test_even_our_own_key_writes_nowhere_else(name: str, program: Path) -> None:
    assert refused(signed({name: b"x"})) == "content_not_signed"


def test_a_damaged_zip_never_ends_in_a_traceback(program: Path, words: dict[str, bytes]) -> None:
    small = signed({"texts/steps.toml": words["texts/steps.toml"]})
    known = {"content_not_signed", "content_older", "content_unfit"}
    for place in range(0, len(small), max(len(small) // 200, 1)):
        damaged = small[:place] + bytes([small[place] ^ 0xFF]) + small[place + 1 :]
        assert refused(damaged) in known
        assert refused(small[:place]) == "content_not_signed"


def test_a_bomb_is_refused(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_UNPACKED", 10_000)
    assert refused(signed({"texts/a.toml": bytes(20_000)})) == "content_not_signed"


@pytest.mark.parametrize("damage", ["file", "signature", "about", "missing"])
def test_installed_content_that_was_damaged_since_does_not_count(
    damage: str, program: Path, today: dict[str, bytes], words: dict[str, bytes]
) -> None:
    command.install(
        signed({**words, **{name: data for name, data in today.items() if name.startswith("translations/")}})
    )
    name = {"file": "texts/errors.toml", "missing": "texts/errors.toml", "signature": content.SIGNATURE}.get(
        damage, content.ABOUT
    )
    if damage == "missing":
        (program / name).unlink()
    else:
        (program / name).write_bytes((program / name).read_bytes()[:-3] + b"xxx")
    assert content.newer_group("texts", program.parent / "resources") is None
    whole = damage in ("file", "missing")  # the other folders are as they were signed
    assert (content.newer_group("translations", program.parent / "resources") is not None) is whole


def test_a_newer_program_has_the_last_word(program: Path, words: dict[str, bytes]) -> None:
    command.install(signed(words))
    root = program.parent / "resources"
    (root / content.SERIAL_FILE).write_text(str(NEWER), encoding="ascii")
    assert content.newer_group("texts", root) is None


def test_without_a_packaged_program_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(content.VARIABLE, raising=False)
    assert content.installed_folder() is None
    assert refused(b"") == "content_only_packaged"


def test_the_built_in_serial_and_key_are_there() -> None:
    assert int(content.built_in(content.SERIAL_FILE, built_in_root())) > 2026000000
    assert len(bytes.fromhex(content.built_in(content.KEY_FILE, built_in_root()))) == 32


def test_a_key_in_use_is_never_overwritten(tmp_path: Path) -> None:
    new_key(tmp_path / "secret", tmp_path / "public")
    secret = (tmp_path / "secret").read_text().strip()
    assert SigningKey(bytes.fromhex(secret)).verify_key.encode().hex() == (tmp_path / "public").read_text().strip()
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        new_key(tmp_path / "secret", tmp_path / "public")


def test_the_same_content_gives_the_same_pack(words: dict[str, bytes]) -> None:
    assert signed(words) == signed(words)


class _Provider(BaseHTTPRequestHandler):
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}  # noqa: RUF012 - filled by the test

    def do_GET(self) -> None:
        status, headers, body = self.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real HTTPS server, whose certificate is signed by the authority in :func:`profile_with`; yields its address."""
    certificates = built_in_root() / "practice" / "tls"
    server = HTTPServer(("127.0.0.1", 0), _Provider)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "good.pem", certificates / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more: look_up("127.0.0.1", *more))
    yield f"https://testline.invalid:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def authority() -> str:
    return (built_in_root() / "practice" / "tls" / "authority.pem").read_text(encoding="ascii")


def profile_with(address: str, folder: Path) -> str:
    file = folder / "provider.callmend"
    text = f'[provider]\ncontent = "{address}"\n[account]\ndomain = "sip.example"\n'
    file.write_text(f'{text}[tls]\nauthorities = """\n{authority()}"""\n', encoding="utf-8")
    return str(file)


def test_a_pack_comes_from_the_providers_address(
    program: Path, words: dict[str, bytes], provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Provider, "answers", {"/new.pack": (200, {}, signed(words))})
    assert entry.main(["content", "--profile", profile_with(f"{provider}/new.pack", tmp_path)]) == 0
    assert (program / content.ABOUT).exists()


def test_update_takes_the_brands_address_and_is_content_with_what_is_newest(
    program: Path,
    words: dict[str, bytes],
    provider: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(_Provider, "answers", {"/new.pack": (200, {}, signed(words))})
    monkeypatch.setattr("app.driver.brand.brand", lambda: None)
    assert entry.main(["content", "update"]) == 2
    assert "Name the profile" in capsys.readouterr().err
    worn = brand.Brand(tmp_path, "Bright Telecom", Path(profile_with(f"{provider}/new.pack", tmp_path)))
    monkeypatch.setattr("app.driver.brand.brand", lambda: worn)
    assert entry.main(["content", "update"]) == 0
    assert entry.main(["content", "update"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"Guides and words: installed pack {NEWER}."] * 2
    monkeypatch.setattr(_Provider, "answers", {"/new.pack": (200, {}, signed(words, NEWER + 1, OTHER))})
    assert entry.main(["content", "update"]) == 2
    assert content.installed(program, program.parent / "resources") is not None


def test_the_window_asks_once_a_day(
    program: Path, words: dict[str, bytes], provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(_Provider, "answers", {"/new.pack": (200, {}, signed(words))})
    monkeypatch.setattr(_Provider, "log_request", lambda *_: asked.append("asked"))

    def window_asks(**others: str) -> int:
        told = json.dumps({"address": f"{provider}/new.pack", "authorities": authority(), **others})
        monkeypatch.setattr(sys, "stdin", io.StringIO(told))
        return entry.main(["content-from-window"])

    assert window_asks(address=f"{provider}/gone") == 2  # not taken for an answer: asked again
    assert [window_asks(), window_asks(), window_asks(authorities="")] == [0, 0, 0]
    assert (program / content.ABOUT).exists()
    assert asked == ["asked"] * 2
    later = time.time() + EVERY_S + 1
    monkeypatch.setattr("app.commands.packs.provider.time.time", lambda: later)
    assert window_asks() == 0
    assert asked == ["asked"] * 3
    monkeypatch.setattr(sys, "stdin", io.StringIO("nonsense"))
    assert entry.main(["content-from-window"]) == 0


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, {}),
        (302, {"Location": "https://elsewhere.invalid/new.pack"}),
        (302, {"Location": "http://testline.invalid/"}),
    ],
)
def test_nothing_comes_from_anywhere_else(
    status: int,
    headers: dict[str, str],
    program: Path,
    provider: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(_Provider, "answers", {"/new.pack": (status, headers, b"")})
    assert entry.main(["content", "--profile", profile_with(f"{provider}/new.pack", tmp_path)]) == 2
    assert "could not be fetched" in capsys.readouterr().err
    assert not program.exists()


def test_an_address_without_tls_is_not_asked(program: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["content", "--profile", profile_with("http://testline.invalid/", tmp_path)]) == 2
    assert "does not begin with https://" in capsys.readouterr().err
    assert entry.main(["content", "--profile", profile_with("", tmp_path)]) == 2
    assert "names no address" in capsys.readouterr().err


def test_a_file_without_end_is_cut_off(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Provider, "answers", {"/long": (200, {}, bytes(2000))})
    with pytest.raises(FetchError, match="too_large"):
        fetch(f"{provider}/long", 1000, authorities=authority())
    with pytest.raises(FetchError, match="too_slow"):
        fetch(f"{provider}/long", 100_000, authorities=authority(), whole_s=-1.0)


def test_an_unknown_certificate_is_not_trusted(provider: str) -> None:
    with pytest.raises(FetchError, match=r"(?i)certificate"):
        fetch(f"{provider}/new.pack", 1000)
