"""Whether the libraries that others wrote load and work here: what packaging left out shows before anything else."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from app.commands.selfcheck.running import BrokenError

LOADED: Final = (
    *("PySide6.QtCore", "qasync", "pjsua2.pjsua2", "miniaudio", "aioice.stun", "dns.resolver", "psutil", "pydantic"),
    *("defusedxml.ElementTree", "jinja2", "pypdf", "dpkt", "platformdirs", "numpy", "certifi", "nacl.signing"),
)
"""One module of each library in ``build/requirements.in``, the one that the program uses."""
_KEY: Final = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
_SIGNATURE: Final = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
"""Of the empty message: RFC 8032, section 7.1, test 1."""


def libraries() -> str:
    """Every one loaded; numbers multiplied and a signature checked with them."""
    for name in LOADED:
        _load(name)
    _multiply()
    _check_a_signature()
    return f"{len(LOADED)} loaded"


def _load(name: str) -> None:
    try:
        import_module(name)
    except Exception as error:
        raise BrokenError(f"{name.partition('.')[0]}: {type(error).__name__}: {error}") from error


def _multiply() -> None:
    import numpy as np

    row = np.arange(1000, dtype=np.float64)
    if float(np.dot(row, row)) != sum(value * value for value in range(1000)):
        raise BrokenError("numpy: it multiplies wrongly")


def _check_a_signature() -> None:
    from app.words.content import is_signed

    key, signature = bytes.fromhex(_KEY), bytes.fromhex(_SIGNATURE)
    if not is_signed(b"", signature, key) or is_signed(b"x", signature, key):
        raise BrokenError("nacl: it checks signatures wrongly")
