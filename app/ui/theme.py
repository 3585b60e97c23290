"""Our own light and dark colours as roles of Qt's palette, checked for contrast by tests; and the provider's accent.

Qt's defaults do not reach 4.5:1 for selected and disabled text. A person who asks the system for high contrast gets
the system's palette instead of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtGui import QColor, QPalette

Role = QPalette.ColorRole


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as ``#RRGGBB``. Pairs named ``x`` and ``x_ground`` are ink and what it stands on."""

    dark: bool
    window: str
    card: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    tint: str
    panel: str
    ok: str
    ok_ground: str
    look: str
    look_ground: str
    broken: str
    broken_ground: str

    @property
    def stark(self) -> bool:
        """The system's own high contrast: no grounds tell parts apart, so that edges have to."""
        return self.line == self.text

    def ink(self, state: str) -> str:
        """The ink of ``ok``, ``look``, ``broken``; quiet for anything else."""
        return {"ok": self.ok, "look": self.look, "broken": self.broken}.get(state, self.quiet)

    def ground(self, state: str) -> str:
        """What the ink of *state* stands on."""
        grounds = {"ok": self.ok_ground, "look": self.look_ground, "broken": self.broken_ground}
        return grounds.get(state, self.window)


LIGHT: Final = Theme(
    dark=False,
    window="#F3F5F8",
    card="#FFFFFF",
    line="#D6DDE4",
    text="#13202C",
    quiet="#50606F",
    accent="#0B63C5",
    on_accent="#FFFFFF",
    tint="#E4EEF9",
    panel="#DFEAF6",
    ok="#14764A",
    ok_ground="#E3F4EA",
    look="#8A5200",
    look_ground="#FFF1D6",
    broken="#B3261E",
    broken_ground="#FCE8E6",
)
DARK: Final = Theme(
    dark=True,
    window="#12181F",
    card="#1B242E",
    line="#33414F",
    text="#EAF0F6",
    quiet="#A5B4C2",
    accent="#6FB1FF",
    on_accent="#06121F",
    tint="#1F3348",
    panel="#182838",
    ok="#6FD6A3",
    ok_ground="#17362A",
    look="#FFC56B",
    look_ground="#3A2C12",
    broken="#FF9A92",
    broken_ground="#43201D",
)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2, 0 to 1."""
    made = QColor(colour)
    red, green, blue = map(_linear, (made.redF(), made.greenF(), made.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """*share* of *one* over *other*."""
    a, b = QColor(one), QColor(other)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    red, green, blue = (round(x * share + y * (1 - share)) for x, y in pairs)
    return QColor(red, green, blue).name().upper()


def with_accent(theme: Theme, accent: str) -> Theme:
    """The provider's colour in place of ours, moved towards the text colour until it can be read on every ground."""
    if not accent.startswith("#") or not QColor(accent).isValid():
        return theme
    for share in range(21):
        colour = mixed(theme.text, accent, share / 20)
        own = replace(
            theme,
            accent=colour,
            on_accent=max("#FFFFFF", "#06121F", key=lambda ink: contrast(ink, colour)),
            tint=mixed(colour, theme.card, 0.13),
            panel=mixed(colour, theme.window, 0.12),
        )
        if min(contrast(colour, ground) for ground in (own.card, own.window, own.tint, own.panel)) >= 4.5:
            return own
    return theme


def palette(theme: Theme) -> QPalette:
    """*theme* in Qt's roles; disabled text is quiet, never pale."""
    roles = {
        Role.Window: theme.window,
        Role.Base: theme.card,
        Role.AlternateBase: theme.tint,
        Role.Mid: theme.line,
        Role.Midlight: theme.panel,
        Role.Dark: theme.quiet,
        Role.Light: theme.card,
        Role.Button: theme.card,
        Role.WindowText: theme.text,
        Role.Text: theme.text,
        Role.ButtonText: theme.text,
        Role.PlaceholderText: theme.quiet,
        Role.Highlight: theme.accent,
        Role.Accent: theme.accent,
        Role.HighlightedText: theme.on_accent,
        Role.Link: theme.accent,
        Role.LinkVisited: theme.accent,
        Role.ToolTipBase: theme.card,
        Role.ToolTipText: theme.text,
        Role.BrightText: theme.broken,
        Role.Shadow: theme.line,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.quiet))
    return made


def from_system(system: QPalette) -> Theme:
    """The person's own high-contrast colours; states are told by shape and word, in the plain text colour."""

    def name(role: QPalette.ColorRole) -> str:
        return system.color(role).name().upper()

    text, window = name(Role.WindowText), name(Role.Window)
    return Theme(
        dark=luminance(window) < 0.5,
        window=window,
        card=name(Role.Base),
        line=text,
        text=text,
        quiet=text,
        accent=name(Role.Highlight),
        on_accent=name(Role.HighlightedText),
        tint=window,
        panel=window,
        ok=text,
        ok_ground=window,
        look=text,
        look_ground=window,
        broken=text,
        broken_ground=window,
    )
