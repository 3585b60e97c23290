"""A test line's settings from a TOML file; every mistake is named with its place and what is right.

::

    listen = "192.0.2.10"          # one address of this computer
    public = "203.0.113.10"        # only behind a one-to-one NAT, as with cloud computers
    other = "192.0.2.11"           # a second address, where there is one: tells kinds of routers apart (RFC 5780)
    realm = "test.example.com"
    trusted = ["192.0.2.20"]       # your own proxies: they may call without a password

    [ports]
    udp = [5060, 5070]
    tcp = [5060, 5070]
    tls = [5061]                   # needs [tls]
    stun = 3478                    # 0: none
    rtp = [30000, 30999]

    [tls]
    certificate = "/etc/callmend/line.pem"
    key = "/etc/callmend/line.key"

    [accounts]
    "100" = "a long password"

    [numbers]                      # empty: that number does not exist
    echo = "echo"

    [limits]                       # see app/testline/config.py
    calls = 50

    [timers]
    hold_s = 150
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from app.model.errors import UserError
from app.model.nearest import nearest
from app.model.profile import Numbers
from app.model.secret import Secret
from app.testline.config import BUILT_IN_NUMBERS, Limits, PlainView, TestLineConfig, Timers, TlsIdentity

MAX_FILE: Final = 1_000_000
SIP_PORT: Final = 5060
STUN_PORT: Final = 3478
PUBLISHED: Final = TestLineConfig(
    listen="0.0.0.0",
    udp_ports=(SIP_PORT,),
    tcp_ports=(SIP_PORT,),
    stun_port=STUN_PORT,
    rtp_ports=(30000, 30999),
)
"""What ``callmend testline`` is without a file: the usual ports on all addresses."""
_USER: Final = re.compile(r"[A-Za-z0-9._+-]{1,64}\Z")
_NUMBER: Final = re.compile(r"[A-Za-z0-9#+._-]{0,64}\Z")
_CALL_TIMERS: Final = ("ring_s", "hold_s", "callback_s")
Table = Mapping[str, Any]


def read_config(path: Path) -> TestLineConfig:
    """Read a settings file; raises :class:`UserError` that says what is wrong and where."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError("testline_unreadable", path=str(path), problem=error.strerror or str(error)) from None
    if len(data) > MAX_FILE:
        raise UserError("testline_too_large", path=str(path))
    try:
        return config_from_data(tomllib.loads(data.decode("utf-8-sig")))
    except ValueError as error:
        raise UserError("testline_not_toml", path=str(path), problem=str(error)) from None
    except RecursionError:
        raise UserError("testline_not_toml", path=str(path), problem="it is nested too deeply") from None


def config_from_data(data: Table) -> TestLineConfig:
    """Settings from the sections of a file; what is not given stays as in :data:`PUBLISHED`."""
    _known(data, _SECTIONS, "")
    config = PUBLISHED
    for name, value in data.items():
        config = _SECTIONS[name](config, name, value)
    return config


def _known(data: Table, known: Mapping[str, object], section: str) -> None:
    for key in data:
        if key not in known:
            place = f"[{section}] {key}" if section else key
            raise UserError("testline_unknown_key", key=place, nearest=nearest(key, known))


def _short(value: object) -> str:
    return str(value)[:60]


def _address(key: str, value: object) -> str:
    try:
        return str(ipaddress.ip_address(value if isinstance(value, str) else ""))
    except ValueError:
        raise UserError("testline_address", key=key, value=_short(value)) from None


def _port(key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 65535:
        raise UserError("testline_port", key=key, value=_short(value))
    return value


def _ports(key: str, value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > 16:
        raise UserError("testline_ports", key=key, value=_short(value))
    return tuple(_port(key, item) for item in value)


def _port_range(key: str, value: object) -> tuple[int, int]:
    ports = _ports(key, value)
    if len(ports) != 2 or ports[0] + 3 > ports[1]:
        raise UserError("testline_port_range", key=key, value=_short(value))
    return ports[0], ports[1]


def _amount(key: str, value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1e9:
        raise UserError("testline_amount", key=key, value=_short(value))
    return value


def _table(name: str, value: object, known: Mapping[str, object] | None = None) -> Table:
    if not isinstance(value, dict):
        raise UserError("testline_section", key=name, value=_short(value))
    if known is not None:
        _known(value, known, name)
    return value


def _listen(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    return replace(config, listen=_address(name, value))


def _public(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    return replace(config, view=PlainView(_address(name, value)))


def _other(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    return replace(config, stun_other=_address(name, value))


def _realm(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    if not isinstance(value, str) or not re.fullmatch(r"[!#-\[\]-~ ]{1,128}", value):
        raise UserError("testline_realm", key=name, value=_short(value))
    return replace(config, realm=value)


def _trusted(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    if not isinstance(value, list):
        raise UserError("testline_addresses", key=name, value=_short(value))
    return replace(config, trusted=frozenset(_address(name, item) for item in value))


def _read_ports(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    checks: dict[str, tuple[str, Callable[[str, object], object]]] = {
        "udp": ("udp_ports", _ports),
        "tcp": ("tcp_ports", _ports),
        "tls": ("tls_ports", _ports),
        "stun": ("stun_port", lambda key, port: _port(key, port) or None),
        "rtp": ("rtp_ports", _port_range),
    }
    given = _table(name, value, checks)
    changes: dict[str, Any] = {checks[key][0]: checks[key][1](f"[{name}] {key}", item) for key, item in given.items()}
    return replace(config, **changes)


def _tls(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    given = _table(name, value, dict.fromkeys(("certificate", "key")))
    for key in ("certificate", "key"):
        if not isinstance(given.get(key), str) or not given[key]:
            raise UserError("testline_certificate", path=f"[{name}] {key}", problem="it is not given")
    return replace(config, tls=TlsIdentity(Path(given["certificate"]), Path(given["key"])))


def _accounts(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    accounts = {}
    for user, password in _table(name, value).items():
        if not _USER.match(user):
            raise UserError("testline_user", key=f"[{name}]", value=_short(user))
        if not isinstance(password, str) or not password:
            raise UserError("testline_password", user=user)
        accounts[user] = Secret(password)
    return replace(config, accounts=accounts)


def _numbers(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    known = {field.name: getattr(BUILT_IN_NUMBERS, field.name) for field in fields(Numbers)}
    for key, number in _table(name, value, known).items():
        if not isinstance(number, str) or not _NUMBER.match(number):
            raise UserError("testline_number", key=f"[{name}] {key}", value=_short(number))
        known[key] = number
    return replace(config, numbers=Numbers(**known))


def _limits(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    known = {field.name: getattr(config.limits, field.name) for field in fields(Limits)}
    amounts = {key: _amount(f"[{name}] {key}", item) for key, item in _table(name, value, known).items()}
    changes: dict[str, Any] = {key: type(known[key])(amount) for key, amount in amounts.items()}
    return replace(config, limits=replace(config.limits, **changes))


def _timers(config: TestLineConfig, name: str, value: object) -> TestLineConfig:
    known = {**{field.name: None for field in fields(Timers)}, **dict.fromkeys(_CALL_TIMERS)}
    given = _table(name, value, known)
    amounts: dict[str, Any] = {key: float(_amount(f"[{name}] {key}", item)) for key, item in given.items()}
    of_calls = {key: amounts.pop(key) for key in _CALL_TIMERS if key in amounts}
    return replace(config, timers=replace(config.timers, **amounts), **of_calls)


_SECTIONS: Final[dict[str, Callable[[TestLineConfig, str, object], TestLineConfig]]] = {
    "listen": _listen,
    "public": _public,
    "other": _other,
    "realm": _realm,
    "trusted": _trusted,
    "ports": _read_ports,
    "tls": _tls,
    "accounts": _accounts,
    "numbers": _numbers,
    "limits": _limits,
    "timers": _timers,
}
