"""The two commands of the README, and two more: see ``python3 dev.py --help``. Old Pythons can read this page too."""

import sys

if sys.version_info < (3, 8):  # noqa: UP036 - it is the system's own Python that starts this page
    sys.exit("Python 3.11 or 3.12 is needed; this is %d.%d. Install one and run again." % sys.version_info[:2])  # noqa: UP031

from build.dev.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
