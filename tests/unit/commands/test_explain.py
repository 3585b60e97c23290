"""``callmend explain`` as a support engineer meets it: files in, prose or JSON out, one clear line when it cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.entry import main
from app.diagnosis.comparison.change import MEANING_IDS
from app.diagnosis.comparison.explanation import REASON_IDS
from app.diagnosis.comparison.family import FAMILY_IDS
from app.diagnosis.comparison.signs import SIGN_IDS
from app.words import entries, has_text
from tests.unit.commands import capture_files as files
from tests.unit.diagnosis.comparison.messages import PRIVATE, PUBLIC, SERVER, message, reply, request, sdp

SENT = request(body=sdp())
REWRITTEN = request(via=f"{PUBLIC}:5060", contact=f"<sip:100@{PUBLIC}:5060>", body=sdp(PUBLIC))
CLIENT_SIDE: files.Ends = (PRIVATE, 5060, SERVER, 5060)
SERVER_SIDE: files.Ends = (PUBLIC, 5060, SERVER, 5060)


@pytest.fixture
def explain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command on two contents; gives exit code, standard output and standard error."""

    def run(sent: bytes, received: bytes, *options: str) -> tuple[int, str, str]:
        (tmp_path / "sent").write_bytes(sent)
        (tmp_path / "received").write_bytes(received)
        code = main(["explain", "--sent", str(tmp_path / "sent"), "--received", str(tmp_path / "received"), *options])
        output = capsys.readouterr()
        return code, output.out, output.err

    return run


def answer(output: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(output)
    return data


class TestJson:
    def test_has_exactly_the_fields_of_the_design(self, explain: Any) -> None:
        code, output, errors = explain(SENT, REWRITTEN, "--json")
        told = answer(output)
        assert (code, errors) == (1, "")
        assert set(told) == {"answer", "changed", "family", "symptoms", "confidence", "reason"}
        assert (told["answer"], told["family"], told["confidence"], told["reason"]) == (
            "yes",
            "linux_helper",
            "certain",
            "rewritten",
        )
        assert [change["field"] for change in told["changed"]] == ["via", "contact", "content-length", "sdp.o", "sdp.c"]
        assert all(set(change) == {"field", "before", "after", "meaning"} for change in told["changed"])
        assert told["changed"][-1]["before"] == f"IN IP4 {PRIVATE}"
        assert told["changed"][-1]["after"] == f"IN IP4 {PUBLIC}"
        assert "no_sound_inbound" in told["symptoms"]

    def test_untouched(self, explain: Any) -> None:
        code, output, _ = explain(SENT, SENT, "--json")
        assert code == 0
        assert answer(output) == {
            "answer": "no",
            "changed": [],
            "family": None,
            "symptoms": [],
            "confidence": "likely",
            "reason": "unchanged",
        }

    def test_cannot_tell(self, explain: Any) -> None:
        code, output, _ = explain(
            SENT, request("OPTIONS", call_id="other").replace(b"me1", b"x2").replace(b"aa77", b"q"), "--json"
        )
        assert code == 3
        assert (answer(output)["answer"], answer(output)["reason"]) == ("cannot_tell", "different_messages")

    def test_huge_values_are_cut(self, explain: Any) -> None:
        long = SENT.replace(b"c0ffee-77", b"c" * 9000)
        told = answer(explain(long, long.replace(b"cccc", b"dddd", 1), "--json")[1])
        assert len(told["changed"][0]["before"]) == 2001


class TestProse:
    def test_says_answer_reason_changes_family_and_symptoms(self, explain: Any) -> None:
        code, output, _ = explain(SENT, REWRITTEN)
        lines = output.splitlines()
        assert code == 1
        assert lines[0] == "Yes: something on the way rewrites these SIP messages (sure)."
        assert f"    sent      IN IP4 {PRIVATE}" in lines
        assert f"    received  IN IP4 {PUBLIC}" in lines
        assert any(line.startswith("Looks like: the Linux kernel's SIP helper") for line in lines)
        assert any("(no_sound_inbound)" in line for line in lines)

    def test_harmless_differences_are_named_as_such(self, explain: Any) -> None:
        seen = f";received={PUBLIC};rport=61000;branch=z9hG4bKaa77"
        code, output, _ = explain(SENT, request(body=sdp(), via_params=seen))
        assert code == 0
        assert output.startswith("No: these messages give no sign of a SIP ALG")
        assert "Harmless differences:\n  via: the next server noted where the message came from" in output

    def test_hostile_text_cannot_steer_the_terminal(self, explain: Any) -> None:
        spoilt = SENT.replace(b"Contact: <sip:100@", b"Contact: \x1b[2J\x07<sip:\xff\x9b100@")
        output = explain(SENT, spoilt)[1]
        assert not [char for char in output if not char.isprintable() and char != "\n"]

    def test_wrong_order_is_put_right_and_said(self, explain: Any) -> None:
        code, output, _ = explain(REWRITTEN, SENT)
        assert code == 1
        assert "taken in the other order" in output
        assert f"    sent      IN IP4 {PRIVATE}" in output

    def test_a_reply_given_as_the_sent_message(self, explain: Any) -> None:
        code, output, _ = explain(reply("OPTIONS"), request("OPTIONS"))
        assert code == 0
        assert "taken in the other order" in output


class TestCaptures:
    """A pcap of each side."""

    def side(self, ends: files.Ends, *payloads: bytes) -> bytes:
        return files.pcap([files.ethernet(files.udp(ends, payload)) for payload in payloads])

    def test_the_invite_among_others(self, explain: Any) -> None:
        client = self.side(CLIENT_SIDE, request("OPTIONS", call_id="x1").replace(b"aa77", b"bb"), SENT)
        server = self.side(SERVER_SIDE, REWRITTEN)
        code, output, _ = explain(client, server)
        assert code == 1
        assert "Compared: 1 of 2 messages" in output

    def test_a_change_that_many_messages_share_is_told_once(self, explain: Any) -> None:
        def call(number: int, host: str) -> bytes:
            params = f";rport;branch=z9hG4bK{number}"
            return request("OPTIONS", via=f"{host}:5060", via_params=params, contact=None, call_id=f"call{number}")

        client = self.side(CLIENT_SIDE, *(call(number, PRIVATE) for number in range(50)))
        server = self.side(SERVER_SIDE, *(call(number, PUBLIC) for number in reversed(range(50))))
        code, output, _ = explain(client, server)
        assert code == 1
        assert "Compared: 50 of 50 messages" in output
        assert output.count("  via: ") == 1

    def test_text_against_capture(self, explain: Any) -> None:
        told = answer(explain(SENT.replace(b"\r\n", b"\n"), self.side(SERVER_SIDE, REWRITTEN), "--json")[1])
        assert told["answer"] == "yes"

    def test_clean_on_both_sides(self, explain: Any) -> None:
        told = answer(explain(self.side(CLIENT_SIDE, SENT), self.side(SERVER_SIDE, SENT), "--json")[1])
        assert (told["answer"], told["reason"]) == ("no", "unchanged")

    def test_replies_travel_the_other_way(self, explain: Any) -> None:
        """The server answers to the rewritten Via; the router undoes that on the way back."""
        answered = reply("INVITE", via=f"{PUBLIC}:5060", via_params=";rport=5060;branch=z9hG4bKaa77")
        restored = reply("INVITE", via_params=";rport=5060;branch=z9hG4bKaa77")
        client = files.pcap(
            [
                files.ethernet(files.udp(CLIENT_SIDE, SENT)),
                files.ethernet(files.udp((SERVER, 5060, PRIVATE, 5060), restored)),
            ]
        )
        server = files.pcap(
            [
                files.ethernet(files.udp(SERVER_SIDE, REWRITTEN)),
                files.ethernet(files.udp((SERVER, 5060, PUBLIC, 5060), answered)),
            ]
        )
        told = answer(explain(client, server, "--json")[1])
        values = {(change["before"], change["after"]) for change in told["changed"] if change["field"] == "via"}
        via = "SIP/2.0/UDP {}:5060;rport{};branch=z9hG4bKaa77"
        assert values == {
            (via.format(PRIVATE, ""), via.format(PUBLIC, "")),
            (via.format(PUBLIC, "=5060"), via.format(PRIVATE, "=5060")),
        }

    def test_the_same_capture_twice_uses_its_replies(self, explain: Any) -> None:
        params = f";rport=5060;received={PRIVATE};branch=z9hG4bKaa77"
        both = files.pcap(
            [
                files.ethernet(files.udp(CLIENT_SIDE, request("OPTIONS", uri="sip:provider.example"))),
                files.ethernet(files.udp((SERVER, 5060, PRIVATE, 5060), reply("OPTIONS", via_params=params))),
            ]
        )
        told = answer(explain(both, both, "--json")[1])
        assert (told["answer"], told["reason"]) == ("yes", "reply_shows_private_source")

    def test_nothing_arrived(self, explain: Any) -> None:
        client = self.side(CLIENT_SIDE, SENT, SENT)
        server = self.side(SERVER_SIDE, message("OPTIONS sip:x SIP/2.0", [("Call-ID", "z"), ("CSeq", "1 OPTIONS")]))
        told = answer(explain(client, server, "--json")[1])
        assert (told["answer"], told["reason"]) == ("cannot_tell", "no_counterpart")

    def test_cut_packets_are_named(self, explain: Any) -> None:
        cut = files.pcap([files.ethernet(files.udp(CLIENT_SIDE, SENT))[:120]])
        code, output, errors = explain(cut, self.side(SERVER_SIDE, SENT))
        assert (code, output) == (2, "")
        assert "were cut when they were captured" in errors


class TestBadInput:
    @pytest.mark.parametrize("content", [b"", b"no SIP here\n", files.pcap([]), b"\x0a\x0d\x0d\x0a", b"\0" * 4096])
    def test_no_message(self, explain: Any, content: bytes) -> None:
        code, output, errors = explain(SENT, content)
        assert (code, output) == (2, "")
        assert errors.startswith("callmend: There is no SIP message in ")
        assert errors.count("\n") == 1

    def test_missing_file_and_folder(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for place, words in ((tmp_path / "none", "There is no file"), (tmp_path, "cannot be read")):
            assert main(["explain", "--sent", str(place), "--received", str(place)]) == 2
            assert words in capsys.readouterr().err

    @pytest.mark.parametrize("options", [["--server", "pbx.example"], ["--server"], ["--what"]])
    def test_wrong_usage(self, explain: Any, options: list[str]) -> None:
        code, output, errors = explain(SENT, SENT, *options)
        assert (code, output, errors.count("\n")) == (2, "", 1)

    def test_server_address_decides(self, explain: Any) -> None:
        params = f";rport=5060;received={PRIVATE};branch=z9hG4bKaa77"
        pair = request("OPTIONS", uri="sip:provider.example"), reply("OPTIONS", via_params=params)
        assert explain(*pair)[0] == 3
        assert explain(*pair, "--server", SERVER)[0] == 1


@pytest.mark.parametrize(
    ("table", "ids"),
    [
        ("meaning", MEANING_IDS),
        ("reason", REASON_IDS),
        ("family", FAMILY_IDS),
        ("sign", SIGN_IDS),
        ("answer", ("yes", "no", "cannot_tell")),
        ("heading", ("tampering", "corruption", "nat_help", "own_repair", "harmless")),
    ],
)
def test_every_id_has_words_and_no_word_is_left_over(table: str, ids: tuple[str, ...]) -> None:
    assert all(has_text("changes", table, name) for name in ids)
    assert set(entries("changes")[table]) == set(ids)
