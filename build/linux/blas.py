"""Puts a small library of products in place of the one in numpy's wheel, which is a sixth of the whole program.

What numpy names and this program never calls (solving equations and the like) is there by name and ends the process
with a word; a test sees to it that nothing in ``app`` asks for it.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

_SOURCE: Final = Path(__file__).with_name("blas.c")
_PREFIX: Final = "scipy_"
_ONLY_FOR_IT: Final = ("libgfortran-*", "libquadmath-*")
_OPTIONS: Final = ("-shared", "-fPIC", "-O3", "-fcx-limited-range", "-s", "-Wl,--build-id=none,-z,noexecstack")


def replace(inside: Path) -> None:
    """Replace the library of the packaged folder *inside*; nothing to do where numpy brings none. Needs gcc."""
    for library in (inside / "numpy.libs").glob("libscipy_openblas64_-*.so"):
        compile_to(library, names_asked(inside / "numpy"))
        for pattern in _ONLY_FOR_IT:
            for other in [*(inside / "numpy.libs").glob(pattern), *inside.glob(pattern)]:  # there are links to them
                other.unlink()


def names_asked(numpy: Path) -> set[str]:
    """What numpy's own libraries expect of it."""
    return {name for file in numpy.rglob("*.so") for name in _symbols(file, "--undefined-only")}


def compile_to(library: Path, asked: set[str]) -> None:
    """Compile ours with the name of *library*, and all that is *asked* of it."""
    with tempfile.TemporaryDirectory() as folder:
        ours, absent = Path(folder) / library.name, Path(folder) / "absent.c"
        command = ["gcc", *_OPTIONS, f"-Wl,-soname,{library.name}", "-o", str(ours), str(_SOURCE)]
        subprocess.run(command, check=True)
        absent.write_text(_absent(asked - _symbols(ours, "--defined-only")), encoding="ascii")
        subprocess.run([*command, str(absent)], check=True)
        library.write_bytes(ours.read_bytes())


def _absent(names: set[str]) -> str:
    functions = "".join(f'void {name}(void) {{ stop("{name}"); }}\n' for name in sorted(names))
    return (
        "#include <stdio.h>\n#include <stdlib.h>\n"
        'static void stop(const char *name) { fprintf(stderr, "%s is not part of this program\\n", name); abort(); }\n'
        f"{functions}"
    )


def _symbols(file: Path, which: str) -> set[str]:
    done = subprocess.run(["nm", "-D", which, str(file)], capture_output=True, text=True, check=True)
    return set(re.findall(rf"\b({_PREFIX}\w+)$", done.stdout, re.MULTILINE))
