"""``python3 dev.py package``: the installers of the running system, and what proves them.

package                 everything for this system: program folder, installers, checksums
package folder          the program folder only
package installer       the installers of the folder that is there
package windows         on Linux: the Windows folder and installer, built under Wine
package size            what the program weighs, by part
package start           how long its first screen takes
package again           build once more in another folder and compare every byte
package prove [NAME]    on Linux as root: bookworm, trixie (the package in clean Debian roots), archive (unpacked in
                        one), wine; without a name all of them. Of wine also one part alone, with the folder as it
                        is: wine-calls (over TLS 1.3), wine-sound (devices), wine-mail (Simple MAPI)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

from build.dev.say import SetupError
from build.package import again, freeze, notices, places, size, start, sums


def main(arguments: Sequence[str]) -> int:
    """Do what the first word says; returns the exit code."""
    words = [word.removeprefix("--") for word in arguments] or ["all"]
    deed = DEEDS.get(words[0])
    if deed is None:
        sys.stdout.write(__doc__ or "")
        return 2
    try:
        deed(words[1:])
    except (SetupError, TimeoutError) as stop:
        sys.stderr.write(f"{stop}\n")
        return 3
    return 0


def _all(_: Sequence[str]) -> None:
    _folder([])
    _installer([])


def _folder(_: Sequence[str]) -> None:
    _say(str(freeze.freeze()))


def _installer(_: Sequence[str]) -> None:
    for name in INSTALLERS[places.SYSTEM]:
        _tell(import_module(name).build())
    _made_of(places.SYSTEM)
    sums.write(places.ARTEFACTS)


def _made_of(system: str) -> None:
    """What the program is made of, beside the installers."""
    for name, ending in ((notices.NOTICES, "-notices.txt"), (notices.BILL, "-sbom.cdx.json")):
        source = places.folder(system) / "_internal" / "notices" / name
        if not source.is_file():  # macOS keeps data elsewhere in the bundle
            source = places.WORK / "notices" / name
        places.artefact(f"-{system}{ending}").write_bytes(source.read_bytes())


def _windows(_: Sequence[str]) -> None:
    from build.windows import under_wine

    _tell(under_wine.build())
    _made_of("windows")
    sums.write(places.ARTEFACTS)


def _size(_: Sequence[str]) -> None:
    for line in size.report(places.folder()):
        _say(line)
    for path in sorted(places.ARTEFACTS.glob("callmend-*")):
        _tell(path)


def _again(_: Sequence[str]) -> None:
    for line in again.compare():
        _say(line)


def _start(_: Sequence[str]) -> None:
    times = start.measure(places.folder())
    _say(start.report(times))
    start.must_be_quick(times)


def _prove(names: Sequence[str]) -> None:
    from build.linux import prove
    from build.windows import under_wine

    package, archive = places.artefact("-linux-amd64.deb"), places.artefact("-linux-x86_64.tar.xz")
    proofs: dict[str, Callable[[], Path]] = {
        **{name: partial(prove.prove, package, name) for name in prove.RELEASES},
        "archive": partial(prove.prove_archive, archive, places.folder("linux")),
        "wine": under_wine.prove,
    }
    parts = {f"wine-{name}": partial(under_wine.prove_part, name) for name in under_wine.PARTS}
    unknown = [name for name in names if name not in {**proofs, **parts}]
    if unknown:
        raise SetupError(f"There is no proof called {unknown[0]}: {', '.join((*proofs, *parts))}.")
    for name in names or proofs:
        _say(f"{name}: proven, see {(proofs | parts)[name]()}")


def _tell(path: Path) -> None:
    _say(f"{path.stat().st_size / 1e6:8.1f} MB  {path.name}  sha256 {sums.digest(path)}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


INSTALLERS: Final = {
    "linux": ("build.linux.deb", "build.linux.archive"),
    "windows": ("build.windows.installer",),
    "macos": ("build.macos.image",),
}
DEEDS: Final[dict[str, Callable[[Sequence[str]], None]]] = {
    "all": _all,
    "folder": _folder,
    "installer": _installer,
    "windows": _windows,
    "size": _size,
    "start": _start,
    "again": _again,
    "prove": _prove,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
