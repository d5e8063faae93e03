"""The ways a notification leaves the house: the console, mail, webhooks, and every service apprise knows.

``AFTERCARE_NOTIFY_URLS`` names them, separated by spaces. Sending is at least once; the notification's key is
the same at every attempt and is handed on wherever the channel has a place for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from service.domain.ways import PHONE_PLACE, ways_of
from service.errors import AftercareError
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Notification:
    """What is to be told, to whom, under a key that stays the same when it has to be told again."""

    key: str
    to: tuple[str, ...]
    subject: str
    text: str
    mail_to: tuple[str, ...] = ()
    case_number: str = ""
    phone: str = ""
    unsubscribe_url: str = ""


class NotSent(AftercareError):
    """The notification did not get out: {reason}."""


class Channel(Protocol):
    """One way out."""

    def send(self, notification: Notification) -> str:
        """Send it and tell what the receiver said, or raise ``NotSent``."""


class Channels:
    """All the ways out that are set up, by their names."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        """Send over these."""
        self._channels = dict(channels)

    def send(self, way: str, notification: Notification) -> str:
        """Send over this way; one that is no longer set up is a failure like any other."""
        channel = self._channels.get(way)
        if channel is None:
            raise NotSent(reason=f"{way} is not set up")
        return channel.send(notification)


def open_channels(settings: Settings) -> Channels:
    """The channels the settings name; a wrong address is told at the start, not at the first sending."""
    return Channels({way.name: _open(url, settings) for way, url in ways_of(settings.notify_urls)})


def _open(url: str, settings: Settings) -> Channel:
    return _OPENERS.get(urlsplit(url.replace(PHONE_PLACE, "0")).scheme, _apprise)(url, settings)


def _console(url: str, settings: Settings) -> Channel:
    from workers.channels.console import Console

    return Console()


def _mail(url: str, settings: Settings) -> Channel:
    from workers.channels.mail import Mail

    return Mail(url, sender=settings.mail_from)


def _webhook(url: str, settings: Settings) -> Channel:
    from workers.channels.webhook import Webhook

    return Webhook(url)


def _apprise(url: str, settings: Settings) -> Channel:
    # Imported only where it is used: it knows a hundred services and takes half a second to load.
    from workers.channels.services import Service

    return Service(url)


_OPENERS: dict[str, Callable[[str, Settings], Channel]] = {
    "console": _console,
    "smtp": _mail,
    "smtps": _mail,
    "http": _webhook,
    "https": _webhook,
}
