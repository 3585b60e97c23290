"""Before and after as others recorded them (facts: peers 5.1), rebuilt from their values, and the negative controls."""

from __future__ import annotations

import pytest

from app.diagnosis.comparison import Explanation, explain
from tests.unit.diagnosis.comparison.messages import PRIVATE, PUBLIC, message, reply, request, sdp


def changed(told: Explanation) -> set[str]:
    return {change.field for change in told.noteworthy}


def family(told: Explanation) -> str | None:
    return told.family.id if told.family else None


class TestProxyOfTheRouter:
    """F1: siproxd between 192.168.1.102 and a test server; the same run over TCP passes untouched (C5)."""

    CLIENT, ROUTER = "192.168.1.102", "66.111.222.111"
    OWN_VIA = "SIP/2.0/{} 192.168.1.102:6060;rport;branch=z9hG4bKt6gf1sqa"
    CONTACT = "<sip:0123@192.168.1.102:6060;transport={}>"
    URI = "sip:sip-alg-detector@99.98.130.199:5060"

    def body(self, host: str, port: int) -> str:
        return (
            f"v=0\no=0123 9143 2 IN IP4 {host}\ns=-\nc=IN IP4 {host}\nt=0 0\nm=audio {port} RTP/AVP 8 101\n"
            "a=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\na=ptime:20\n"
        )

    def sent(self, transport: str) -> bytes:
        headers = [
            ("Via", self.OWN_VIA.format(transport.upper())),
            ("Max-Forwards", "5"),
            ("To", f"<{self.URI}>"),
            ("From", '"SIP ALG" <sip:0123@sip-alg.example>;tag=q7pt9'),
            ("Call-ID", "xapd9qmkd5@sip-alg.example"),
            ("CSeq", "718 INVITE"),
            ("Contact", self.CONTACT.format(transport)),
            ("Content-Type", "application/sdp"),
        ]
        return message(f"INVITE {self.URI} SIP/2.0", headers, self.body(self.CLIENT, 4731))

    def arrived(self) -> bytes:
        body = self.body(self.ROUTER, 7070)
        headers = [
            ("Via", f"SIP/2.0/UDP {self.ROUTER}:5060;branch=z9hG4bKe7a074d2e0e180b508243c764c661a7e"),
            ("Via", self.OWN_VIA.format("UDP")),
            ("From", '"SIP ALG" <sip:0123@sip-alg.example>;tag=q7pt9'),
            ("To", f"<{self.URI}>"),
            ("Call-ID", "xapd9qmkd5@sip-alg.example"),
            ("CSeq", "718 INVITE"),
            ("Contact", self.CONTACT.format("udp")),
            ("Content-Type", "application/sdp"),
            ("max-forwards", "4"),
        ]
        length = "  " + str(len(body.replace("\n", "\r\n")))
        return message(f"INVITE {self.URI} SIP/2.0", headers, body, length=length)

    def test_over_udp(self) -> None:
        told = explain(self.sent("udp"), self.arrived())
        assert (told.answer, told.confidence, told.reason) == ("yes", "certain", "hidden_proxy")
        assert changed(told) == {"via", "sdp.o", "sdp.c", "sdp.m", "content-length"}
        assert told.family is not None
        assert (told.family.id, told.family.confidence) == ("siproxd", "likely")
        assert set(told.family.evidence) == {
            "hidden_proxy",
            "proxy_branch",
            "osip_layout",
            "media_port_siproxd",
            "reordered",
        }

    def test_its_own_entry_shows_old_and_new_together(self) -> None:
        told = explain(self.sent("udp"), self.arrived())
        via = next(change for change in told.changes if change.meaning == "via_hidden_proxy")
        assert via.before == self.OWN_VIA.format("UDP")
        assert via.after is not None
        assert via.after.startswith(f"SIP/2.0/UDP {self.ROUTER}:5060")
        assert via.after.endswith(self.OWN_VIA.format("UDP"))

    def test_hops_and_layout_are_harmless(self) -> None:
        told = explain(self.sent("udp"), self.arrived())
        harmless = {(change.field, change.meaning) for change in told.changes if change.nature == "harmless"}
        assert harmless == {("max-forwards", "hop_count"), ("message", "order")}

    def test_over_tcp_nothing_changed(self) -> None:
        told = explain(self.sent("tcp"), self.sent("tcp"))
        assert (told.answer, told.reason, told.changes, told.family) == ("no", "unchanged", (), None)


class TestSoundOnly:
    """F2: over TCP only the session description was rewritten, to an address that is not even the source."""

    CLIENT, MEDIA, SOURCE = "192.168.100.72", "187.189.155.207", "170.65.129.20"

    def invite(self, media: str, via_params: str = ";rport;branch=z9hG4bK72") -> bytes:
        return request(
            transport="TCP",
            via=self.CLIENT + ":5061",
            via_params=via_params,
            contact=f"<sip:0123@{self.CLIENT}:5061;transport=tcp>",
            call_id=f"f2@{self.CLIENT}",
            body=sdp(media, 6914),
        )

    @pytest.mark.parametrize("marked", [False, True])
    def test_is_found(self, marked: bool) -> None:
        seen = f";rport=6871;received={self.SOURCE};branch=z9hG4bK72"
        arrived = self.invite(self.MEDIA, seen) if marked else self.invite(self.MEDIA)
        told = explain(self.invite(self.CLIENT), arrived)
        assert (told.answer, told.confidence, told.reason) == ("yes", "certain", "sound_rewritten")
        assert changed(told) == {"sdp.o", "sdp.c", "content-length"}
        assert told.symptoms == ("no_sound_inbound", "no_sound_both")

    def test_content_length_follows(self) -> None:
        told = explain(self.invite(self.CLIENT), self.invite(self.MEDIA))
        length = next(change for change in told.changes if change.field == "content-length")
        assert length.before is not None
        assert length.after is not None
        assert int(length.after) - int(length.before) == 2


class TestFirewallManuals:
    """F6: samples of two manuals, printed without scheme, tag and branch."""

    def sample(
        self, host: str, *, user: str, call_host: str, media: str = "", contact: str = "", note: str = ""
    ) -> bytes:
        headers = [
            ("Via", f"SIP/2.0/UDP {host}:5434"),
            ("From", f"{user}@{host}"),
            ("To", "bob@198.51.100.5"),
            ("Call-ID", f"a12abcde@{call_host}"),
            ("Contact", f"{user}@{contact or host}:5434"),
            ("Route", f"<sip:gate@{host}:5060>"),
            ("Record-Route", f"<sip:gate@{host}:5060>"),
        ]
        body = f"v=0\no={user} 5462346 332134 IN IP4 {media}\n{note}c=IN IP4 {media}\nm=audio 5434 RTP/AVP 0\n"
        return message("INVITE bob@198.51.100.5 SIP/2.0", headers, body if media else "")

    def test_juniper(self) -> None:
        before = self.sample("10.150.20.3", user="alice", call_host="10.150.20.3", media="10.150.20.3")
        after = self.sample("66.129.3.4", user="alice", call_host="66.129.3.4", media="66.129.3.4")
        told = explain(before, after)
        assert (told.answer, told.confidence, family(told)) == ("yes", "certain", "juniper")
        assert changed(told) >= {"via", "from", "call-id", "contact", "route", "record-route", "sdp.o", "sdp.c"}
        assert {"call_drops_no_ack", "registration_loop", "no_sound_inbound"} <= set(told.symptoms)

    @pytest.mark.parametrize("note", ["", "i=(o=IN IP4 10.31.101.20)\n"])
    @pytest.mark.parametrize("contact", ["", "10.31.101.20"])
    def test_fortinet(self, note: str, contact: str) -> None:
        """From and SDP get two different outside addresses; the Contact repair can be off, the i= line too."""
        inside = "10.31.101.20"
        before = self.sample(inside, user="PhoneA", call_host=inside, media=inside)
        after = self.sample(
            "172.20.120.122", user="PhoneA", call_host=inside, media="172.20.120.50", contact=contact, note=note
        )
        told = explain(before, after)
        assert (told.answer, told.confidence, family(told)) == ("yes", "certain", "fortigate")
        assert changed(told) >= {"via", "from", "route", "sdp.c"}
        assert ("sdp.i" in changed(told)) is bool(note)


def test_f7_the_providers_nat_filter_is_no_alg() -> None:
    """snom 4S NAT filter: an entry of its own, the source port filled in, and itself as the Contact."""
    via = {"via": "203.145.183.113:12975", "uri": "sip:snomag.example"}
    before = request("REGISTER", contact="<sip:denny@203.145.183.113:12975;line=lhynyb3y>;q=1.0", **via)  # type: ignore[arg-type]
    after = request(
        "REGISTER",
        contact="<sip:217.115.141.99:5082;ua=c9b140ab59829bb491e9c3aaca440>",
        via_params=";branch=z9hG4bKaa77;rport=17401",
        tops=["SIP/2.0/UDP 217.115.141.99:5082;branch=z9hG4bK-filter1"],
        **via,  # type: ignore[arg-type]
    )
    told = explain(before, after)
    assert (told.answer, told.reason, told.symptoms) == ("no", "provider_help", ())
    assert [(change.field, change.meaning) for change in told.noteworthy] == [("contact", "contact_by_provider")]


@pytest.mark.parametrize(
    ("inside", "outside"), [("10.4.12.35", "155.166.40.93"), ("192.168.1.33", "210.243.66.215")], ids=["F9", "F10"]
)
def test_f9_f10_address_in_via_from_contact(inside: str, outside: str) -> None:
    def invite(host: str) -> bytes:
        return request(via=f"{host}:5060", contact=f"<sip:100@{host}:5060>", from_=f"<sip:100@{host}>")

    told = explain(invite(inside), invite(outside))
    assert (told.answer, told.confidence) == ("yes", "certain")
    assert changed(told) == {"via", "from", "contact"}
    assert family(told) == "unknown"


class TestNegativeControls:
    def test_c3_damaged_text_is_no_proof(self) -> None:
        """A phone network spoilt a line; behind 464XLAT the address 192.0.0.2 arrives as it was sent."""
        before = request(via="192.0.0.2:5060", body=sdp("192.0.0.2", extra="b=AS:117\nb=TIAS:96000\n"))
        after = request(via="192.0.0.2:5060", body=sdp("192.0.0.2", extra=":=17\nb=TIAS:96000\n"))
        told = explain(before, after)
        assert (told.answer, told.reason, told.family) == ("cannot_tell", "corruption_only", None)
        assert [(change.field, change.meaning) for change in told.noteworthy if change.nature == "corruption"] == [
            ("sdp.b", "body_damaged")
        ]

    def test_c4_other_bytes_with_the_same_meaning(self) -> None:
        """A checksum over the text differs, no field does."""
        before = request(extra=[("Supported", "replaces, 100rel"), ("Allow", "INVITE, ACK")])
        after = (
            before.replace(b"Via: ", b"v:  ").replace(b"Call-ID: ", b"i:").replace(b"INVITE, ACK", b"ACK,\r\n INVITE")
        )
        told = explain(before, after)
        assert before != after
        assert (told.answer, told.reason, told.noteworthy) == ("no", "only_harmless", ())

    def test_c6_plain_nat_as_the_server_sees_it(self) -> None:
        arrived = request(body=sdp(), via_params=f";received={PUBLIC};rport=61000;branch=z9hG4bKaa77")
        told = explain(request(body=sdp()), arrived)
        assert (told.answer, told.reason, told.noteworthy) == ("no", "only_harmless", ())

    def test_c6_plain_nat_as_the_reply_shows_it(self) -> None:
        told = explain(request("OPTIONS"), reply("OPTIONS"))
        assert (told.answer, told.confidence, told.reason) == ("no", "likely", "reply_shows_nat_only")

    @pytest.mark.parametrize("method", ["OPTIONS", "REGISTER", "INVITE"])
    def test_c5_untouched(self, method: str) -> None:
        told = explain(request(method), request(method))
        assert (told.answer, told.reason, told.changes) == ("no", "unchanged", ())


def test_the_client_of_the_pairs_is_private() -> None:
    """The pairs above mean what they say only while these addresses are of the kinds they stand for."""
    from app.model.addresses import address_kind

    assert (address_kind(PRIVATE), address_kind(PUBLIC)) == ("private", "public")
