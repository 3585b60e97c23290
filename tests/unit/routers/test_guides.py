"""The shipped guides: all obey the rules, and the facts that matter most stand as they were found."""

from __future__ import annotations

from collections import Counter

import pytest

from app.routers.catalogue import catalogue, guide, search
from app.routers.check import check_folder
from app.routers.guide import WAYS_OUT, Guide
from app.routers.picture.looks import LOOKS
from app.routers.text import guide_text
from app.routers.wording import words_of

HELPERS = ("generic", "modem-trap")


def need(guide_id: str) -> Guide:
    found = guide(guide_id)
    assert found is not None, guide_id
    return found


def test_every_guide_obeys_the_rules() -> None:
    _, problems = check_folder()
    assert problems == ()


def test_enough_families_are_known_for_certain_or_nearly() -> None:
    families = [item for item in catalogue().values() if item.kind not in ("way_out", "generic")]
    assert sum(item.confidence != "unconfirmed" for item in families) >= 110
    assert Counter(item.confidence for item in families)["high"] >= 50


def test_nothing_unconfirmed_is_told_as_an_instruction() -> None:
    for item in catalogue().values():
        if item.confidence != "unconfirmed":
            continue
        for step in item.steps:
            assert step.kind in ("look", "ask", "boxes", "sticker") or not step.sure, item.id


@pytest.mark.parametrize("guide_id", ["netgear-nighthawk", "netgear-orbi", "netgear-legacy", "netgear-pegatron"])
def test_netgear_gets_the_tick(guide_id: str) -> None:
    item = need(guide_id)
    assert item.inverted
    sentences = [words_of(step, item).plain for step in item.steps]
    assert "Put a tick in Disable SIP ALG. Then press Apply." in sentences
    assert "OTHER WAY ROUND" in guide_text(item)


@pytest.mark.parametrize("guide_id", ["paloalto-panos", "paloalto-prisma-sdwan", "checkpoint-spark", "barracuda-x"])
def test_other_boxes_that_work_the_other_way_round(guide_id: str) -> None:
    assert need(guide_id).inverted


@pytest.mark.parametrize(
    ("guide_id", "path"),
    [
        ("tplink-archer", ("Advanced", "NAT Forwarding", "ALG")),
        ("tplink-archer-security", ("Advanced", "Security", "ALG")),
        ("tplink-deco", ("More", "Advanced", "NAT Forwarding")),
        ("asus-asuswrt", ("Advanced Settings", "WAN", "NAT Passthrough")),
        ("netgear-nighthawk", ("ADVANCED", "Setup", "WAN Setup")),
        ("att-bgw320", ("Firewall", "Firewall Advanced")),
    ],
)
def test_the_way_to_the_page(guide_id: str, path: tuple[str, ...]) -> None:
    assert path in [step.path for step in need(guide_id).steps]


def test_an_eero_has_no_switch() -> None:
    item = need("eero")
    assert item.kind == "locked"
    assert "bridge" in item.way_out


def test_mikrotik_also_loses_its_old_connections() -> None:
    text = guide_text(need("mikrotik-routeros"))
    assert "/ip firewall service-port disable sip" in text
    assert "Connections" in text


def test_fortigate_is_done_in_every_layer_and_no_entry_is_deleted_blindly() -> None:
    commands = [command for step in need("fortinet-fortigate").steps for command in step.commands]
    assert "set default-voip-alg-mode kernel-helper-based" in commands
    assert "set sip-expectation disable" in commands
    assert "unset voip-profile" in commands
    assert "set rtp disable" in commands
    assert commands.index("show system session-helper") < commands.index("delete <number>")
    assert not any(command in ("delete 12", "delete 13") for command in commands)
    assert need("fortinet-fortigate").restart.need == "required"


def test_vyos_and_edgeos_speak_opposite_dialects() -> None:
    assert "delete system conntrack modules sip" in guide_text(need("vyos"))
    assert "set system conntrack modules sip disable" in guide_text(need("ubiquiti-edgerouter"))


@pytest.mark.parametrize("guide_id", ["cisco-meraki", "pfsense", "zyxel-usg-flex-h", "motorola-minim"])
def test_nobody_is_sent_to_a_switch_that_does_not_exist(guide_id: str) -> None:
    item = need(guide_id)
    assert item.kind == "no_alg"
    assert item.default_state == "absent"


def test_every_way_out_has_its_page() -> None:
    for way in WAYS_OUT:
        assert need(f"way-out-{way.replace('_', '-')}").kind == "way_out"


def test_the_generic_guide_knows_the_names_and_the_exception() -> None:
    text = guide_text(need("generic"))
    for name in ("SIP ALG", "SIP Passthrough", "SIP Helper", "SIP Transformations", "SIP Inspection"):
        assert name in text
    assert "session border controller" in text
    assert "120 to 300" in text


def test_no_guide_opens_everything() -> None:
    for item in catalogue().values():
        for step in item.steps:
            assert not {"port forwarding", "virtual server"} & {label.casefold() for label in (*step.path, step.label)}


def test_at_least_six_layouts_are_in_use() -> None:
    layouts = {LOOKS[item.look].layout for item in catalogue().values()}
    assert len(layouts) >= 8, layouts


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("netgear orbi", "netgear-orbi"),
        ("fritz", "avm-fritzbox"),
        ("comcast business", "comcast-business"),
        ("R7000", "netgear-nighthawk"),
        ("meraki", "cisco-meraki"),
        ("ziggo", "ziggo"),
    ],
)
def test_the_search_finds(text: str, first: str) -> None:
    assert first in [item.id for item in search(text)[:3]]


def test_a_search_without_sense_finds_nothing() -> None:
    assert search("zzzz-no-such-router") == ()
    assert search("") == ()
