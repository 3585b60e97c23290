"""Screen 22: the code that support reads out, asked for over real HTTPS."""

from __future__ import annotations

import contextlib
import http.server
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtNetwork import QSslCertificate, QSslConfiguration

from app.model.errors import UserError
from app.model.profile import Provider
from app.model.profile_toml import profile_from_data
from app.ui.pages.setup_code import SetupCodePage
from app.ui.setup_file import MOST_BYTES, unsealed
from app.wizard.answers import Answers
from app.wizard.setup_code import grouped, is_complete, tidy
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting
from tests.ui.ways import past_the_network, to_the_details

DATA = Path(__file__).parent / "data"
CODE = "K7Q2M9XRTB"
SETTINGS = (
    b'[account]\ndomain = "phone.example.com"\nusername = "alice"\npassword = "pw"\n[provider]\nname = "Bright"\n'
)
WITHOUT_PASSWORD = SETTINGS.replace(b'password = "pw"\n', b"")


@pytest.mark.parametrize("typed", ["k7q 2m9 xrtb", "K7Q-2M9-XRTB", " k7q2m9xrtb\u00a0", "K7Q\u20132M9 XRTB"])
def test_a_code_is_forgiven_what_people_put_in_between(typed: str) -> None:
    assert tidy(typed) == CODE
    assert is_complete(CODE)


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert tidy("oil0") == "0110"
    assert not is_complete("K7Q2M9XRTU")  # U is not a sign of the alphabet
    assert not is_complete(CODE[:-1])
    assert [grouped(CODE), grouped("K7Q2")] == ["K7Q 2M9 XRTB", "K7Q 2"]


@pytest.mark.parametrize("address", ["http://phone.example/{code}", "https://phone.example/x", "https://{code}"])
def test_an_address_without_encryption_or_without_a_place_for_the_code_is_refused(address: str) -> None:
    with pytest.raises(UserError, match="profile_setup"):
        profile_from_data({"account": {"domain": "x.example"}, "provider": {"setup": address}})


@dataclass
class Desk:
    """The provider's side: answers by path, and notes what was asked."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)

    @property
    def provider(self) -> Provider:
        return Provider(name="Bright", setup=f"https://localhost:{self.port}/setup/{{code}}")


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A real HTTPS server on loopback; its authority is trusted for the test only."""
    made = Desk()

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            status, body, headers = made.answers.get(self.path, (404, b"", {}))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):  # the window hangs up on what is too long
                self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Not into the test's output."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "localhost.pem", DATA / "localhost.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    before = QSslConfiguration.defaultConfiguration()
    trusting = QSslConfiguration.defaultConfiguration()
    trusting.addCaCertificates(QSslCertificate.fromPath(str(DATA / "localhost.pem")))
    QSslConfiguration.setDefaultConfiguration(trusting)
    yield made
    QSslConfiguration.setDefaultConfiguration(before)
    server.shutdown()
    server.server_close()
    thread.join()


async def to_the_code(person: Sitting) -> SetupCodePage:
    await to_the_details(person)
    assert person.screen == "22"
    page = person.window.page
    assert isinstance(page, SetupCodePage)
    return page


def test_the_code_brings_the_details_and_nothing_is_typed(chair: Chair, desk: Desk) -> None:
    desk.answers[f"/setup/{CODE}"] = (200, SETTINGS, {})

    async def scenario(person: Sitting) -> None:
        page = await to_the_code(person)
        person.type("k7q 2m9xrt")
        person.enter()
        assert not page.code.wrong.isHidden()  # not complete: said beside the field, and nobody was asked
        person.type("b")
        assert page.code.edit.text() == "K7Q 2M9 XRTB"
        person.enter()
        assert person.screen == "22"
        await person.sees("23")
        answers = person.host.journey.answers
        assert unsealed(answers.sections)["account"]["password"] == "pw"
        assert person.host.provider.name == "Bright"
        await past_the_network(person)

    chair(scenario, start=Answers(provider=desk.provider))
    assert desk.asked == [f"/setup/{CODE}"]


def test_what_the_code_does_not_bring_is_typed(chair: Chair, desk: Desk) -> None:
    desk.answers[f"/setup/{CODE}"] = (200, WITHOUT_PASSWORD, {})

    async def scenario(person: Sitting) -> None:
        await to_the_code(person)
        person.type(CODE)
        person.enter()
        await person.sees("22b")
        fields = person.window.page.fields  # type: ignore[attr-defined]
        assert fields["user"].edit.text() == "alice"
        person.type("pw")
        person.enter()
        assert person.screen == "23"

    chair(scenario, start=Answers(provider=desk.provider))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, b"", {}), "do not know this code"),
        ((500, b"", {}), "could not ask"),
        ((200, b"<html>sign in to the hotel</html>", {}), "not right"),
        ((200, b"#" * (MOST_BYTES + 100_000), {}), "not right"),
        ((302, b"", {"Location": "http://localhost:1/"}), "could not ask"),
    ],
    ids=["unknown", "broken", "another page", "endless", "sent elsewhere"],
)
def test_what_went_wrong_is_said_beside_the_field(
    answer: tuple[int, bytes, dict[str, str]], said: str, chair: Chair, desk: Desk
) -> None:
    desk.answers[f"/setup/{CODE}"] = answer

    async def scenario(person: Sitting) -> None:
        page = await to_the_code(person)
        person.type(CODE)
        person.enter()
        await person.until(lambda: not page.code.wrong.isHidden())
        assert said in page.code.wrong.text()
        assert person.screen == "22"

    chair(scenario, start=Answers(provider=desk.provider))


def test_a_certificate_that_nobody_vouches_for_gets_no_code(chair: Chair, desk: Desk) -> None:
    QSslConfiguration.setDefaultConfiguration(QSslConfiguration())

    async def scenario(person: Sitting) -> None:
        page = await to_the_code(person)
        person.type(CODE)
        person.enter()
        await person.until(lambda: not page.code.wrong.isHidden())
        assert "could not ask" in page.code.wrong.text()

    chair(scenario, start=Answers(provider=desk.provider))
    assert desk.asked == []


def test_whoever_has_no_code_types_and_without_an_address_there_is_no_such_screen(chair: Chair, desk: Desk) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_code(person)
        person.click("type_them")
        assert person.screen == "22b"

    chair(scenario, start=Answers(provider=desk.provider))

    async def without(person: Sitting) -> None:
        await to_the_details(person)
        assert person.screen == "22b"

    chair(without, start=Answers())
