"""What exchanges, quotes and stored bindings of a run tell, as the rules will use it."""

from __future__ import annotations

from app.diagnosis.comparison import family_of, together, told_by_bindings, told_by_exchange, told_by_quote
from app.model.facts import IcmpQuote, Outcome, SipExchange, SipReply
from tests.unit.diagnosis.comparison.messages import PRIVATE, PUBLIC, SERVER, reply, request, sdp

LOCAL = f"{PRIVATE}:5060"


def exchange(
    sent: bytes, *replies: bytes, method: str = "OPTIONS", local: str = LOCAL, arrived_at: str = LOCAL
) -> SipExchange:
    came = tuple(SipReply(20.0, f"{SERVER}:5060", arrived_at, raw.decode("latin-1")) for raw in replies)
    outcome: Outcome = "answered" if came else "silent"
    text = sent.decode("latin-1")
    remote = f"{SERVER}:5060"
    return SipExchange(
        "via_canary", "suspected", "udp:5060", "udp", method, local, remote, text, came, outcome, 1, 20.0
    )


def quote(sent: bytes, quoted: bytes | None) -> IcmpQuote:
    text = None if quoted is None else quoted.decode("latin-1")
    return IcmpQuote(
        "ttl_quote", "suspected", "udp:5060", 2, LOCAL, f"{SERVER}:5060", sent.decode(), text, "203.0.113.1", "quoted"
    )


class TestExchange:
    def test_outside_address_that_came_back_as_ours(self) -> None:
        back = reply(via_params=";branch=z9hG4bKaa77")
        told = told_by_exchange(exchange(request("OPTIONS", via=f"{PUBLIC}:5060"), back))
        assert [(change.field, change.meaning) for change in told.proving] == [("via", "via_address")]
        assert family_of(told.signs).id == "linux_helper"

    def test_the_server_that_was_asked_counts_not_the_name_in_the_request(self) -> None:
        params = f";rport=5060;received={PRIVATE};branch=z9hG4bKaa77"
        told = told_by_exchange(exchange(request("OPTIONS", uri="sip:provider.example"), reply(via_params=params)))
        assert [change.meaning for change in told.proving] == ["received_private"]

    def test_honest_reply(self) -> None:
        told = told_by_exchange(exchange(request("OPTIONS"), reply()))
        assert (told.proving, told.signs) == ((), frozenset())

    def test_silence_and_strangers_tell_nothing(self) -> None:
        stranger = reply(via=f"{PUBLIC}:5060", via_params=";branch=z9hG4bKno", call_id="other").replace(b"me1", b"xx")
        assert told_by_exchange(exchange(request("OPTIONS"))).changes == ()
        assert told_by_exchange(exchange(request("OPTIONS"), stranger)).changes == ()
        assert told_by_exchange(exchange(b"\0\xff", b"\xff")).changes == ()

    def test_reply_at_the_port_in_via(self) -> None:
        sent = request("OPTIONS", via=f"{PRIVATE}:6000")
        back = reply(via=f"{PRIVATE}:6000")
        assert told_by_exchange(exchange(sent, back, arrived_at=f"{PRIVATE}:6000")).signs == {"reply_at_via_port"}
        assert told_by_exchange(exchange(sent, back)).signs == frozenset()


class TestQuote:
    SENT = request(body=sdp())
    REWRITTEN = request(via=f"{PUBLIC}:5060", contact=f"<sip:100@{PUBLIC}:5060>", body=sdp(PUBLIC))

    def test_whole(self) -> None:
        told = told_by_quote(quote(self.SENT, self.REWRITTEN))
        assert {change.field for change in told.proving} == {"via", "contact", "sdp.o", "sdp.c"}

    def test_cut_anywhere_shows_only_what_is_in_it(self) -> None:
        for length in range(len(self.SENT)):
            assert told_by_quote(quote(self.SENT, self.SENT[:length])).proving == ()
            cut = told_by_quote(quote(self.SENT, self.REWRITTEN[:length]))
            assert {change.field for change in cut.changes} <= {"via", "contact", "sdp.o", "sdp.c"}

    def test_520_bytes_of_a_long_message(self) -> None:
        told = told_by_quote(quote(self.SENT, self.REWRITTEN[:300]))
        assert {change.field for change in told.proving} == {"via", "contact"}

    def test_nothing_quoted(self) -> None:
        assert told_by_quote(quote(self.SENT, None)).changes == ()
        assert told_by_quote(quote(self.SENT, b"\x13\xc4\x13\xc4")).changes == ()


class TestBindings:
    """Registered from one port, read back from another."""

    CANARIES = ("own@{0}:5060", "port@{0}:5058", "name@canary.invalid")

    def contacts(self, host: str, *, name: str = "canary.invalid") -> str:
        return ", ".join(f"<sip:{one.format(host)}>".replace("canary.invalid", name) for one in self.CANARIES)

    def exchanges(self, listed: str) -> list[SipExchange]:
        stored = request("REGISTER", contact=self.contacts(PRIVATE))
        fetch = request("REGISTER", contact=None, via=f"{PRIVATE}:6000")
        cleared = exchange(fetch, reply("REGISTER"), method="REGISTER", local=f"{PRIVATE}:6000")
        answer = reply("REGISTER", contact=self.contacts(PRIVATE))  # translated back on the port it was sent from
        return [
            cleared,
            exchange(stored, answer, method="REGISTER"),
            exchange(fetch, reply("REGISTER", contact=listed), method="REGISTER", local=f"{PRIVATE}:6000"),
        ]

    def test_only_ours_changed(self) -> None:
        told = told_by_bindings(self.exchanges(self.contacts(PUBLIC)))
        assert [change.meaning for change in told.proving] == ["contact_address", "contact_address"]
        assert "all_contacts" in told.signs

    def test_all_changed_is_the_servers_repair(self) -> None:
        told = told_by_bindings(self.exchanges(self.contacts(PUBLIC, name=PUBLIC)))
        assert (told.proving, {change.meaning for change in told.changes}) == ((), {"contact_by_provider"})

    def test_all_kept(self) -> None:
        assert told_by_bindings(self.exchanges(self.contacts(PRIVATE))).changes == ()

    def test_not_read_back(self) -> None:
        assert told_by_bindings(self.exchanges(self.contacts(PUBLIC))[:2]).changes == ()
        assert told_by_bindings([]).changes == ()


def test_several_observations_as_one() -> None:
    one = told_by_quote(quote(TestQuote.SENT, TestQuote.REWRITTEN))
    told = together([one, one])
    assert told == one
