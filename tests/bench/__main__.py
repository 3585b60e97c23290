"""``python3 dev.py bench [NAME ...]``: each measurement several times, one JSON line each with the median."""

from __future__ import annotations

import json
import sys

from tests.bench.catalogue import BENCHES


def main(names: list[str]) -> int:
    """Run the named measurements, or all; returns 2 on an unknown name."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"No measurement is called {unknown[0]}. There are: {', '.join(BENCHES)}\n")
        return 2
    for name in names or BENCHES:
        sys.stdout.write(json.dumps({"name": name, **BENCHES[name]()}) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
