"""Makes signed content packs: newer router guides and words for programs that are already installed.

python3 -m build.content key KEYFILE             a new key: its secret half into KEYFILE, the public half into resources
python3 -m build.content pack KEYFILE SERIAL OUT  sign what resources holds today; SERIAL grows, such as 2026120101
"""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Final

from app.version import VERSION
from app.words.content import ABOUT, GROUPS, KEY_FILE, SIGNATURE, digest
from build.package.contents import is_data
from build.package.places import ROOT

RESOURCES: Final = ROOT / "resources"
_TIME: Final = (1980, 1, 1, 0, 0, 0)


def new_key(secret: Path, public: Path = RESOURCES / KEY_FILE) -> None:
    """Make a key pair; raises ``FileExistsError`` rather than lose a key that is in use."""
    from nacl.signing import SigningKey

    key = SigningKey.generate()
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key.encode().hex() + "\n")
    public.write_text(key.verify_key.encode().hex() + "\n", encoding="ascii")


def files_of(resources: Path = RESOURCES) -> dict[str, bytes]:
    """What goes into a pack."""
    paths = (path for group in GROUPS for path in sorted((resources / group).rglob("*")) if is_data(path))
    return {path.relative_to(resources).as_posix(): path.read_bytes() for path in paths}


def pack(files: dict[str, bytes], serial: int, secret: str, needs: str = VERSION) -> bytes:
    """The signed pack of *files*: the same files and key give the same bytes."""
    from nacl.signing import SigningKey

    about = {"serial": serial, "needs": needs, "files": {name: digest(data) for name, data in files.items()}}
    data = json.dumps(about, sort_keys=True, indent=0).encode()
    signature = SigningKey(bytes.fromhex(secret)).sign(data).signature
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {ABOUT: data, SIGNATURE: signature, **files}.items():
            archive.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def main(arguments: list[str]) -> int:
    """The command line of this module."""
    match arguments:
        case ["key", secret]:
            new_key(Path(secret))
        case ["pack", secret, serial, out]:
            Path(out).write_bytes(pack(files_of(), int(serial), Path(secret).read_text(encoding="ascii").strip()))
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
