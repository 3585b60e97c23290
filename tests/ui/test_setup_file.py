"""The file from support, and what was typed beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.model.errors import UserError
from app.model.secret import Secret
from app.ui.look import look
from app.ui.main import starting_answers
from app.ui.setup_file import MOST_BYTES, read_setup, sealed, unsealed, with_typed
from app.wizard.answers import Answers, SignIn
from tests.ui.conftest import Chair
from tests.ui.sitting import Sitting
from tests.ui.ways import past_the_network, to_the_details

GOOD = '[account]\ndomain = "phone.example.com"\nusername = "alice"\npassword = "pw"\n[provider]\nname = "Bright"\n'


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "setup.toml"
    path.write_text(GOOD, encoding="utf-8-sig")
    profile, sections = read_setup(path)
    assert profile.account.domain == "phone.example.com"
    assert sections["provider"] == {"name": "Bright"}


@pytest.mark.parametrize(
    ("content", "text_id"),
    [
        (b"\xff\xfe\x00", "profile_not_toml"),
        (b"[account\n", "profile_not_toml"),
        (b'[acount]\ndomain = "x"\n', "profile_unknown_key"),
        (b"[account]\n", "profile_domain_missing"),
        (b"#" * (MOST_BYTES + 1), "file_too_large"),
    ],
)
def test_a_bad_file_is_named(content: bytes, text_id: str, tmp_path: Path) -> None:
    path = tmp_path / "setup.toml"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_setup(path)
    assert caught.value.text_id == text_id


def test_a_file_brings_the_providers_name_number_and_colour(tmp_path: Path, chair: Chair) -> None:
    path = tmp_path / "setup.toml"
    path.write_text(GOOD + 'support_phone = "0800 1"\naccent = "#7A1FA2"\n', encoding="utf-8")

    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        person.window.take_file(path)
        person.enter()
        await past_the_network(person)
        assert person.window.bottom._phone.text() == "0800 1"
        assert look.theme.accent == "#7A1FA2"

    chair(scenario, start=Answers())


def test_a_bad_file_is_named_on_the_page(tmp_path: Path, chair: Chair) -> None:
    async def scenario(person: Sitting) -> None:
        await to_the_details(person)
        person.window.take_file(tmp_path / "none.toml")
        assert "none.toml" in person.window.page.notice.words.text()
        person.enter()
        assert person.screen == "22b"
        assert not person.window.page.fields["server"].wrong.isHidden()  # type: ignore[attr-defined]

    chair(scenario, start=Answers())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="file_unreadable"):
        read_setup(tmp_path / "none.toml")


def test_typed_details_win_over_the_files_and_empty_ones_do_not() -> None:
    sections = {"account": {"domain": "a.example", "username": "x", "port": 5070}}
    merged = with_typed(sections, SignIn("b.example", "", Secret("pw")))
    assert merged["account"] == {"domain": "b.example", "username": "x", "port": 5070, "password": "pw"}
    assert sections["account"]["domain"] == "a.example"


def test_sealed_details_do_not_print() -> None:
    seal = sealed({"account": {"password": "correct horse"}})
    assert "horse" not in repr(seal)
    assert unsealed(seal)["account"]["password"] == "correct horse"
    assert unsealed(None) == {}


def test_a_profile_on_the_command_line_is_complete_or_still_asks(tmp_path: Path) -> None:
    path = tmp_path / "setup.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert starting_answers(None, str(path)).profile is not None
    path.write_text(GOOD.replace('password = "pw"\n', ""), encoding="utf-8")
    answers = starting_answers(None, str(path))
    assert answers.profile is None
    assert unsealed(answers.sections)["account"]["username"] == "alice"
    assert starting_answers("healthy", None).practice == "healthy"
