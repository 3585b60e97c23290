"""What holds for every message: no difference to itself, none through reformatting, no exception whatever comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diagnosis.comparison import MEANINGS, compare, explain
from app.diagnosis.comparison.message import compare_beginning
from app.protocols.sip import COMPACT_FORMS
from tests.unit.diagnosis.comparison import hostile
from tests.unit.diagnosis.comparison.messages import message, sdp

_HOSTS = st.one_of(
    st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(lambda host: f"[{host}]"), st.just("pc.example.com")
)
_WORDS = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789.-_", min_size=1, max_size=12)
_PORTS = st.integers(1, 65535)
_SHORT = {full: compact for compact, full in COMPACT_FORMS.items()}


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """A valid request with the headers that matter here."""
    host, port, user = draw(_HOSTS), draw(_PORTS), draw(_WORDS)
    method = draw(st.sampled_from(["REGISTER", "INVITE", "OPTIONS"]))
    headers = [
        ("Via", f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{draw(_WORDS)}"),
        ("Max-Forwards", "70"),
        ("From", f'"{draw(_WORDS)}" <sip:{user}@provider.example>;tag={draw(_WORDS)}'),
        ("To", f"<sip:{draw(_WORDS)}@provider.example>"),
        ("Call-ID", f"{draw(_WORDS)}@{host}"),
        ("CSeq", f"{draw(st.integers(0, 2**31))} {method}"),
        ("Contact", f"<sip:{user}@{host}:{port};transport=udp>;expires=60"),
        ("Supported", "replaces, 100rel"),
        ("Subject", draw(_WORDS)),
    ]
    body = sdp(host.strip("[]"), draw(_PORTS)) if method == "INVITE" else ""
    return message(f"{method} sip:{draw(_HOSTS)} SIP/2.0", headers, body)


@st.composite
def reformatted(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A message and a copy that any correct element may make of it."""
    whole = draw(messages())
    head, _, body = whole.partition(b"\r\n\r\n")
    start, *lines = head.decode("latin-1").split("\r\n")
    written = [draw(_spellings(line)) for line in draw(st.permutations(lines))]
    ends = "\n" if draw(st.booleans()) else "\r\n"
    text = ends.join([start, *written, "", ""]) + body.decode("latin-1").replace("\r\n", ends)
    return whole, text.encode("latin-1")


@st.composite
def _spellings(draw: st.DrawFn, line: str) -> str:
    name, _, value = line.partition(": ")
    names = [name, name.lower(), name.upper(), _SHORT.get(name.lower(), name)]
    space = draw(st.sampled_from(["", " ", "\t", "   ", "\r\n "]))
    value = value.replace(";", draw(st.sampled_from([";", " ;", "; ", " ; "])))
    value = value.replace(", ", draw(st.sampled_from([",", " , ", ",\r\n\t"])))
    return f"{draw(st.sampled_from(names))}{draw(st.sampled_from(['', ' ']))}:{space}{value}"


@given(messages())
def test_a_message_does_not_differ_from_itself(whole: bytes) -> None:
    assert compare(whole, whole) == ()
    assert explain(whole, whole).answer == "no"


@given(reformatted())
def test_reformatting_is_harmless_and_never_an_accusation(pair: tuple[bytes, bytes]) -> None:
    assert [change for change in compare(*pair) if change.nature != "harmless"] == []
    assert explain(*pair).answer == "no"


@given(messages(), st.ip_addresses(v=4).map(str))
def test_a_replaced_sender_is_always_found(whole: bytes, outside: str) -> None:
    """Via and Contact with another address than the sender's: no message hides that."""
    via = whole.split(b"\r\n")[1].split(b" ")[2].split(b";")[0].rpartition(b":")[0]
    if via.strip(b"[]") == outside.encode() or b"@" + via not in whole:
        return
    told = explain(whole, whole.replace(via, outside.encode()))
    assert told.answer == "yes"
    assert {"via", "contact"} <= {change.field for change in told.noteworthy}


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes(one: bytes, other: bytes) -> None:
    assert all(change.meaning in MEANINGS for change in compare(one, other))
    explain(one, other)
    compare_beginning(one, other)


@given(messages(), st.data())
def test_any_damage(whole: bytes, data: st.DataObject) -> None:
    """One piece of a valid message replaced by anything: no exception, and the same answer each time."""
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    spoilt = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    assert explain(whole, spoilt) == explain(whole, spoilt)
    explain(spoilt, whole)
    assert explain(spoilt, spoilt).answer != "yes"


@given(messages(), st.integers(0, 2000))
def test_a_quote_of_the_beginning_shows_no_change(whole: bytes, length: int) -> None:
    assert [change for change in compare_beginning(whole, whole[:length]) if change.nature != "harmless"] == []


@pytest.mark.parametrize("name", hostile.PAIRS)
def test_a_megabyte_of_malice_ends_soon(name: str) -> None:
    one, other = hostile.PAIRS[name]
    explain(one, other)
    explain(other, one)
    assert explain(one, one).answer != "yes"
