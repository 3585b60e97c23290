"""The Debian package: the packaged folder, the desktop's entries for it, and what it depends on."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from app.version import VERSION
from build.linux import manpage, needs
from build.package import freeze, icons, identity, notices, places

ICON_SIZES: Final = (48, 128, 256)
ARCHITECTURE: Final = "amd64"
_HERE: Final = places.ROOT / "build" / "linux"


def build(folder: Path | None = None, target: Path | None = None, packing: str = "xz") -> Path:
    """Make the package of the packaged *folder*, compressed by *packing*; returns its file."""
    folder = folder or places.folder("linux")
    target = target or places.artefact(f"-linux-{ARCHITECTURE}.deb")
    root = target.parent / "deb"
    shutil.rmtree(root, ignore_errors=True)
    lay_out(folder, root)
    control(folder, root)
    _plain_modes(root)
    _same_times(root)
    command = ["dpkg-deb", "--root-owner-group", f"-Z{packing}", "--build", str(root), str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=freeze.same_each_time())
    shutil.rmtree(root)
    return target


def lay_out(folder: Path, root: Path) -> None:
    """Put every file where it will be installed."""
    shutil.copytree(folder, root / "usr/lib/callmend", symlinks=True)
    share = root / "usr/share"
    _place(_HERE / "callmend.desktop", share / "applications/callmend.desktop")
    _place(_HERE / "callmend.xml", share / "mime/packages/callmend.xml")
    _place(places.ROOT / icons.SOURCE, share / "icons/hicolor/scalable/apps/callmend.svg")
    for size in ICON_SIZES:
        _write(share / f"icons/hicolor/{size}x{size}/apps/callmend.png", icons.png(places.ROOT / icons.SOURCE, size))
    seconds = int(freeze.source_date())
    _write(share / "man/man1/callmend.1.gz", gzip.compress(manpage.page(seconds).encode(), 9, mtime=0))
    _write(share / "doc/callmend/copyright", copyright_file().encode())
    link = root / "usr/bin/callmend"
    link.parent.mkdir(parents=True)
    link.symlink_to("../lib/callmend/callmend")


def copyright_file() -> str:
    """Debian's copyright file: ours, and where the others' are."""
    texts = f"/usr/lib/callmend/_internal/notices/{notices.NOTICES}"
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: CallMend\n\nFiles: *\nCopyright: {identity.MAKER}\nLicense: GPL-3+\n"
        " The full text is in /usr/share/common-licenses/GPL-3.\n"
        f" The parts that come with the program and their licences are listed in {texts}.\n"
    )


def control(folder: Path, root: Path) -> None:
    """Write the package's description."""
    depends, recommends = needs.packages_for(folder)
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    fields = {
        "Package": "callmend",
        "Version": VERSION,
        "Architecture": ARCHITECTURE,
        "Maintainer": f"{identity.MAKER} <callmend@localhost>",
        "Installed-Size": str(-(-size // 1024)),
        "Depends": ", ".join(depends),
        "Recommends": ", ".join([*recommends, "xdg-utils", "fonts-dejavu-core | fonts-noto-core"]),
        "Section": "net",
        "Priority": "optional",
        "Description": f"{identity.SUMMARY}\n"
        " CallMend tests a phone line with a real softphone, proves whether the router\n"
        " changes phone messages, says in plain words what to do, and writes a report\n"
        " for support. It works without administrator rights and sends nothing by itself.",
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    _write(root / "DEBIAN/control", text.encode())
    sums = _sums(root)
    _write(root / "DEBIAN/md5sums", sums.encode())


def _sums(root: Path) -> str:
    import hashlib

    files = sorted(path for path in (root / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    rows = ((hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest(), path) for path in files)
    return "".join(f"{digest}  {path.relative_to(root)}\n" for digest, path in rows)


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _plain_modes(root: Path) -> None:
    """What a package may hold, whatever the builder's own files are: readable by all, run by all only what is run."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parts[-2:] == ("callmend", "callmend") else 0o644)


def _same_times(root: Path) -> None:
    moment = int(freeze.source_date())
    for path in [root, *root.rglob("*")]:
        os.utime(path, (moment, moment), follow_symlinks=False)
