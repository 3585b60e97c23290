"""A network of its own for a proof: nothing but loopback, and none of the sockets of whatever else runs here.

Wine looks through every socket of the network to tell whose one is: with those of a busy computer that takes seconds.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NETWORK: Final = 0x40000000
"""``CLONE_NEWNET`` of Linux."""


@contextmanager
def own_network() -> Iterator[None]:
    """This thread, and every thread and program that it starts; without root it stays where it is."""
    library = ctypes.CDLL(None, use_errno=True)
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        apart = library.unshare(_NETWORK) == 0
        if apart:
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        try:
            yield
        finally:
            if apart and library.setns(before, _NETWORK):
                raise OSError(ctypes.get_errno(), "cannot go back to the network of before")
    finally:
        os.close(before)
