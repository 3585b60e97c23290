"""A practice world for tests: tells its process id as the provider's name, and lives until its stdin closes."""

from __future__ import annotations

import json
import os
import sys

WORLDS = {
    "good": {"account": {"domain": "sip.example.invalid"}, "provider": {"name": str(os.getpid())}},
    "unknown": {"problem": "scenario_unknown", "values": {"name": "unknown", "nearest": "good"}},
}


def main(scenario: str) -> int:
    if scenario == "broken":
        return 1
    sys.stdout.write(json.dumps(WORLDS[scenario]) + "\n")
    sys.stdout.flush()
    while os.read(0, 100):
        continue
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
