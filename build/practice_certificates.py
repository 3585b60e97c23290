"""Makes the certificates of practice worlds: ``python -m build.practice_certificates``. Needs openssl.

Nobody trusts them: a practice world hands its authority out in its own profile. Their keys are no secrets.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "resources" / "practice" / "tls"
NAME: Final = "testline.invalid"
EXAMPLE: Final = "provider.example"
"""The domain of other servers that the tests start."""
KEY: Final = FOLDER / "server.key"
ALWAYS: Final = ("20200101000000Z", "20991231235959Z")
LONG_AGO: Final = ("20200101000000Z", "20210101000000Z")
AUTHORITY: Final = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
CONFIG: Final = """
[ca]
default_ca=own
[own]
database=%(folder)s/index.txt
new_certs_dir=%(folder)s
rand_serial=yes
unique_subject=no
default_md=sha256
policy=any
email_in_dn=no
[any]
commonName=supplied
"""


def openssl(*arguments: str | Path) -> None:
    """Run it; what it says matters only when it fails."""
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)


class Maker:
    """Signs certificates in a folder of its own."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._config = work / "ca.cnf"
        self._config.write_text(CONFIG % {"folder": work})
        (work / "index.txt").touch()

    def authority(self, name: str) -> tuple[Path, Path]:
        """A signer: its certificate and its key."""
        key, certificate = self._work / f"{name}.key", self._work / f"{name}.pem"
        new_key(key)
        self.sign(certificate, f"Practice {name}", AUTHORITY, ("-selfsign", "-keyfile", key), key)
        return certificate, key

    def server(self, file: str, name: str, signer: tuple[Path, Path] | None, validity: tuple[str, str]) -> None:
        """A server's certificate; without *signer* it vouches for itself."""
        names = (name, EXAMPLE) if name == NAME else (name,)
        alternatives = ",".join(f"DNS:{one}" for one in names)
        extensions = f"subjectAltName={alternatives}\nextendedKeyUsage=serverAuth\n"
        by = ("-cert", signer[0], "-keyfile", signer[1]) if signer else ("-selfsign", "-keyfile", KEY)
        self.sign(FOLDER / f"{file}.pem", name, extensions, by, KEY, validity)

    def sign(
        self,
        certificate: Path,
        name: str,
        extensions: str,
        signer: tuple[str | Path, ...],
        key: Path,
        validity: tuple[str, str] = ALWAYS,
    ) -> None:
        """Write *certificate* for *key*."""
        request, extra = self._work / "request.csr", self._work / "extensions"
        openssl("req", "-new", "-key", key, "-out", request, "-subj", f"/CN={name}")
        extra.write_text(extensions)
        dates = ("-startdate", validity[0], "-enddate", validity[1])
        files = ("-in", request, "-out", certificate, "-extfile", extra)
        openssl("ca", "-batch", "-notext", "-config", self._config, *signer, *dates, *files)


def new_key(file: Path) -> None:
    """A key of 256 bits."""
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file)


def main() -> None:
    """Write the authority, one key for all servers, and each server's certificate."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    new_key(KEY)
    KEY.chmod(0o644)  # like every other file of the program
    with TemporaryDirectory() as work:
        maker = Maker(Path(work))
        known, stranger = maker.authority("authority"), maker.authority("stranger")
        maker.server("good", NAME, known, ALWAYS)
        maker.server("wrong-name", "mail.example", known, ALWAYS)
        maker.server("expired", NAME, known, LONG_AGO)
        maker.server("unknown-issuer", NAME, stranger, ALWAYS)
        maker.server("self-signed", NAME, None, ALWAYS)
        (FOLDER / "authority.pem").write_text(known[0].read_text())


if __name__ == "__main__":
    main()
