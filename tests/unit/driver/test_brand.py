"""A provider's brand beside the program: read when it is whole, and never in the way when it is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.driver import brand as module
from app.driver.brand import Brand, brand


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(module.VARIABLE, raising=False)
    brand.cache_clear()
    yield
    brand.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(module.VARIABLE, str(tmp_path))
    return tmp_path


def test_a_checkout_has_none() -> None:
    assert brand() is None


def test_a_whole_brand_is_read(folder: Path) -> None:
    (folder / "brand.toml").write_text('name = " Bright Telecom "\n', encoding="utf-8")
    (folder / "profile.callmend").touch()
    (folder / "logo.png").touch()
    assert brand() == Brand(folder, "Bright Telecom", folder / "profile.callmend", folder / "logo.png")


def test_a_name_alone_is_enough(folder: Path) -> None:
    (folder / "brand.toml").write_text('name = "Bright"\n', encoding="utf-8")
    assert brand() == Brand(folder, "Bright")


@pytest.mark.parametrize("text", ["", 'name = ""', "name = 'a\nb'", "\x00", "name = [", '"na"me', "\ufeffname = 3" * 2])
def test_a_broken_one_is_as_if_it_were_not_there(text: str, folder: Path) -> None:
    (folder / "brand.toml").write_text(text, encoding="utf-8")
    assert brand() is None


def test_it_lies_beside_the_packaged_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "CallMend.exe"))
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "brand.toml").write_text('name = "Beside"\n')
    found = brand()
    assert found is not None
    assert found.name == "Beside"


def test_on_a_mac_it_lies_beside_the_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "CallMend.app" / "Contents" / "MacOS" / "callmend"
    program.parent.mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert tmp_path / "brand" in list(module.places())
