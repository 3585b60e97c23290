"""Mail programs of the distribution, each with an account so that no assistant comes up first."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OWNER: Final = "owner@shop.example"
_FOLDERS: Final = (("inbox", "inbox"), ("outbox", "sent"), ("draft", "draft"), ("queue", "queue"), ("trash", "trash"))


@dataclass(frozen=True, slots=True)
class MailProgram:
    """One program. ``set_up`` takes the home and the port of the post office; ``send`` are the keys that send.

    ``yes``: the key for "send it all the same", where the program asks back.
    ``draft``: what becomes of our ``.eml`` file when it is opened: ``draft`` to send, ``received`` or ``nothing``.
    """

    name: str
    desktop: str
    set_up: Callable[[Path, int], None]
    send: str
    draft: str
    yes: str = ""

    @property
    def installed(self) -> bool:
        """Whether it can be tried here."""
        return shutil.which(self.name) is not None


def _claws(home: Path, port: int) -> None:
    folder = _mh_folders(home, ".claws-mail", port)
    (folder / "clawsrc").write_text("[Common]\nconfig_version=4\nchk_on_startup=0\nenable_aspell=0\n")


def _sylpheed(home: Path, port: int) -> None:
    folder = _mh_folders(home, ".sylpheed-2.0", port)
    (folder / "sylpheedrc").write_text("[Common]\nreceive_at_startup=0\n")


def _mh_folders(home: Path, place: str, port: int) -> Path:
    """What the two relatives share: folders, and an account that sends to *port*."""
    folder = home / place
    folder.mkdir(parents=True)
    for _, name in _FOLDERS:
        (home / "Mail" / name).mkdir(parents=True)
    items = "".join(f'<folderitem type="{kind}" name="{name}" path="{name}"/>' for kind, name in _FOLDERS)
    (folder / "folderlist.xml").write_text(
        f'<?xml version="1.0"?>\n<folderlist><folder type="mh" name="Mail" path="Mail">{items}</folder></folderlist>\n'
    )
    (folder / "accountrc").write_text(
        "[Account: 1]\naccount_name=Shop\nis_default=1\nname=Pat Owner\n"
        f"address={OWNER}\nprotocol=0\nreceive_server=127.0.0.1\nreceive_at_get_all=0\n"
        f"smtp_server=127.0.0.1\nset_smtpport=1\nsmtp_port={port}\nssl_smtp=0\nuse_smtp_auth=0\n"
    )
    return folder


def _thunderbird(home: Path, port: int) -> None:
    profile = home / ".thunderbird" / "shop.default"
    profile.mkdir(parents=True)
    (home / ".thunderbird" / "profiles.ini").write_text(
        "[Profile0]\nName=default\nIsRelative=1\nPath=shop.default\nDefault=1\n\n"
        "[General]\nStartWithLastProfile=1\nVersion=2\n"
    )
    account: dict[str, object] = {
        "mail.accountmanager.accounts": "account1", "mail.accountmanager.defaultaccount": "account1",
        "mail.account.account1.identities": "id1", "mail.account.account1.server": "server1",
        "mail.identity.id1.useremail": OWNER, "mail.identity.id1.fullName": "Pat Owner",
        "mail.identity.id1.smtpServer": "smtp1", "mail.identity.id1.valid": True,
        "mail.server.server1.type": "pop3", "mail.server.server1.hostname": "127.0.0.1",
        "mail.server.server1.userName": "owner", "mail.server.server1.name": "Shop",
        "mail.server.server1.login_at_startup": False, "mail.server.server1.check_new_mail": False,
        "mail.smtpservers": "smtp1", "mail.smtp.defaultserver": "smtp1",
        "mail.smtpserver.smtp1.hostname": "127.0.0.1", "mail.smtpserver.smtp1.port": port,
        "mail.smtpserver.smtp1.authMethod": 1, "mail.smtpserver.smtp1.try_ssl": 0,
    }  # fmt: skip
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in (account | _QUIET).items())
    (profile / "user.js").write_text("".join(lines))


_QUIET: Final[dict[str, object]] = {
    "app.update.enabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "mail.inappnotifications.enabled": False,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mail.spotlight.firstRunDone": True,
    "mail.warn_on_send_accel_key": False,
    "mailnews.start_page.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 0,
    "toolkit.telemetry.enabled": False,
}
"""No page, question or look-up of its own at the first start."""


def _evolution(home: Path, port: int) -> None:
    sources = home / ".config" / "evolution" / "sources"
    sources.mkdir(parents=True)
    head = "[Data Source]\nDisplayName=Shop\nEnabled=true\nParent="
    (sources / "shop.source").write_text(f"{head}\n\n[Mail Account]\nBackendName=none\nIdentityUid=shop-id\n")
    (sources / "shop-id.source").write_text(
        f"{head}shop\n\n[Mail Composition]\nDraftsFolder=folder://local/Drafts\n\n"
        f"[Mail Identity]\nAddress={OWNER}\nName=Pat Owner\n\n"
        "[Mail Submission]\nSentFolder=folder://local/Sent\nTransportUid=shop-smtp\n"
    )
    (sources / "shop-smtp.source").write_text(
        f"{head}shop\n\n[Mail Transport]\nBackendName=smtp\n\n"
        f"[Authentication]\nHost=127.0.0.1\nMethod=none\nPort={port}\nUser=\n\n[Security]\nMethod=none\n"
    )


PROGRAMS: Final = (
    MailProgram("claws-mail", "claws-mail.desktop", _claws, "ctrl+Return", "nothing"),
    MailProgram("sylpheed", "sylpheed.desktop", _sylpheed, "ctrl+shift+e", "received", "alt+y"),
    MailProgram("thunderbird", "thunderbird.desktop", _thunderbird, "ctrl+Return", "draft"),
    MailProgram("evolution", "org.gnome.Evolution.desktop", _evolution, "ctrl+Return", "nothing", "alt+s"),
)


def make_default(home: Path, desktop: str) -> None:
    """What choosing the standard mail program writes (the mime-apps specification)."""
    settings = home / ".config"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "mimeapps.list").write_text(
        f"[Default Applications]\nx-scheme-handler/mailto={desktop}\nmessage/rfc822={desktop}\n"
    )
