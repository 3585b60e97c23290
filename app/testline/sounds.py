"""The sounds of ``resources/sounds`` (made by ``build/sounds.py``) as frames of 20 ms, ready to send."""

from __future__ import annotations

from functools import cache
from typing import Final

from app.protocols.g711 import SILENCE, Law, decode, encode
from app.protocols.rtp import FRAME
from app.words.resources import resource_path

_MU_LAW: Final = 7
_NAMES: Final = {"*": "key-star", "#": "key-hash"}
Frames = tuple[bytes, ...]


def silence(law: Law) -> bytes:
    """One frame of digital silence."""
    return bytes([SILENCE[law]]) * FRAME


@cache
def frames(name: str, law: Law) -> Frames:
    """The frames of a sound; raises ``OSError`` or ``ValueError`` when the file is missing or of another kind."""
    data = read_mu_law(resource_path(f"sounds/{name}.wav").read_bytes())
    if law != "PCMU":
        data = encode(decode(data, "PCMU"), law)
    whole = data + silence(law)[: -len(data) % FRAME]
    return tuple(whole[start : start + FRAME] for start in range(0, len(whole), FRAME))


def key_frames(keys: str, law: Law) -> Frames:
    """The names of *keys* one after the other; keys without a recorded name are left out."""
    spoken = (_NAMES.get(key, f"key-{key}") for key in keys if key in "0123456789*#")
    return tuple(frame for name in spoken for frame in frames(name, law))


def read_mu_law(data: bytes) -> bytes:
    """The samples of an 8 kHz mono mu-law WAV file; raises ``ValueError`` for anything else."""
    chunks = _chunks(data)
    form = chunks.get(b"fmt ", b"")
    kind = tuple(int.from_bytes(form[start:end], "little") for start, end in ((0, 2), (2, 4), (4, 8)))
    if data[:4] != b"RIFF" or kind != (_MU_LAW, 1, 8000) or b"data" not in chunks:
        raise ValueError("not an 8 kHz mono mu-law WAV file")
    return chunks[b"data"]


def _chunks(data: bytes) -> dict[bytes, bytes]:
    chunks, position = {}, 12
    while position + 8 <= len(data):
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        chunks[data[position : position + 4]] = data[position + 8 : position + 8 + size]
        position += 8 + size + size % 2
    return chunks
