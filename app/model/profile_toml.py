"""Profile text (TOML) to :class:`Profile`, with errors that name the key and the nearest right one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, Final

from app.model.endpoint import Endpoint
from app.model.errors import UserError
from app.model.names import TRANSPORTS
from app.model.nearest import nearest
from app.model.profile import Account, Alternative, Numbers, Profile, Provider, TestLine
from app.model.secret import Secret

_HOST: Final = re.compile(r"^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)$")
_DIALABLE: Final = re.compile(r"^[A-Za-z0-9*#+._-]{0,64}$")
MOST_CERTIFICATES: Final = 65_536

Check = Callable[[str, object], Any]


def profile_from_toml(text: str) -> Profile:
    """Read a profile; raises :class:`UserError` with the line, key or value that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError("profile_not_toml", problem=str(error)) from None
    except RecursionError:
        raise UserError("profile_not_toml", problem="it is nested too deeply") from None
    return profile_from_data(data)


def profile_from_data(data: Mapping[str, object]) -> Profile:
    """The same from sections already read, as typed details and the JSON lines carry them."""
    _known_keys("", data, _SECTIONS)
    sections = {name: _section(name, data.get(name)) for name in _SECTIONS}
    account = sections["account"]
    if not account.get("domain"):
        raise UserError("profile_domain_missing")
    return Profile(
        account=Account(**account),
        provider=Provider(**sections["provider"]),
        numbers=Numbers(**sections["numbers"]),
        testline=TestLine(**sections["testline"]),
        stun=sections["stun"].get("servers", ()),
        alternatives=sections["alternatives"].get("paths", ()),
        dns=sections["dns"].get("servers", ()),
        authorities=sections["tls"].get("authorities", ""),
    )


def _section(name: str, data: object) -> dict[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise UserError("profile_not_section", section=name)
    checks = _SECTIONS[name]
    _known_keys(name, data, checks)
    return {key: checks[key](f"{name}.{key}", value) for key, value in data.items()}


def _known_keys(section: str, data: Mapping[str, object], known: Mapping[str, object]) -> None:
    for key in data:
        if key not in known:
            place = f"[{section}] {key}" if section else f"[{key}]"
            raise UserError("profile_unknown_key", key=place, nearest=nearest(key, known))


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or any(ord(char) < 32 or ord(char) == 127 for char in value) or len(value) > 255:
        raise UserError("profile_not_text", key=key)
    return value


def _certificates(key: str, value: object) -> str:
    text = value if isinstance(value, str) else ""
    if len(text) > MOST_CERTIFICATES or not text.isascii() or "-----BEGIN CERTIFICATE-----" not in text:
        raise UserError("profile_certificates", key=key)
    return text


def _secret(key: str, value: object) -> Secret:
    return Secret(_text(key, value))


def _host_port(key: str, value: object) -> str:
    text = _text(key, value).strip()
    try:
        endpoint = Endpoint.parse(text)
    except ValueError:
        raise UserError("profile_port", key=key, value=text) from None
    if not _HOST.match(endpoint.host) and ":" not in endpoint.host:
        raise UserError("profile_host" if text else "profile_domain_missing", key=key, value=text)
    _port(key, endpoint.port)
    return text


def _port(key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 65535:
        raise UserError("profile_port", key=key, value=str(value))
    return value


def _transport(key: str, value: object) -> str:
    text = _text(key, value).lower()
    if text not in TRANSPORTS:
        raise UserError("profile_transport", key=key, value=text)
    return text


def _number(key: str, value: object) -> str:
    text = _text(key, str(value) if isinstance(value, int) else value)
    if not _DIALABLE.match(text):
        raise UserError("profile_number", key=key, value=text)
    return text


def _user(key: str, value: object) -> str:
    text = _text(key, value)
    if re.search(r'[\s<>"@;?]', text):
        raise UserError("profile_user", key=key, value=text)
    return text


def _setup(key: str, value: object) -> str:
    text = _text(key, value).strip()
    if text and not (text.startswith("https://") and text.count("{code}") == 1 and len(text.split("/")) > 3):
        raise UserError("profile_setup", key=key, value=text)
    return text


def _ports(key: str, value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise UserError("profile_not_list", key=key)
    return tuple(_port(key, item) for item in value)


def _servers(key: str, value: object) -> tuple[Endpoint, ...]:
    if not isinstance(value, list):
        raise UserError("profile_not_list", key=key)
    return tuple(Endpoint.parse(_host_port(key, item), 3478) for item in value)


def _resolvers(key: str, value: object) -> tuple[Endpoint, ...]:
    return tuple(Endpoint(server.host, 53 if server.port == 3478 else server.port) for server in _servers(key, value))


def _paths(key: str, value: object) -> tuple[Alternative, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise UserError("profile_not_list", key=key)
    checks: dict[str, Check] = {"transport": _transport, "port": _port, "host": _host_port}
    paths = []
    for item in value:
        _known_keys(key, item, checks)
        fields = {name: checks[name](f"{key}.{name}", entry) for name, entry in item.items()}
        if "transport" not in fields or "port" not in fields:
            raise UserError("profile_path", key=key)
        paths.append(Alternative(**fields))
    return tuple(paths)


_SECTIONS: Final[dict[str, dict[str, Check]]] = {
    "provider": {
        **dict.fromkeys(("name", "support_phone", "email", "ticket_subject", "upload", "accent", "content"), _text),
        "setup": _setup,
    },
    "account": {
        "domain": _host_port,
        "username": _user,
        "auth_username": _user,
        "password": _secret,
        "proxy": _host_port,
        "port": _port,
        "transport": _transport,
    },
    "numbers": dict.fromkeys(("echo", "keypad", "hold", "callback", "speak", "listen"), _number),
    "testline": {"host": _host_port, "ports": _ports},
    "stun": {"servers": _servers},
    "dns": {"servers": _resolvers},
    "alternatives": {"paths": _paths},
    "tls": {"authorities": _certificates},
}


def public_view(profile: Profile) -> dict[str, Any]:
    """The profile as a session file may hold it: no secret, the user name shortened to its ends."""
    account = profile.account
    user = account.username
    return {
        "provider": profile.provider.name,
        "support_phone": profile.provider.support_phone,
        "email": profile.provider.email,
        "ticket_subject": profile.provider.ticket_subject,
        "domain": account.domain,
        "username": user if len(user) < 3 else f"{user[0]}***{user[-1]}",
        "proxy": account.proxy,
        "port": account.server_port,
        "transport": account.transport,
        "numbers": [name for name in Numbers.__dataclass_fields__ if getattr(profile.numbers, name)],
        "testline": profile.testline.host,
        "stun": [str(server) for server in profile.stun],
        "alternatives": [f"{path.transport}:{path.port}" for path in profile.alternatives],
    }
