"""One page a kind of screen, attached to the flow from outside by screen id, and imported on first visit."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from app.wizard.catalogue import ScreenId, catalogue

if TYPE_CHECKING:
    from app.ui.pages.page import Page

PAGES: Final[dict[ScreenId, str]] = {
    "11": "start.StartPage",
    "12": "consent.ConsentPage",
    "12b": "words.WordsPage",
    "21": "symptom.SymptomPage",
    "22": "setup_code.SetupCodePage",
    "22b": "sign_in.SignInPage",
    "23": "connection.ConnectionPage",
    "24": "permission.PermissionPage",
    "31": "measuring.LookingPage",
    "32": "router_seen.RouterSeenPage",
    "32b": "router_list.RouterListPage",
    "33": "in_between.TwoBoxesPage",
    "33b": "in_between.InBetweenPage",
    "41": "words.WordsPage",
    "41d": "devices.DevicePage",
    "41e": "devices.DevicePage",
    "41p": "measuring.SoundCheckPage",
    "41q": "question.QuestionPage",
    "41b": "question.QuestionPage",
    "42": "measuring.LookingPage",
    "43": "measuring.LookingPage",
    "44": "call_ready.CallReadyPage",
    "44b": "call_ready.CallReadyPage",
    "44p": "measuring.CallPage",
    "44q": "question.QuestionPage",
    "45": "call_ready.CallReadyPage",
    "45b": "call_ready.CallReadyPage",
    "45p": "measuring.CallPage",
    "45q": "question.QuestionPage",
    "46": "call_ready.CallReadyPage",
    "46p": "keypad.KeypadPage",
    "46r": "keypad.KeypadPage",
    "47": "call_ready.CallReadyPage",
    "47b": "call_ready.CallReadyPage",
    "47p": "measuring.HeldCallPage",
    "48": "call_ready.CallReadyPage",
    "48p": "measuring.BellPage",
    "48q": "question.QuestionPage",
    "51": "finding.FindingPage",
    "51b": "results.ResultsPage",
    "52": "router_page.RouterPage",
    "53": "step.StepPage",
    "53b": "router_list.OtherWaysPage",
    "54": "someone_else.SomeoneElsePage",
    "55": "words.PathPage",
    "55p": "measuring.LookingPage",
    "56": "another_way.AnotherWayPage",
    "56r": "another_way.ComparedPage",
    "61": "outcome.OutcomePage",
    "61b": "checklist.ChecklistPage",
    "62": "outcome.OutcomePage",
    "63": "code.CodePage",
    "71": "preview.PreviewPage",
    "71b": "report.ReportPage",
    "72": "send.SendPage",
    "72b": "send.UploadPage",
    "72q": "send.MailQuestionPage",
    "73": "by_hand.ByHandPage",
    "74": "done.DonePage",
    "91": "words.PathPage",
    "92": "words.PathPage",
    "93": "firewall.FirewallPage",
    "94": "words.MicrophonePage",
    "94b": "words.WordsPage",
    "95": "words.PathPage",
    "96": "words.WelcomeBackPage",
    "97": "words.PathPage",
    "98": "words.WordsPage",
    "99": "words.PathPage",
    "99b": "words.PathPage",
}
"""The screens this program shows so far, and the class of each."""

OFFERED: Final = frozenset(PAGES)


def import_pages() -> None:
    """Import every page's module; safe in any thread, because nothing is built."""
    for module in dict.fromkeys(place.split(".")[0] for place in PAGES.values()):
        import_module(f"app.ui.pages.{module}")


def build_page(screen: ScreenId) -> Page:
    """A new page for *screen*."""
    module, name = PAGES[screen].split(".")
    kind = getattr(import_module(f"app.ui.pages.{module}"), name)
    return cast("Page", kind(catalogue()[screen]))
