"""What is in the memory of a process that makes a report, and what a process that dies leaves of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PASSWORD = "Pa55-canary-in-memory"
RENDER = """
import sys
from app.commands.entry import main
code = main(sys.argv[1:])
print("ready", code, flush=True)
sys.stdin.read()
"""
ABORT = "import os\nfrom app.commands.no_dump import leave_no_dump\n{}\nos.abort()"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a check that used the password."""
    folder = tmp_path_factory.mktemp("memory")
    profile = folder / "mine.toml"
    profile.write_text(
        '[account]\ndomain = "127.0.0.1"\nusername = "rmarsh77"\n'
        f'password = "{PASSWORD}"\nport = 9\ntransport = "udp"\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "app", "check", str(profile), "--plan", "registration", "--out", str(folder / "out")],
        cwd=ROOT, env={**os.environ, "CALLMEND_HOME": str(folder / "home")}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode in (1, 3), done.stderr
    profile.unlink()
    return folder / "out"


def _memory(pid: int) -> bytes:
    """Everything that a dump of the process would hold and that it may write to."""
    held = []
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found is None or "[vv" in line:
                continue
            start, end = (int(part, 16) for part in found.groups())
            try:
                memory.seek(start)
                held.append(memory.read(end - start))
            except (OSError, ValueError):
                continue
    return b"".join(held)


def _forms(text: str) -> tuple[bytes, ...]:
    return text.encode(), text.encode("utf-16-le"), text.encode("utf-32-le")


@pytest.mark.skipif(sys.platform != "linux", reason="reads another process by /proc")
@pytest.mark.parametrize("name", ["html", "pdf", "eml"])
def test_the_password_is_not_in_the_memory_of_who_makes_the_report(checked: Path, tmp_path: Path, name: str) -> None:
    """The search is shown to find what is there: the name of the folder that it was asked to read."""
    arguments = ["report", str(checked), "--format", name, "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        [sys.executable, "-c", RENDER, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().split() == ["ready", "0"]
        memory = _memory(process.pid)
    finally:
        process.kill()
        process.communicate()
    assert len(memory) > 1_000_000
    assert any(form in memory for form in _forms(str(checked)))
    assert not [form for form in _forms(PASSWORD) if form in memory]


@pytest.mark.skipif(os.name == "nt", reason="core files are of Unix")
def test_a_process_that_dies_leaves_no_core_file(tmp_path: Path) -> None:
    import resource

    def dies(call: str) -> bool:
        process = subprocess.Popen(
            [sys.executable, "-c", ABORT.format(call)],
            cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30)),
        )  # fmt: skip
        _, status, _ = os.wait4(process.pid, 0)
        process.returncode = status
        return os.WCOREDUMP(status)

    try:
        if not dies(""):
            pytest.skip("this system dumps nothing anyway")
    except (ValueError, subprocess.SubprocessError):
        pytest.skip("the limit may not be raised here")
    for left in tmp_path.iterdir():
        left.unlink()
    assert not dies("leave_no_dump()")
    assert not list(tmp_path.iterdir())
