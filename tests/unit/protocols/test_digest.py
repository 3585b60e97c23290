from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.secret import Secret
from app.protocols.digest import (
    Challenge,
    authorization,
    digest_response,
    make_challenge,
    parse_credentials,
    redact_credentials,
    strongest,
    verify,
    wire_text,
)

RFC_7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
MUFASA = Secret("Circle of Life")


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616_section_3_9_1(algorithm: str, response: str) -> None:
    challenge = Challenge.parse(RFC_7616.format(algorithm))
    assert challenge is not None
    value = authorization(
        challenge,
        method="GET",
        uri="/dir/index.html",
        username="Mufasa",
        secret=MUFASA,
        cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    )
    fields = parse_credentials(value)
    assert fields is not None
    assert (fields["response"], fields["nc"], fields["qop"], fields["opaque"]) == (
        response,
        "00000001",
        "auth",
        challenge.opaque,
    )
    assert verify(fields, method="GET", password=MUFASA, realm="http-auth@example.org")


def test_the_example_of_rfc_2617_section_3_5() -> None:
    response = digest_response(
        "MD5",
        username="Mufasa",
        realm="testrealm@host.com",
        password=Secret("Circle Of Life"),
        method="GET",
        uri="/dir/index.html",
        nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
        nonce_count="00000001",
        cnonce="0a4f113b",
    )
    assert response == "6629fae49393a05397450978507c4ef1"


def test_the_form_without_qop() -> None:
    """RFC 2069's own example, as corrected by its erratum 749."""
    response = digest_response(
        "MD5",
        username="Mufasa",
        realm="testrealm@host.com",
        password=Secret("CircleOfLife"),
        method="GET",
        uri="/dir/index.html",
        nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
    )
    assert response == "1949323746fe6a43ef61f9606e7febea"


def test_a_challenge_without_qop_is_answered_without_one() -> None:
    challenge = Challenge.parse('Digest realm="r",nonce="n"')
    assert challenge is not None
    assert (challenge.algorithm, challenge.qop, challenge.stale) == ("MD5", (), False)
    value = authorization(challenge, method="REGISTER", uri="sip:r", username="100", secret=Secret("p"))
    assert "nc=" not in value
    assert "cnonce" not in value
    assert verify(parse_credentials(value) or {}, method="REGISTER", password=Secret("p"), realm="r")


@pytest.mark.parametrize(
    "value",
    ["", "Basic realm=x", "Digest", 'Digest realm="r"', 'Digest nonce="n"', "Digest ,,,=,", 'NTLM realm="r",nonce="n"'],
)
def test_what_is_no_challenge(value: str) -> None:
    assert Challenge.parse(value) is None


def test_what_cannot_be_answered_is_not_chosen() -> None:
    values = (
        'Digest realm="r",nonce="n",algorithm=SHA-512-256,qop="auth"',
        'Digest realm="r",nonce="n",algorithm=md5,qop="auth-int"',
        'Digest realm="r",nonce="n",algorithm=sha-256,qop="auth",stale=TRUE',
        'Digest realm="r",nonce="n"',
    )
    challenges = [challenge for challenge in map(Challenge.parse, values) if challenge]
    chosen = strongest(challenges)
    assert chosen is challenges[2]
    assert chosen.stale
    with pytest.raises(ValueError, match="SHA-512-256"):
        authorization(challenges[0], method="m", uri="u", username="a", secret=Secret("b"))


text = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=12)


@given(user=text, password=text, realm=text, opaque=st.none() | text, algorithm=st.sampled_from(["MD5", "SHA-256"]))
def test_a_right_password_is_accepted_and_a_wrong_one_is_not(
    user: str, password: str, realm: str, opaque: str | None, algorithm: str
) -> None:
    header = make_challenge(realm, "n0nce", algorithm=algorithm, opaque=opaque, stale=True)
    challenge = Challenge.parse(header)
    assert challenge is not None
    assert (challenge.realm, challenge.stale) == (wire_text(realm), True)
    value = authorization(challenge, method="REGISTER", uri="sip:r", username=user, secret=Secret(password))
    fields = parse_credentials(value)
    assert fields is not None
    assert fields["username"] == wire_text(user)
    assert verify(fields, method="REGISTER", password=Secret(password), realm=realm)
    assert not verify(fields, method="REGISTER", password=Secret(password + "x"), realm=realm)
    assert not verify(fields, method="INVITE", password=Secret(password), realm=realm)
    assert not verify(fields, method="REGISTER", password=Secret(password), realm=realm + "x")
    assert not verify({**fields, "algorithm": "none"}, method="REGISTER", password=Secret(password), realm=realm)
    assert not verify({**fields, "response": ""}, method="REGISTER", password=Secret(password), realm=realm)


def test_credentials_leave_a_message() -> None:
    raw = (
        b"REGISTER sip:r SIP/2.0\r\n"
        b'Authorization: Digest username="100",response="aaaa",\r\n'
        b' cnonce="bbbb", nonce="kept",uri="sip:response=x"\r\n'
        b"PROXY-AUTHORIZATION : digest response = cccc, nc=00000001\r\n"
        b"Authorization: Basic c2VjcmV0\r\n"
        b"To: <sip:100@r>\r\n"
        b"\r\n"
        b"body response=dddd"
    )
    safe = redact_credentials(raw)
    for secret in (b"aaaa", b"bbbb", b"cccc", b"c2VjcmV0"):
        assert secret not in safe
    for harmless in (b'username="100"', b'nonce="kept"', b"nc=00000001", b"To: <sip:100@r>", b"body response=dddd"):
        assert harmless in safe
    assert redact_credentials(safe) == safe


@given(st.binary(max_size=200))
def test_redaction_takes_any_bytes(raw: bytes) -> None:
    redact_credentials(b"Authorization: Digest " + raw)
    assert redact_credentials(raw).count(b"\n") == raw.count(b"\n")
