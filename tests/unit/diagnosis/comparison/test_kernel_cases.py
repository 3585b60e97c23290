"""The cases of the Linux helper (facts: peers 5.3) that are a pair of messages. The lab proves them on the wire."""

from __future__ import annotations

import base64

import pytest

from app.diagnosis.comparison import Explanation, compare, explain
from tests.unit.diagnosis.comparison.messages import PRIVATE, PUBLIC, SERVER, message, reply, request, sdp

OWN_CONTACT = f"<sip:100@{PRIVATE}:5060>"
NEW_CONTACT = f"<sip:100@{PUBLIC}:5060>"


def changed(told: Explanation) -> set[str]:
    return {change.field for change in told.noteworthy}


@pytest.mark.parametrize("transport", ["UDP", "TCP"], ids=["K1", "K13"])
@pytest.mark.parametrize("method", ["REGISTER", "OPTIONS", "INVITE"])
@pytest.mark.parametrize("port", [5060, 41234])
def test_k1_k13_via_and_contact(method: str, port: int, transport: str) -> None:
    def one(host: str) -> bytes:
        return request(method, transport=transport, via=f"{host}:{port}", contact=f"<sip:100@{host}:{port}>")

    told = explain(one(PRIVATE), one(PUBLIC))
    assert (told.answer, told.confidence, told.reason) == ("yes", "certain", "rewritten")
    assert changed(told) == {"via", "contact"}
    assert told.family is not None
    assert told.family.id == "linux_helper"


@pytest.mark.parametrize("level", ["session", "media"])
def test_k2_session_description(level: str) -> None:
    def body(host: str) -> str:
        text = sdp(host)
        if level == "session":
            return text
        line = f"c=IN IP4 {host}\n"
        return text.replace(line, "") + line

    before = request(body=body(PRIVATE))
    after = request(via=f"{PUBLIC}:5060", contact=NEW_CONTACT, body=body(PUBLIC))
    told = explain(before, after)
    assert changed(told) == {"via", "contact", "sdp.o", "sdp.c", "content-length"}
    values = {change.field: (change.before, change.after) for change in told.changes}
    assert values["sdp.c"] == (f"IN IP4 {PRIVATE}", f"IN IP4 {PUBLIC}")
    old, new = values["content-length"]
    assert int(old or 0) - int(new or 0) == 2
    assert (told.answer, told.confidence) == ("yes", "certain")


def test_k3_from_and_to_with_our_own_address() -> None:
    def one(host: str) -> bytes:
        place = f"<sip:100@{host}:5060>"
        return request("REGISTER", via=f"{host}:5060", contact=place, from_=place, to=place)

    told = explain(one(PRIVATE), one(PUBLIC))
    assert changed(told) == {"via", "contact", "from", "to"}
    assert {"registration_loop", "credentials_refused"} <= set(told.symptoms)
    assert told.family is not None
    assert told.family.id == "linux_helper"


def test_k4_contact_without_port_gets_the_wrong_one() -> None:
    before = request("REGISTER", via=f"{PRIVATE}:41234", contact=f"<sip:100@{PRIVATE}>")
    after = request("REGISTER", via=f"{PUBLIC}:41234", contact=NEW_CONTACT)
    told = explain(before, after)
    contact = next(change for change in told.changes if change.field == "contact")
    assert (contact.before, contact.after) == (f"<sip:100@{PRIVATE}>", NEW_CONTACT)
    assert told.family is not None
    assert "contact_port_added" in told.family.evidence


@pytest.mark.parametrize("contact", ["<sip:100@pc.example>", "*", f"<sips:100@{PRIVATE}:5060>"])
def test_k5_contacts_it_leaves_alone(contact: str) -> None:
    before = request("REGISTER", contact=contact)
    after = request("REGISTER", contact=contact, via=f"{PUBLIC}:5060")
    assert changed(explain(before, after)) == {"via"}
    assert explain(before, after).answer == "yes"


def test_k6_names_in_the_headers() -> None:
    before = request(via="pc.example:5060", contact="<sip:100@pc.example>", body=sdp(PRIVATE))
    after = request(via="pc.example:5060", contact="<sip:100@pc.example>", body=sdp(PUBLIC))
    told = explain(before, after)
    assert changed(told) == {"sdp.o", "sdp.c", "content-length"}
    assert (told.answer, told.confidence, told.reason) == ("yes", "certain", "sound_rewritten")


@pytest.mark.parametrize(("via", "contact"), [("v", "m"), ("via", "contact"), ("VIA", "CONTACT")])
def test_k7_short_and_lower_case_names(via: str, contact: str) -> None:
    def one(host: str) -> bytes:
        plain = request("REGISTER", via=f"{host}:5060", contact=f"<sip:100@{host}:5060>")
        return plain.replace(b"Via:", via.encode() + b":").replace(b"Contact:", contact.encode() + b":")

    told = explain(one(PRIVATE), one(PUBLIC))
    assert changed(told) == {"via", "contact"}
    assert told.family is not None
    assert told.family.id == "linux_helper"
    assert ("short_or_lower_names_rewritten" in told.family.evidence) is (via != "v")  # others know v: and m: as well


def test_k8_what_it_leaves_alone_names_it_and_breaks_ice() -> None:
    own = PRIVATE
    extra = [
        ("Route", f"<sip:{own};lr>"),
        ("P-Asserted-Identity", f"<sip:100@{own}>"),
        ("User-Agent", f"test {own}"),
        ("X-Private", own),
    ]
    second = f"SIP/2.0/UDP {own}:5099;branch=z9hG4bKlow"
    lines = f"a=rtcp:4001 IN IP4 {own}\na=candidate:1 1 UDP 2130706431 {own} 4000 typ host\n"

    def one(host: str) -> bytes:
        return request(
            via=f"{host}:5060",
            contact=f"<sip:100@{host}:5060>",
            call_id=f"k8@{own}",
            extra=[*extra, ("Via", second)],
            body=sdp(host, extra=lines),
        )

    told = explain(one(PRIVATE), one(PUBLIC))
    assert changed(told) == {"via", "contact", "sdp.o", "sdp.c", "content-length"}
    assert "media_address_ice" in {change.meaning for change in told.changes}
    assert told.family is not None
    assert (told.family.id, told.family.confidence) == ("linux_helper", "likely")
    assert {"rtcp_kept", "candidate_kept", "second_via_kept", "call_id_kept", "route_kept", "others_kept"} <= set(
        told.family.evidence
    )


def test_k11_other_via_port() -> None:
    """Via stays, the Contact gets the source port, the Request-URI gets the port of the Via."""
    before = request("REGISTER", via=f"{PRIVATE}:5996", contact=f"<sip:100@{PRIVATE}:5996>")
    after = request("REGISTER", via=f"{PRIVATE}:5996", contact=f"<sip:100@{PUBLIC}:41234>", uri=f"sip:{SERVER}:5996")
    told = explain(before, after)
    assert (told.answer, told.confidence) == ("yes", "certain")
    assert changed(told) == {"contact", "request-uri"}
    assert told.family is not None
    assert (told.family.id, told.family.confidence) == ("linux_helper", "likely")
    assert "forced_port" in told.family.evidence


def test_k11_is_not_taken_for_a_repair_by_the_server() -> None:
    seen = f";received={PUBLIC};rport=41234;branch=z9hG4bKaa77"
    before = request("REGISTER", via=f"{PRIVATE}:5996", contact=f"<sip:100@{PRIVATE}:5996>")
    after = request(
        "REGISTER",
        via=f"{PRIVATE}:5996",
        via_params=seen,
        contact=f"<sip:100@{PUBLIC}:41234>",
        uri=f"sip:{SERVER}:5996",
    )
    assert explain(before, after).answer == "yes"


def test_k12_over_tcp_with_another_via_port() -> None:
    via = {"via": f"{PRIVATE}:6060", "transport": "TCP"}
    register = explain(
        request("REGISTER", contact=f"<sip:100@{PRIVATE}:6060>", **via),  # type: ignore[arg-type]
        request("REGISTER", contact=f"<sip:100@{PUBLIC}:6060>", **via),  # type: ignore[arg-type]
    )
    assert (register.answer, changed(register)) == ("yes", {"contact"})
    invite = explain(request(body=sdp(PRIVATE), **via), request(body=sdp(PUBLIC), **via))  # type: ignore[arg-type]
    assert (invite.answer, changed(invite)) == ("yes", {"sdp.o", "sdp.c", "content-length"})


def test_k12_port_kept_shows_that_no_server_repaired_the_contact() -> None:
    seen = f";received={PUBLIC};rport=41234;branch=z9hG4bKaa77"
    before = request("REGISTER", via=f"{PRIVATE}:6060", contact=f"<sip:100@{PRIVATE}:6060>")
    after = request("REGISTER", via=f"{PRIVATE}:6060", via_params=seen, contact=f"<sip:100@{PUBLIC}:6060>")
    assert explain(before, after).answer == "yes"


@pytest.mark.parametrize("transport", ["UDP", "TCP"])
def test_k14_k18_untouched(transport: str) -> None:
    one = request(transport=transport, body=sdp())
    assert explain(one, one).answer == "no"


def test_k19_odd_description_version() -> None:
    before = request(body=sdp(PRIVATE).replace("v=0", "v=6"))
    after = request(via=f"{PUBLIC}:5060", contact=NEW_CONTACT, body=sdp(PUBLIC).replace("v=0", "v=6"))
    assert changed(explain(before, after)) == {"via", "contact", "sdp.o", "sdp.c", "content-length"}


@pytest.mark.parametrize("method", ["REGISTER", "INVITE"])
@pytest.mark.parametrize("packed", [False, True])
def test_k20_a_copy_in_the_reply(method: str, packed: bool) -> None:
    """On the way back the Contact is restored in a plain copy; Via and SDP stay visible."""
    body = sdp(PRIVATE) if method == "INVITE" else ""
    sent = request(method, body=body)
    mirrored = request(method, via=f"{PUBLIC}:5060", body=body.replace(PRIVATE, PUBLIC))
    text = base64.b64encode(mirrored).decode() if packed else mirrored.decode().replace("\r\n", "\n")
    told = explain(sent, reply(method, body=text, extra=[("Content-Type", "text/plain")]))
    assert told.answer == "yes"
    expected = {"via", "sdp.o", "sdp.c", "content-length"} if body else {"via"}
    assert changed(told) == expected


def test_k20_a_clean_copy_in_the_reply_is_a_weak_all_clear() -> None:
    sent = request("OPTIONS")
    back = reply("OPTIONS", via_params=";branch=z9hG4bKaa77", body=sent.decode().replace("\r\n", "\n"))
    assert (explain(sent, back).answer, explain(sent, back).confidence) == ("no", "possible")


class TestSourceInTheReply:
    """K22: what the reply says about our own address."""

    def told(self, params: str, *, uri: str = "sip:" + SERVER, server: str | None = None) -> Explanation:
        back = reply("OPTIONS", via_params=f";branch=z9hG4bKaa77{params}")
        return explain(request("OPTIONS", uri=uri), back, server=server)

    def test_private_from_a_public_server(self) -> None:
        told = self.told(f";received={PRIVATE};rport=5060")
        assert (told.answer, told.confidence, told.reason) == ("yes", "likely", "reply_shows_private_source")

    def test_public_is_plain_nat(self) -> None:
        assert self.told(f";received={PUBLIC};rport=5060").reason == "reply_shows_nat_only"

    def test_server_by_name_needs_its_address(self) -> None:
        params, name = f";received={PRIVATE};rport=5060", "sip:provider.example"
        assert (self.told(params, uri=name).answer, self.told(params, uri=name).reason) == (
            "cannot_tell",
            "server_unknown",
        )
        assert self.told(params, uri=name, server=SERVER).answer == "yes"
        assert self.told(params, uri=name, server="192.168.77.1").answer == "cannot_tell"

    def test_server_in_the_house_tells_the_truth(self) -> None:
        told = self.told(f";received={PRIVATE};rport=5060", uri="sip:192.168.77.1")
        assert (told.answer, told.reason) == ("cannot_tell", "reply_hides")

    def test_silence_about_the_source_proves_nothing(self) -> None:
        assert (self.told("").answer, self.told("").reason) == ("cannot_tell", "reply_lacks_received")

    @pytest.mark.parametrize("outer", ["100.64.3.7", "10.77.0.5", "192.168.1.2"])
    def test_the_address_of_an_outer_nat_is_no_proof(self, outer: str) -> None:
        """A server inside the carrier's network sees it rightly."""
        told = self.told(f";received={outer};rport=5060")
        assert (told.answer, told.reason) == ("cannot_tell", "reply_hides")

    def test_a_port_without_an_address_is_no_proof(self) -> None:
        """Some servers fill in rport and forget received; so does one gateway that spoils replies."""
        assert self.told(";rport=61000").reason == "reply_lacks_received"

    def test_wrong_port_with_restored_address_is_the_tmg_kind(self) -> None:
        told = self.told(f";received={PRIVATE};rport=61000")
        assert told.answer == "yes"
        assert told.family is not None
        assert told.family.id == "tmg"


class TestRepeatedFields:
    """B1 of the facts: a server copies Via, From, To and Call-ID."""

    def test_outside_address_comes_back_as_ours(self) -> None:
        told = explain(request("OPTIONS", via=f"{PUBLIC}:5060"), reply("OPTIONS", via_params=";branch=z9hG4bKaa77"))
        assert (told.answer, told.confidence, told.reason) == ("yes", "likely", "reply_shows_rewriting")
        assert told.family is not None
        assert told.family.id == "linux_helper"

    def test_ours_comes_back_as_outside_in_a_success_is_broadcom(self) -> None:
        back = reply("REGISTER", via=f"{PUBLIC}:5060", via_params=";branch=z9hG4bKaa77", contact=NEW_CONTACT)
        told = explain(request("REGISTER"), back)
        assert (told.answer, told.confidence) == ("yes", "certain")
        assert told.family is not None
        assert told.family.id == "broadcom"
        assert changed(told) == {"via", "contact"}

    def test_from_with_our_address(self) -> None:
        back = reply("OPTIONS", from_=f"<sip:100@{PUBLIC}:5060>")
        told = explain(request("OPTIONS", from_=f"<sip:100@{PRIVATE}:5060>"), back)
        assert (told.answer, changed(told)) == ("yes", {"from"})

    def test_call_id(self) -> None:
        told = explain(request("OPTIONS", call_id=f"a1@{PRIVATE}"), reply("OPTIONS", call_id=f"a1@{PUBLIC}"))
        assert (told.answer, changed(told)) == ("yes", {"call-id"})

    def test_the_servers_own_tag_and_contact_are_no_change(self) -> None:
        back = reply("INVITE", status="180 Ringing", contact=f"<sip:echo@{SERVER}:5060>")
        assert explain(request("INVITE"), back).noteworthy == ()

    @pytest.mark.parametrize("stored", [OWN_CONTACT, f"<sip:100@{PRIVATE}>;expires=60"])
    def test_stored_as_sent(self, stored: str) -> None:
        assert explain(request("REGISTER"), reply("REGISTER", contact=stored)).answer == "no"

    def test_one_contact_stored_otherwise_may_be_the_servers_repair(self) -> None:
        told = explain(request("REGISTER"), reply("REGISTER", contact=NEW_CONTACT))
        assert (told.answer, told.reason) == ("cannot_tell", "provider_or_alg")


def test_kept_marks_of_a_foreign_sender_are_not_ours() -> None:
    """K18: an address that is not the sender's is left alone, and nothing is made of it."""
    one = message(
        f"OPTIONS sip:{SERVER} SIP/2.0",
        [("Via", "SIP/2.0/UDP 10.9.9.9:5060;branch=z9hG4bKx"), ("From", "<sip:a@b>;tag=1"), ("CSeq", "1 OPTIONS")],
    )
    assert compare(one, one) == ()
