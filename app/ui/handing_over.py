"""A profile that was double-clicked while the program is open: taken at once where nothing is lost, else offered.

Settings in mid-check would mix two lines in one report. So where something was measured already the person is asked,
over the screen they are on; what was measured stays in their documents either way.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.model.errors import UserError
from app.ui.say import say
from app.ui.setup_file import answers_from, unsealed
from app.wizard.answers import Answers

if TYPE_CHECKING:
    from app.ui.window import Window


def handed_over(window: Window, profile_path: str) -> None:
    """A second start called *window* to the front, with the profile in *profile_path* if it was given one."""
    window.come_forward()
    if not profile_path:
        return
    try:
        offered = answers_from(Path(profile_path))
    except UserError as error:
        window.tell(say("errors", error.text_id, "text", **error.values))
        return
    if is_in_use(window.host.start, offered):
        return
    if window.host.folder:
        window.offer(offered)
    else:
        take(window, offered)


def is_in_use(present: Answers, offered: Answers) -> bool:
    """Whether the program runs with these settings already."""
    same = unsealed(present.sections) == unsealed(offered.sections)
    return same and present.practice is None and present.sections is not None


def take(window: Window, offered: Answers) -> None:
    """Begin anew with the *offered* settings."""
    window.host.begin_anew(offered)
    window.tell(say("window", "handed_over", "taken", name=called(offered)))


def called(offered: Answers) -> str:
    """What the person knows the settings by: their provider, else the file."""
    return offered.provider.name or offered.profile_file
