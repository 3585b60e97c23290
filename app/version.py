"""The one place that knows the program's name and version."""

from typing import Final

NAME: Final = "CallMend"
VERSION: Final = "0.1.0"
