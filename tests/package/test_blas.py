"""The small library of products: numpy comes to the same results with it, and nobody asks for more."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from build.linux import blas
from build.package import places

_PROGRAM = """
import sys; sys.path.insert(0, sys.argv[1])
import numpy as np
assert np.__file__.startswith(sys.argv[1])
dice = np.random.default_rng(7)
worst = 0.0
for kind in (np.float32, np.float64, np.complex64, np.complex128):
    def some(*shape):
        turned = 1j * dice.standard_normal(shape) if np.issubdtype(kind, np.complexfloating) else 0
        return (dice.standard_normal(shape) + turned).astype(kind)
    a, b, x, y = some(23, 31), some(31, 19), some(31), some(31)
    cases = [
        (np.dot(x, y), "i,i", x, y), (np.vdot(x, y), "i,i", x.conj(), y), (np.dot(x[::-1], y), "i,i", x[::-1], y),
        (np.dot(x[::2], y[::2]), "i,i", x[::2], y[::2]),
        (np.dot(x[::-2], y[::-2]), "i,i", x[::-2], y[::-2]),
        (a @ x, "ij,j->i", a, x), (x @ b, "i,ij->j", x, b), (a[:, ::2] @ x[::2], "ij,j->i", a[:, ::2], x[::2]),
        (a.T @ a[:, 0], "ji,j->i", a, a[:, 0]), (a @ b, "ij,jk->ik", a, b), (b.T @ a.T, "ji,kj->ik", b, a),
        (a @ a.T, "ij,kj->ik", a, a), (a.T @ a, "ji,jk->ik", a, a), (a.conj().T @ a, "ji,jk->ik", a.conj(), a),
        (np.asfortranarray(a) @ b, "ij,jk->ik", a, b), (some(0, 3) @ some(3, 2), None, None, None),
        (np.correlate(x, y[:7]), None, None, None), (np.inner(a, a[:5]), "ij,kj->ik", a, a[:5]),
        (np.outer(x, y), "i,j->ij", x, y),
    ]
    for result, how, *given in cases:
        if how is None:
            assert not np.isnan(result).any()
            continue
        wanted = np.einsum(how, *[value.astype(np.complex128) for value in given], optimize=False)
        error = np.abs(result - wanted).max() / (np.abs(wanted).max() + 1e-30)
        worst = max(worst, error / np.finfo(kind).eps)
print(worst)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or any(shutil.which(name) is None for name in ("gcc", "nm")),
    reason="needs Linux, gcc and binutils",
)
def test_numpy_comes_to_the_same_results_with_it(tmp_path: Path) -> None:
    """Against numpy's own loops, in the best precision: the error stays within some units of the last place."""
    packages = Path(numpy.__file__).parents[1]
    for name in ("numpy", "numpy.libs"):
        shutil.copytree(packages / name, tmp_path / name, ignore=shutil.ignore_patterns("tests", "f2py", "__pycache__"))
    blas.replace(tmp_path)
    assert len(list((tmp_path / "numpy.libs").iterdir())) == 1
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 100


def test_nothing_asks_for_what_it_lacks() -> None:
    """Solving, inverting and decomposing are not inside: whoever needs one of them must bring numpy's library back."""
    asking = re.compile(r"\blinalg\b|np\.(polyfit|roots|cov|corrcoef|lstsq)\b")
    for file in (places.ROOT / "app").rglob("*.py"):
        assert not asking.search(file.read_text(encoding="utf-8")), file
