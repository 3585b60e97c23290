"""Settings files, and the command that serves."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

import app
from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.network.udp import open_udp
from app.testline.config import PlainView, TestLineConfig, TlsIdentity
from app.testline.config_file import PUBLISHED, config_from_data, read_config
from app.testline.main import configure, places, serve
from app.testline.server import TestLine
from app.words import has_text
from tests.unit.testline.phone import HOME

WHOLE = """
listen = "192.0.2.10"
public = "203.0.113.10"
realm = "test.example.com"
trusted = ["192.0.2.20", "2001:db8::1"]
[ports]
udp = [5060, 5070]
tcp = []
stun = 0
rtp = [20000, 20100]
[accounts]
"100" = "pw"
alice = "other"
[numbers]
echo = "700"
hold = ""
[limits]
calls = 7
call_s = 60.5
[timers]
t1 = 0.25
hold_s = 30
"""


def test_a_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "line.toml"
    file.write_text(WHOLE)
    config = read_config(file)
    assert (config.listen, config.view, config.realm) == ("192.0.2.10", PlainView("203.0.113.10"), "test.example.com")
    assert (config.udp_ports, config.tcp_ports, config.stun_port, config.rtp_ports) == (
        (5060, 5070),
        (),
        None,
        (20000, 20100),
    )
    assert config.trusted == {"192.0.2.20", "2001:db8::1"}
    assert {user: secret.reveal() for user, secret in config.accounts.items()} == {"100": "pw", "alice": "other"}
    assert (config.numbers.echo, config.numbers.hold, config.numbers.keypad) == ("700", "", "keypad")
    assert (config.limits.calls, config.limits.call_s, type(config.limits.calls)) == (7, 60.5, int)
    assert (config.timers.t1, config.timers.t2, config.hold_s) == (0.25, 4.0, 30)
    assert "pw" not in repr(config)


def test_an_empty_file_is_the_usual_test_line() -> None:
    assert config_from_data({}) == PUBLISHED


def test_the_example_in_the_module_is_right() -> None:
    import textwrap
    import tomllib

    from app.testline import config_file

    example = (config_file.__doc__ or "").partition("::\n")[2]
    config = config_from_data(tomllib.loads(textwrap.dedent(example)))
    assert config.listen == "192.0.2.10"


@pytest.mark.parametrize(
    ("text", "text_id", "named"),
    [
        ("x = 1", "testline_unknown_key", "x"),
        ("lisen = 'a'", "testline_unknown_key", "listen"),
        ("listen = 'host'", "testline_address", "listen"),
        ("listen = 5", "testline_address", "listen"),
        ("public = ''", "testline_address", "public"),
        ("realm = 'a\"b'", "testline_realm", "realm"),
        ("trusted = 'a'", "testline_addresses", "trusted"),
        ("trusted = ['a']", "testline_address", "trusted"),
        ("ports = 5060", "testline_section", "ports"),
        ("[ports]\nudp = 5060", "testline_ports", "[ports] udp"),
        ("[ports]\nudp = [70000]", "testline_port", "[ports] udp"),
        ("[ports]\ntcp = [true]", "testline_port", "[ports] tcp"),
        ("[ports]\nudb = []", "testline_unknown_key", "[ports] udb"),
        ("[ports]\nrtp = [5, 6]", "testline_port_range", "[ports] rtp"),
        ("[accounts]\n'a b' = 'x'", "testline_user", "[accounts]"),
        ("[accounts]\n100 = ''", "testline_password", "100"),
        ("[accounts]\n100 = 5", "testline_password", "100"),
        ("[numbers]\necho = 700", "testline_number", "[numbers] echo"),
        ("[numbers]\necho = 'a b'", "testline_number", "[numbers] echo"),
        ("[numbers]\nfoo = '1'", "testline_unknown_key", "[numbers] foo"),
        ("[limits]\ncalls = -1", "testline_amount", "[limits] calls"),
        ("[limits]\ncalls = nan", "testline_amount", "[limits] calls"),
        ("[timers]\nt1 = '1'", "testline_amount", "[timers] t1"),
        ("[timers]\nt9 = 1", "testline_unknown_key", "[timers] t9"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, text_id: str, named: str) -> None:
    file = tmp_path / "line.toml"
    file.write_text(text)
    with pytest.raises(UserError) as caught:
        read_config(file)
    assert caught.value.text_id == text_id
    assert named in map(str, caught.value.values.values())
    assert has_text("errors", text_id, "text")


@pytest.mark.parametrize(
    ("content", "text_id"),
    [
        (b"= 1", "testline_not_toml"),
        (b"\xff\xfe", "testline_not_toml"),
        (b"#" * 1_000_001, "testline_too_large"),
        (None, "testline_unreadable"),
    ],
    ids=["not TOML", "not UTF-8", "too large", "missing"],
)
def test_an_unreadable_file(tmp_path: Path, content: bytes | None, text_id: str) -> None:
    file = tmp_path / "line.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_config(file)
    assert caught.value.text_id == text_id


def test_the_passwords_everybody_knows_stay_on_this_computer(tmp_path: Path) -> None:
    assert configure(None, None).listen == "127.0.0.1"
    assert configure("127.0.0.2", None).listen == "127.0.0.2"
    for address in ("0.0.0.0", "192.0.2.10", "::"):
        with pytest.raises(UserError) as caught:
            configure(address, None)
        assert caught.value.text_id == "testline_accounts"
    file = tmp_path / "line.toml"
    file.write_text("[accounts]\n100 = 'own'")
    assert configure("192.0.2.10", file).listen == "192.0.2.10"


async def test_a_port_that_is_taken_is_named_and_nothing_stays_open() -> None:
    async with await open_udp(HOME) as taken:
        for ports in ({"udp_ports": (0, taken.local.port)}, {"stun_port": taken.local.port}):
            with pytest.raises(UserError) as caught:
                async with TestLine(TestLineConfig(**ports)):
                    pytest.fail("it must not start")
            assert caught.value.text_id == "port_taken"
            assert str(taken.local) in str(caught.value.values["address"])
    async with TestLine() as line:
        with pytest.raises(UserError) as caught:
            async with TestLine(TestLineConfig(tcp_ports=(line.tcp[0].port,))):
                pytest.fail("it must not start")
        assert caught.value.text_id == "port_taken"


async def test_serving_until_told_to_stop() -> None:
    stop = asyncio.Event()
    seen: list[str] = []

    def ready(line: TestLine) -> None:
        seen.extend(places(line))
        stop.set()

    await serve(TestLineConfig(udp_ports=(0, 0), tcp_ports=(0,)), ready=ready, stop=stop)
    assert [place.partition(" ")[0] for place in seen] == ["udp", "udp", "tcp", "stun"]
    assert Endpoint.parse(seen[0].partition(" ")[2]).host == "127.0.0.1"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_the_command_serves_until_the_system_ends_it(tmp_path: Path) -> None:
    file = tmp_path / "line.toml"
    file.write_text("listen = '127.0.0.1'\n[ports]\nudp = [0]\ntcp = [0]\nstun = 0\n")
    root = Path(app.__file__).parents[1]
    command = [sys.executable, "-m", "app", "testline", "--config", str(file)]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "udp 127.0.0.1:" in process.stdout.readline()
        assert "tcp 127.0.0.1:" in process.stdout.readline()
        process.terminate()
        out, errors = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out, errors) == (0, "", "")


def test_tls_needs_a_certificate_and_its_key(tmp_path: Path) -> None:
    config = config_from_data({"tls": {"certificate": "/a.pem", "key": "/a.key"}, "ports": {"tls": [5061]}})
    assert config.tls_ports == (5061,)
    assert config.tls is not None
    assert (str(config.tls.certificate), str(config.tls.key)) == ("/a.pem", "/a.key")
    with pytest.raises(UserError) as trouble:
        config_from_data({"tls": {"certificate": "/a.pem"}})
    assert trouble.value.text_id == "testline_certificate"


async def test_a_certificate_that_is_none_is_said_when_the_line_starts(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate")
    for config in (
        TestLineConfig(tls_ports=(0,)),
        TestLineConfig(tls_ports=(0,), tls=TlsIdentity(bad, bad)),
        TestLineConfig(tls_ports=(0,), tls=TlsIdentity(tmp_path / "missing.pem", bad)),
    ):
        with pytest.raises(UserError) as trouble:
            async with TestLine(config):
                pass
        assert trouble.value.text_id == "testline_certificate"
