"""Every service apprise knows (SMS, WeCom, DingTalk, Feishu …), one address each. The only module that knows
apprise.

An address with ``{to}`` takes the telephone number of whoever is told there; one without is a room of staff.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType

from service.domain.ways import PHONE_PLACE
from workers.channels import Notification, NotSent
from workers.channels.addresses import is_address, public_address
from workers.channels.guarded import only_public
from workers.channels.heard import hearing

_ANSWER_IN_BODY = ("wecombot", "dingtalk", "feishu", "lark")
"""Whose refusals come with a 200."""
_NO_NUMBER = re.compile(r"[^\d+]")


class Service:
    """Sends notifications to one apprise address."""

    def __init__(self, url: str) -> None:
        """Send to this address; one that apprise cannot read is refused."""
        self._url = url
        self._scheme = urlsplit(url.replace(PHONE_PLACE, "0")).scheme
        self.name = self._scheme or "service"
        self._opened("13800000000")

    def send(self, notification: Notification) -> str:
        """Send it; nothing inside the house is ever connected to."""
        service, host = self._opened(_NO_NUMBER.sub("", notification.phone))
        if is_address(host):
            public_address(host, 443)
        title = "" if PHONE_PLACE in self._url else notification.subject
        with only_public(), hearing() as heard:
            # By the service itself: the collection would send from a thread of its own, past the guard.
            sent = service[0].notify(
                title=title,
                body=notification.text,
                notify_type=NotifyType.INFO,
                body_format=NotifyFormat.TEXT,
            )
        if not sent or (heard.refused and self._scheme in _ANSWER_IN_BODY):
            raise NotSent(reason=f"{self._scheme} {heard.said or 'did not answer: broke off'}")
        return f"{self._scheme} took it: {heard.said}" if heard.said else f"{self._scheme} took it"

    def _opened(self, phone: str) -> tuple[Apprise, str]:
        url = self._url.replace(PHONE_PLACE, quote(phone, safe=""))
        service = Apprise(asset=AppriseAsset(async_mode=False))  # in this thread: the guard is a thread's own
        if not service.add(url):
            raise ValueError(f"AFTERCARE_NOTIFY_URLS: {self._scheme}:… is no address that can be sent to")
        return service, urlsplit(url).hostname or ""
