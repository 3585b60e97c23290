"""A UPnP device description (UPnP Device Architecture 1.1, section 2.3), from a router that may send anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from app.network.gateway.answer import one_line

_FIELDS: Final = {
    "manufacturer": "maker",
    "modelName": "model",
    "modelNumber": "number",
    "modelDescription": "text",
}

_SERVICE: Final = re.compile(r"[\w:.-]{1,120}")
MOST_SERVICES: Final = 50


@dataclass(frozen=True, slots=True)
class Description:
    """Of the root device. Its given name, serial number and identity are left where they are."""

    maker: str = ""
    model: str = ""
    number: str = ""
    text: str = ""


def read_description(body: bytes) -> Description | None:
    """``None`` when *body* is no such description; entities and external references are refused (defusedxml)."""
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(body)
    except (ValueError, SyntaxError, LookupError):  # forbidden, broken, in no known character set
        return None
    device = next((child for child in root if _plain(child.tag) == "device"), None)
    if device is None:
        return None
    found: dict[str, str] = {}
    for child in list(device)[:100]:
        field = _FIELDS.get(_plain(child.tag))
        if field and child.text:
            found.setdefault(field, one_line(child.text))
    return Description(**found)


def read_service(body: bytes, names: Sequence[str]) -> tuple[str, str] | None:
    """The type and the control address, as written, of the first service whose type names one of *names*."""
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(body)
    except (ValueError, SyntaxError, LookupError):
        return None
    for service in islice((one for one in root.iter() if _plain(one.tag) == "service"), MOST_SERVICES):
        fields = {_plain(child.tag): (child.text or "").strip() for child in list(service)[:20]}
        kind, control = fields.get("serviceType", ""), fields.get("controlURL", "")
        if control and any(name in kind for name in names) and _SERVICE.fullmatch(kind):
            return kind, control
    return None


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]
