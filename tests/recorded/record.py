"""Writes the recorded sessions anew: practice scenarios by the command line, the kernel's ALG by the lab."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.diagnosis import diagnose
from app.model.codec import session_from_json, session_to_json
from app.model.facts import Computer, Fact, Observation
from app.model.profile import Numbers
from app.model.profile_toml import public_view
from app.model.session import Run, Session, Timings
from app.practice.scenarios import catalogue
from app.report.code import spoken_code
from app.version import NAME, VERSION

HERE = Path(__file__).parent
NEUTRAL = Computer("Linux", "6.12.0", "3.11.9", VERSION)


def record_practice(scenario: str) -> Session:
    """One whole check against a simulated router."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "app", "check", "--practice", scenario, "--out", folder]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return session_from_json(json.loads((Path(folder) / "session.json").read_text(encoding="utf-8")))


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
    (HERE / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Record everything."""
    for scenario in catalogue():
        write(f"practice-{scenario.id}", record_practice(scenario.id))
    for name, alg, double_nat in (
        ("kernel-plain-nat", (), False),
        ("kernel-alg-udp", ("udp",), False),
        ("kernel-alg-udp-tcp", ("udp", "tcp"), False),
        ("kernel-double-nat", (), True),
        ("kernel-alg-double-nat", ("udp",), True),
    ):
        write(name, record_kernel(name, alg, double_nat=double_nat))


if __name__ == "__main__":
    main()
