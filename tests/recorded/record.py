"""Records a session: a practice scenario by the command line, or the kernel's ALG by the lab.

``python -m tests.recorded.record NAME --practice SCENARIO [--plan PLAN]``, ``... NAME --kernel udp tcp [--double-nat]``,
or ``... NAME --session FILE`` for one that was made elsewhere. What is there already is never written over.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.diagnosis import diagnose
from app.model.codec import session_from_json, session_to_json
from app.model.facts import Computer, Fact, Observation
from app.model.profile import Numbers
from app.model.profile_toml import public_view
from app.model.session import Run, Session, Timings
from app.report.code import spoken_code
from app.version import NAME, VERSION

HERE = Path(__file__).parent
NEUTRAL = Computer("Linux", "6.12.0", "3.11.9", VERSION)


def record_practice(scenario: str, plan: str) -> Session:
    """One check against a simulated router."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "app", "check", "--practice", scenario, "--plan", plan, "--out", folder]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return read(Path(folder) / "session.json")


def read(path: Path) -> Session:
    """A session as it was written."""
    return session_from_json(json.loads(path.read_text(encoding="utf-8")))


def record_kernel(name: str, alg: Sequence[str], *, double_nat: bool) -> Session:
    """The message check from behind a real router."""
    from tests.lab.test_received_private import PROFILE, measure
    from tests.lab.topology import lab

    with lab(alg=tuple(alg), double_nat=double_nat) as net:
        facts, _ = measure(net)
    observations = _numbered(facts)
    run = Run("before", "2026-11-20T10:00:00Z", "2026-11-20T10:00:02Z", Timings(), observations, diagnose(observations))
    profile = public_view(replace(PROFILE, numbers=Numbers()))
    return Session(f"2026-11-20-100000-{name[:4]}", NAME, VERSION, profile, (run,), code=spoken_code(run.diagnosis))


def _numbered(facts: Sequence[Fact]) -> tuple[Observation, ...]:
    return tuple(Observation(f"o{number}", number / 100, fact) for number, fact in enumerate(facts, 1))


def write(name: str, session: Session) -> None:
    """One line an observation: a change is seen at a glance."""
    runs = tuple(
        replace(
            run,
            observations=tuple(
                replace(one, fact=NEUTRAL) if isinstance(one.fact, Computer) else one for one in run.observations
            ),
        )
        for run in session.runs
    )
    document = session_to_json(replace(session, runs=runs))
    with (HERE / f"{name}.json").open("x", encoding="utf-8") as file:
        file.write(json.dumps(document, indent=1) + "\n")


def main() -> None:
    """Record one."""
    parser = ArgumentParser(prog="python -m tests.recorded.record", description=__doc__)
    parser.add_argument("name", metavar="NAME")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--practice", metavar="SCENARIO")
    source.add_argument("--kernel", metavar="TRANSPORT", nargs="*")
    source.add_argument("--session", metavar="FILE", type=Path)
    parser.add_argument("--plan", default="quick")
    parser.add_argument("--double-nat", action="store_true")
    asked = parser.parse_args()
    if asked.session:
        write(asked.name, read(asked.session))
    elif asked.practice:
        write(asked.name, record_practice(asked.practice, asked.plan))
    else:
        write(asked.name, record_kernel(asked.name, asked.kernel, double_nat=asked.double_nat))


if __name__ == "__main__":
    main()
