from __future__ import annotations

from app.model.endpoint import Endpoint
from app.model.profile_toml import profile_from_toml


def test_resolvers_are_asked_at_port_53_unless_another_is_given() -> None:
    text = '[account]\ndomain = "sip.example.com"\n[dns]\nservers = ["192.0.2.53", "192.0.2.54:5353"]\n'
    assert profile_from_toml(text).dns == (Endpoint("192.0.2.53", 53), Endpoint("192.0.2.54", 5353))
    assert profile_from_toml('[account]\ndomain = "sip.example.com"\n').dns == ()
