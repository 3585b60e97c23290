"""What old, odd and hostile web servers send, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.network.gateway.answer import forward_of, page_text, parse_answer, realm_of, target_of, title_of


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"HTTP/1.0 200 OK\r\nServer: x\r\n\r\nbody", (200, {"server": "x"}, b"body")),
        (b"HTTP/1.1 401 No\nServer : x\n\nbody\r\n\r\n", (401, {"server": "x"}, b"body\r\n\r\n")),
        (b"<html>no head at all", (None, {}, b"<html>no head at all")),
        (b"HTTP/1.1 200 OK\r\nA: 1\r\nA: 2\r\nodd line\r\n\r\n", (200, {"a": "1"}, b"")),
        (b"HTTP/1.1 200\r\nTransfer-Encoding: Chunked\r\n\r\n3;x\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
         (200, {"transfer-encoding": "Chunked"}, b"abcde")),
        (b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nnonsense",
         (200, {"transfer-encoding": "chunked"}, b"abcnonsense")),
    ],
)  # fmt: skip
def test_heads_and_bodies(raw: bytes, expected: object) -> None:
    assert parse_answer(raw) == expected


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<TITLE lang=x>\r\n FRITZ!Box\t7590 </TITLE>", "FRITZ!Box 7590"),
        ("<title>A &amp; B &#x41;</title>", "A & B A"),
        ("<title>never closed", "never closed"),
        ("<title>" + "x" * 900, "x" * 200),
        ("<title>a\u202eb\x00c</title>", "a b c"),
        ("no title", ""),
    ],
)
def test_titles(page: str, title: str) -> None:
    assert title_of(page) == title


@pytest.mark.parametrize(
    ("header", "realm"),
    [
        ('Basic realm="NETGEAR R7000"', "NETGEAR R7000"),
        ('Digest nonce="x", Realm = "DIR-655", qop=auth', "DIR-655"),
        ("Basic realm=TP-LINK", "TP-LINK"),
        ('Basic realm="never closed', "never closed"),
        ("Basic", ""),
    ],
)
def test_realms(header: str, realm: str) -> None:
    assert realm_of({"www-authenticate": header}) == realm


def test_a_page_in_the_character_set_that_it_claims() -> None:
    body = "<title>小米路由器</title>".encode("gb18030")
    assert title_of(page_text({"content-type": "text/html; charset=GB2312"}, body)) == "小米路由器"
    assert title_of(page_text({}, b'<meta charset="gbk">' + body)) == "小米路由器"
    assert title_of(page_text({}, "<title>小米</title>".encode())) == "小米"


def test_where_an_answer_leads() -> None:
    assert forward_of({"location": "/a"}, 302, "") == "/a"
    assert forward_of({"location": "/a"}, 200, "") == ""
    page = "<META HTTP-EQUIV='refresh' CONTENT='0; URL=/cgi-bin/luci/'>"
    assert forward_of({}, 200, page) == "/cgi-bin/luci/"


@pytest.mark.parametrize(
    ("forward", "target"),
    [
        ("login.htm?a=b", ("http", "192.0.2.1", None, "/login.htm?a=b")),
        ("https://192.0.2.1:8443", ("https", "192.0.2.1", 8443, "/")),
        ("//routerlogin.net/x", ("http", "routerlogin.net", None, "/x")),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("/a b", None),
        ("/é", None),
        ("/" + "a" * 2000, None),
        ("http://[::::]:x/", None),
    ],
)
def test_targets(forward: str, target: object) -> None:
    assert target_of("http://192.0.2.1/", forward) == target


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from((b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 X\r\nLocation: ")))
def test_any_bytes_are_taken(data: bytes, head: bytes) -> None:
    status, headers, body = parse_answer(head + data)
    text = page_text(headers, body)
    title_of(text)
    realm_of(headers)
    target = target_of("http://192.0.2.1/", forward_of(headers, status, text))
    assert target is None or "\r" not in target[3]
