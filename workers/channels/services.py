"""Every service apprise knows (SMS, WeCom, DingTalk, Feishu …), one address each. The only module that knows
apprise.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from apprise import Apprise, NotifyFormat

from workers.channels import Notification, NotSent
from workers.channels.addresses import is_address, public_address


class Service:
    """Sends notifications to one apprise address."""

    def __init__(self, url: str) -> None:
        """Send to this address; one that apprise cannot read is refused."""
        self._scheme = urlsplit(url).scheme
        self.name = self._scheme or "service"
        self._host = urlsplit(url).hostname or ""
        self._apprise = Apprise()
        if not self._apprise.add(url):
            raise ValueError(f"AFTERCARE_NOTIFY_URLS: {self._scheme}:… is no address that can be sent to")

    def send(self, notification: Notification) -> None:
        """Send it; what stands in the place of a host must not be inside the house."""
        if is_address(self._host):
            public_address(self._host, 443)
        sent = self._apprise.notify(
            title=notification.subject, body=notification.text, body_format=NotifyFormat.TEXT
        )
        if not sent:
            raise NotSent(reason=f"{self._scheme} did not take it")
