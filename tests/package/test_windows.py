"""The Windows installer, as far as it can be looked at without Windows; the whole is ``dev.py package prove wine``."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.commands import opening
from build.package import icons, places
from build.windows import c_library, installer

SCRIPT = (places.ROOT / "build" / "windows" / "callmend.nsi").read_text(encoding="utf-8")


def test_it_asks_for_no_administrator_but_for_the_firewall() -> None:
    assert "RequestExecutionLevel user" in SCRIPT
    for line in (line for line in SCRIPT.splitlines() if '"runas"' in line):
        assert "advfirewall" in line
    assert "MUI_FINISHPAGE_SHOWREADME_NOTCHECKED" in SCRIPT


def test_it_asks_no_questions() -> None:
    pages = re.findall(r"!insertmacro MUI_PAGE_(\w+)", SCRIPT)
    assert pages == ["INSTFILES", "FINISH"]
    assert all("/SD " in line for line in SCRIPT.splitlines() if "MessageBox" in line)  # a silent run never waits


def test_what_is_written_is_taken_away() -> None:
    install, uninstall = SCRIPT.split('Section "Uninstall"')
    for ending, kind in re.findall(r'FileType "(\S+)" "(\S+)"', install):
        assert f'"Software\\Classes\\{ending}"' in uninstall
        assert f'"Software\\Classes\\{kind}"' in uninstall
    assert 'Delete "$SMPROGRAMS\\CallMend.lnk"' in uninstall
    assert 'DeleteRegKey HKCU "${KEY}"' in uninstall
    assert 'RMDir /r "$INSTDIR"' not in uninstall  # it may be a folder that the person chose


def test_every_file_type_that_the_program_opens_is_registered() -> None:
    assert set(re.findall(r'FileType "(\.\S+)"', SCRIPT)) == set(opening._DEEDS)


@pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not installed")
def test_the_script_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "program"
    (folder / "_internal").mkdir(parents=True)
    (folder / "CallMend.exe").write_bytes(b"MZ" * 500)
    icons.write_icons(places.ROOT, tmp_path / "icons")
    monkeypatch.setattr(places, "ICONS", tmp_path / "icons")
    setup = installer.build(folder, tmp_path / "setup.exe", "1.2.3")
    data = setup.read_bytes()
    assert data[:2] == b"MZ"
    assert "1.2.3.0".encode("utf-16-le") in data or "1.2.3".encode("utf-16-le") in data


def test_files_are_signed_by_the_command_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, check: calls.append(command))
    installer.sign(tmp_path / "a.exe")
    assert calls == []
    monkeypatch.setenv(installer.SIGN_VARIABLE, 'signer --name "The maker" {file}')
    installer.sign(tmp_path / "a b.exe")
    assert calls == [["signer", "--name", "The maker", str(tmp_path / "a b.exe")]]


def test_the_stand_in_c_library_forwards_all_but_the_complex_functions() -> None:
    text = c_library.forwards(["printf", "crealf", "cexp", "_errno"])
    assert f'"printf" = {c_library._BEHIND}.printf' in text
    assert '"crealf" = our_crealf' in text
    assert '"cexpl" = our_cexp' in text  # Microsoft's long double is a double
    assert f"{c_library._BEHIND}.crealf" not in text
