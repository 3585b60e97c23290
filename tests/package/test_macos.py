"""The macOS parts, as far as they can be looked at elsewhere: properties, entitlements, order and words of signing."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.commands import opening
from app.version import VERSION
from build.macos import image
from build.package import identity, places, release

HERE = places.ROOT / "build" / "macos"


@pytest.fixture(scope="module")
def info() -> dict[str, Any]:
    return identity.info_plist(places.ROOT)


def test_the_texts_of_the_system_questions_say_what_for(info: dict[str, Any]) -> None:
    """Without the first, macOS ends the program; without the second, it finds no router."""
    for key, word in (("NSMicrophoneUsageDescription", "test calls"), ("NSLocalNetworkUsageDescription", "router")):
        assert word in info[key]
        assert len(info[key]) < 130


def test_the_bundle_has_the_programs_version(info: dict[str, Any]) -> None:
    assert info["CFBundleShortVersionString"] == VERSION


def test_every_file_type_that_the_program_opens_is_declared(info: dict[str, Any]) -> None:
    declared = {kind["UTTypeIdentifier"]: kind["UTTypeTagSpecification"] for kind in info["UTExportedTypeDeclarations"]}
    opened = {kind for entry in info["CFBundleDocumentTypes"] for kind in entry["LSItemContentTypes"]}
    assert set(declared) == opened
    endings = {f".{ending}" for tags in declared.values() for ending in tags["public.filename-extension"]}
    assert endings == set(opening._DEEDS)


def test_the_hardened_runtime_may_listen_and_not_more_than_it_must() -> None:
    entitlements = plistlib.loads((HERE / "entitlements.plist").read_bytes())
    assert entitlements["com.apple.security.device.audio-input"] is True
    assert "com.apple.security.cs.allow-dyld-environment-variables" not in entitlements
    assert "com.apple.security.get-task-allow" not in entitlements
    assert "com.apple.security.app-sandbox" not in entitlements
    assert len(entitlements) == 3


def test_what_is_missing_is_said_one_by_one() -> None:
    here = {"codesign": "/usr/bin/codesign", "xcrun": None}
    lines = image.missing({}, here)
    assert len(lines) == 3
    assert "xcrun" in lines[0]
    assert identity.SIGNER_VARIABLE in lines[1]
    assert image.NOTARY_VARIABLE in lines[2]
    assert image.missing({identity.SIGNER_VARIABLE: "x", image.NOTARY_VARIABLE: "y"}, {"codesign": "/x"}) == []


def test_a_release_without_a_signer_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(release.VARIABLE, "1")
    monkeypatch.delenv(identity.SIGNER_VARIABLE, raising=False)
    with pytest.raises(image.NotReadyError, match=identity.SIGNER_VARIABLE):
        image.build(tmp_path)


def test_the_deepest_is_signed_first_and_the_bundle_last(tmp_path: Path) -> None:
    bundle = tmp_path / "CallMend.app"
    deep = bundle / "Contents" / "Frameworks" / "QtCore.framework" / "Versions" / "A" / "QtCore"
    program = bundle / "Contents" / "MacOS" / "callmend"
    text = bundle / "Contents" / "Resources" / "words.toml"
    for path, data in ((deep, b"\xcf\xfa\xed\xfe.."), (program, b"\xcf\xfa\xed\xfe"), (text, b"[a]\n")):
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    (bundle / "Contents" / "MacOS" / "link").symlink_to("callmend")
    order = image.inside_out(bundle)
    framework = deep.parents[2]
    assert order[-1] == bundle
    assert order.index(deep) < order.index(framework) < order.index(bundle)
    assert {deep, framework, program, bundle} == set(order)


def test_signing_is_hardened_timed_and_never_deep() -> None:
    command = image.sign_command(Path("x"), "Developer ID")
    assert "--timestamp" in command
    assert command[command.index("--options") + 1] == "runtime"
    assert "--deep" not in command
    assert str(HERE / "entitlements.plist") in command


def test_notarising_waits_staples_and_looks_again() -> None:
    commands = image.notary_commands(Path("CallMend.dmg"), "callmend")
    assert [command[:3] for command in commands] == [
        ["xcrun", "notarytool", "submit"], ["xcrun", "stapler", "staple"], ["xcrun", "stapler", "validate"]
    ]  # fmt: skip
    assert "--wait" in commands[0]
    assert image.notary_commands(Path("x.dmg"), "callmend", "/k")[0][-2:] == ["--keychain", "/k"]


def keychain(folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """The script, with stand-ins for macOS's commands that note how they were called."""
    for name in ("security", "xcrun"):
        stand_in = folder / name
        identity_line = """ echo '  1) 0A "Developer ID Application: Bright (AB12)"'"""
        say = f'case "$1" in find-identity){identity_line};; esac' if name == "security" else ":"
        stand_in.write_text(f'#!/bin/sh\necho "{name} $*" >> "{folder}/called"\n{say}\n', encoding="ascii")
        stand_in.chmod(0o755)
    surroundings = {"PATH": f"{folder}:/usr/bin:/bin", "TMPDIR": str(folder), **given}
    command = ["bash", str(HERE / "keychain.sh")]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_keychain_script_says_what_is_missing_and_keeps_secrets_to_itself(tmp_path: Path) -> None:
    nothing = keychain(tmp_path)
    assert nothing.returncode == 0
    assert nothing.stdout == ""
    assert [line.split()[1] for line in nothing.stderr.splitlines()] == ["CERTIFICATE", "CERTIFICATE_PASSWORD"]
    certificate = {"CERTIFICATE": "AAAA", "CERTIFICATE_PASSWORD": "hush"}
    signed = keychain(tmp_path, **certificate)
    assert signed.stdout == "CALLMEND_CODESIGN_IDENTITY=Developer ID Application: Bright (AB12)\n"
    assert "NOTARY_APPLE_ID is not set" in signed.stderr
    whole = keychain(tmp_path, **certificate, NOTARY_APPLE_ID="a@b", NOTARY_TEAM="AB12", NOTARY_PASSWORD="whisper")
    names = [line.partition("=")[0] for line in whole.stdout.splitlines()]
    assert names == [identity.SIGNER_VARIABLE, image.NOTARY_VARIABLE, image.KEYCHAIN_VARIABLE]
    assert "hush" not in whole.stdout + whole.stderr
    assert "whisper" not in whole.stdout + whole.stderr
    assert not list(tmp_path.rglob("identity.p12"))


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_the_keychain_script_is_sound() -> None:
    subprocess.run(["shellcheck", str(HERE / "keychain.sh")], check=True)


@pytest.mark.parametrize("name", ["Info.plist", "entitlements.plist"])
def test_the_files_are_property_lists_to_others_too(name: str) -> None:
    if shutil.which("plistutil") is None:
        assert plistlib.loads((HERE / name).read_bytes())
        return
    subprocess.run(["plistutil", "-i", str(HERE / name)], check=True, capture_output=True)
