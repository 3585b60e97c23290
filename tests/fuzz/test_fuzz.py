"""A short part of the fuzzing in every run: all kept inputs, and some thousand new ones where atheris is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fuzz.target import TARGETS

CORPUS = Path(__file__).parent / "corpus"
ROOT = Path(__file__).parents[2]
RUNS = 3000
KEPT = sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_kept_input(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_the_corpus_stays_small() -> None:
    assert {path.parent.name for path in KEPT} == set(TARGETS)
    assert sum(path.stat().st_size for path in KEPT) < 200_000


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed: it has wheels for Linux only")
@pytest.mark.parametrize("name", TARGETS)
def test_new_inputs(name: str, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS / name, corpus)
    command = [sys.executable, "-m", "tests.fuzz.target", name, f"-runs={RUNS}", "-seed=1", "-max_len=4096"]
    command += [f"-artifact_prefix={tmp_path}/", "-timeout=20", str(corpus)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {RUNS} runs" in done.stderr
