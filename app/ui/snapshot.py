"""Pictures of the screens, made by the program itself: for the README, the agent handbook and the eyes of reviewers.

python -m app.ui.snapshot OUT.png SCREEN [light|dark] [PERCENT] [LANGUAGE]
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.model.diagnosis import Diagnosis, Finding, Verdict
from app.model.json import JsonObject
from app.model.profile import Account, Profile, Provider
from app.model.session import SpokenCode
from app.ui.look import look
from app.wizard.answers import Answers, Box, Known, SignIn, Walk
from app.wizard.catalogue import catalogue
from app.wizard.journey import Journey, Visit
from app.wizard.live import Live, begin
from app.words import language_of

if TYPE_CHECKING:
    from app.ui.engine_link import Hear, Link
    from app.ui.host import Host
    from app.ui.window import Window

SMALLEST: Final = 0
"""PNG "quality" for the smallest file."""
SCALE: Final = 1.6
"""Device pixels a logical pixel."""

_PROFILE: Final = Profile(
    Account("phone.example.com", "100"), Provider("Bright Telecom", "0800 123 4567", "help@example.com")
)
_CHANGED: Final[list[JsonObject]] = [{"field": "contact", "before": "192.168.1.50", "after": "203.0.113.7"}]
_VERDICTS: Final = (
    Verdict("internet", "yes", "certain", "something_answered"),
    Verdict("dns", "yes", "certain", "name_found"),
    Verdict("nat", "yes", "certain", "different_address_outside"),
    Verdict("audio_devices", "yes", "certain", "devices_found"),
    Verdict("registration", "yes", "certain", "registered"),
    Verdict("sip_alg", "yes", "certain", "rewritten", details={"changed": list(_CHANGED)}),
    Verdict("hear", "no", "certain", "measured"),
    Verdict("speak", "yes", "certain", "measured"),
    Verdict("keypad", "cannot_tell", "possible", "not_run"),
)
_ROUTER: Final[dict[str, Any]] = {
    "routers": ("netgear-nighthawk",),
    "router_sure": True,
    "gateway": "192.168.1.1",
    "inner": Box("192.168.1.1", "NETGEAR, Inc.", "R7000", ("netgear-nighthawk",), sure=True),
}
_SPEAKERS: Final = ("Speakers (Realtek Audio)", "Headset (Jabra Evolve 20)")
_MICROPHONES: Final = ("Microphone Array (Realtek Audio)", "Headset (Jabra Evolve 20)")


def sample_known(screen: str) -> Known:
    """What is known on *screen* in a sitting in which the router changes messages."""
    if screen in ("11", "12", "21", "22b", "31"):
        return Known()
    early = Known(verdicts={verdict.question: verdict for verdict in _VERDICTS[:3]})
    if screen in ("32", "33", "33b"):
        return replace(early, **_ROUTER, outer=Box("192.168.0.1", "Sagemcom Broadband SAS", "F@st 5366"))
    if screen[0] == "4" or screen in ("91", "92", "94", "95", "99"):
        verdicts = {verdict.question: verdict for verdict in _VERDICTS[:5]}
        digits = ("123456789*0#", "12346789*0#") if screen == "46r" else None
        devices: dict[str, Any] = {"devices": "found", "outputs": _SPEAKERS, "inputs": _MICROPHONES}
        return replace(early, verdicts=verdicts, digits=digits, **devices)
    finding = Finding("sip_alg_rewrites", "major", "certain", ("o1", "o2"))
    diagnosis = Diagnosis(_VERDICTS, (finding,), "sip_alg_rewrites")
    if screen in ("61", "56r"):
        good = tuple(replace(item, answer="no" if item.question == "sip_alg" else "yes") for item in _VERDICTS)
        works = Finding("works_without_router", "info", "certain", ("o1",))
        diagnosis = Diagnosis(good, (works,) if screen == "56r" else (), None)
    first = Diagnosis(_VERDICTS, (finding,), "sip_alg_rewrites")
    label = {"61": "after", "62": "after", "56r": "modem"}.get(screen, "before")
    return Known(
        label,
        diagnoses={"before": first, label: diagnosis},
        verdicts={verdict.question: verdict for verdict in diagnosis.verdicts},
        code=SpokenCode(("lamp", "river", "goat", "desk"), "4821179036"),
        report="/home/owner/Documents/CallMend/2026-11-20 10.42/report.html",
        **_ROUTER,
    )


def sample_live(screen: str, now: float) -> Live:
    """A measurement a third of the way through."""
    live = begin(screen, now)
    live.started = now - live.expected_s * 0.36
    live.steps = {"31": ["finding_route", "looking_up", "asking_address"], "46p": ["calling", "pressing_keys"]}.get(
        screen, ["calling", "listening"]
    )
    if screen == "47p":
        live.steps = ["holding"]
    if screen in ("42", "43"):
        live.steps = ["sending_messages"] if screen == "43" else ["signing_in"]
    if screen == "41p":
        live.steps = ["checking_sound", "playing_notes", "checking_microphone"]
    shape = [-14.0, -22.0, -31.0, -18.0, -12.0, -26.0, -40.0, -33.0, -16.0, -11.0, -19.0, -28.0]
    for index in range(40):
        live.inbound.take(shape[index % 12] + index % 5, index, now)
        live.outbound.take(shape[(index + 5) % 12] - index % 7, index, now)
    return live


def sample_walk(screen: str) -> Walk | None:
    """Of the router above, at the step with the box to tick."""
    if screen not in ("52", "53", "53b", "54"):
        return None
    from app.ui import guides

    guide = guides.guide_named(_ROUTER["routers"][0])
    step = next(place for place, item in enumerate(guide.steps) if item.kind == "tick")
    return replace(guides.walk_for(guide, sample_known("32")), step=step)


def sample_answers(*, practice: bool) -> Answers:
    """The answers of a person halfway through."""
    typed = SignIn("phone.example.com", "100")
    scenario = "linux-alg" if practice else None
    return Answers(
        agreed_at="2026-11-20T10:42:00+00:00",
        symptom="calls_stop",
        connection="cable",
        same_router="yes",
        practice=scenario,
        sign_in=typed,
        profile=_PROFILE,
    )


def grab(
    out: Path, screen: str, *, theme: str = "light", percent: int = 100, practice: bool = False, language: str = "en"
) -> None:
    """Paint *screen* and write it as PNG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(SCALE)
    os.environ["CALLMEND_THEME"] = theme
    from PySide6.QtGui import QImage

    from app.ui import appearance
    from app.ui.language import wear
    from app.ui.main import make_application
    from app.ui.window import LARGEST, SIZE

    application = make_application()
    wear(application, language_of(language))
    appearance.apply(application)
    look.scale, look.calm = percent / 100, True
    window = sample_window(screen, practice=practice)
    window.resize(SIZE + (LARGEST - SIZE) * (look.scale - 1))
    window.show()
    application.processEvents()
    window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888).save(str(out), "PNG", SMALLEST)  # type: ignore[call-overload]


def sample_window(screen: str, *, practice: bool = False) -> Window:
    """A window on *screen* with the sample content and no engine."""
    from app.ui.abilities import Unavailable
    from app.ui.host import Host
    from app.ui.window import Window

    host = Host(_no_engine, sample_answers(practice=practice), unavailable=Unavailable())
    put_up_sample(host, screen, practice=practice)
    return Window(host)


def put_up_sample(host: Host, screen: str, *, practice: bool = False) -> None:
    """Bring *host* to *screen* with the sample content."""
    answers = replace(sample_answers(practice=practice), walk=sample_walk(screen))
    past = () if screen in ("11", "96") else (Visit("11", answers),)
    origin = "44p" if catalogue()[screen].kind == "trouble" else ""
    host.journey = Journey(screen, answers, past, origin=origin, draft=replace(answers, resume_at="44b"))
    host.known = sample_known(screen)
    host.folder = "/home/owner/Documents/CallMend/2026-11-20 10.42"
    host.live = sample_live(screen, host.scene.now)


def _no_engine(hear: Hear) -> Link:
    raise AssertionError("a picture needs no engine")


def main(arguments: list[str]) -> int:
    """The command line of this module."""
    if len(arguments) < 2 or arguments[1] not in catalogue():
        sys.stderr.write(__doc__ or "")
        return 2
    out, screen, *rest = arguments
    theme = rest[0] if rest else "light"
    percent, language = int(rest[1]) if len(rest) > 1 else 100, rest[2] if len(rest) > 2 else "en"
    grab(Path(out), screen, theme=theme, percent=percent, language=language)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
