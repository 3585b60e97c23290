"""Installing servers for the tests starts none of them, and changes no rule that was there before."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from build.dev import system

FORBIDDEN = 101
"""By policy, as invoke-rc.d reads it."""


def test_a_service_may_not_start_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(system, "POLICY", policy)
    with system.services_stay_off([]):
        assert os.access(policy, os.X_OK)
        assert (
            subprocess.run([policy, "coturn", "start"], check=False).returncode == 101
        )  # "action forbidden by policy"
    assert not policy.exists()


def test_the_owners_own_rule_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n", "ascii")
    monkeypatch.setattr(system, "POLICY", policy)
    with system.services_stay_off([]):
        assert policy.read_text("ascii").endswith("exit 0\n")
    assert policy.exists()
