from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocols.sip_uri import (
    SipUri,
    parse_address,
    parse_number,
    parse_params,
    parse_uri,
    split_outside_quotes,
    unquote,
)


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("sip:alice@atlanta.com", SipUri("sip", "alice", "atlanta.com")),
        (
            "sip:alice:secretword@atlanta.com;transport=tcp",
            SipUri("sip", "alice:secretword", "atlanta.com", None, {"transport": "tcp"}),
        ),
        ("sips:1212@gateway.com:5061", SipUri("sips", "1212", "gateway.com", 5061)),
        ("SIP:[2001:db8::10]:5070;lr", SipUri("sip", "", "2001:db8::10", 5070, {"lr": ""})),
        (
            "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
            SipUri("sip", "", "atlanta.com", None, {"method": "REGISTER"}),
        ),
        ("sip:alice;day=tuesday@atlanta.com", SipUri("sip", "alice;day=tuesday", "atlanta.com")),
        ("tel:+1-201-555-0123;ext=5", SipUri("tel", "+1-201-555-0123", "", None, {"ext": "5"})),
    ],
)
def test_uris_of_rfc_3261_section_19(text: str, uri: SipUri) -> None:
    assert parse_uri(text) == uri


@pytest.mark.parametrize(
    "text", ["", "sip:", "sip:a@", "http://example.com", "alice@example.com", "sip:a@b:99999", "*"]
)
def test_what_is_no_sip_uri(text: str) -> None:
    assert parse_uri(text) is None


hosts = st.from_regex(r"[a-z][a-z0-9.-]{0,20}", fullmatch=True) | st.ip_addresses().map(str)
words = st.from_regex(r"[a-z0-9%+._-]{1,10}", fullmatch=True)


@given(
    st.builds(
        SipUri,
        scheme=st.sampled_from(["sip", "sips"]),
        user=st.just("") | words,
        host=hosts,
        port=st.none() | st.integers(0, 65535),
        params=st.dictionaries(words, st.just("") | words, max_size=3),
    )
)
def test_a_uri_survives_writing_and_reading(uri: SipUri) -> None:
    assert parse_uri(str(uri)) == uri


def test_addresses() -> None:
    named = parse_address('"A. \\"Q\\" <x>" <sip:a@b;c=d>;tag=1;e')
    assert (named.display, named.uri_text, named.params) == ('A. "Q" <x>', "sip:a@b;c=d", {"tag": "1", "e": ""})
    bare = parse_address("sip:a@b;tag=9")
    assert (bare.display, bare.uri_text, bare.tag) == ("", "sip:a@b", "9")
    open_ended = parse_address("x <sip:a@b")
    assert open_ended.uri_text == "sip:a@b"


def test_lists_are_split_outside_quotes_and_brackets() -> None:
    text = '"a,b" <sip:a,b@c>;x="\\",", <sip:d>,, sip:e'
    assert split_outside_quotes(text, ",") == ['"a,b" <sip:a,b@c>;x="\\","', "<sip:d>", "sip:e"]
    assert split_outside_quotes('"open, a', ",") == ['"open, a']
    assert split_outside_quotes("", ",") == []


def test_the_first_of_equal_parameters_counts() -> None:
    assert parse_params(';a=1;A=2;b = " c " ;;') == {"a": "1", "b": " c "}


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5), (" 0068 ", 68), ("", None), (None, None), ("²", None), ("1" * 11, None), ("-1", None)],
)
def test_numbers(text: str | None, number: int | None) -> None:
    assert parse_number(text) == number


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    parse_uri(text)
    parse_address(text)
    parse_params(text)
    unquote(text)
    assert all(part == part.strip() for part in split_outside_quotes(text, ","))
