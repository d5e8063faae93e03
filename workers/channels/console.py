"""The console: a line in the log. What a first start uses, so that one sees what would be sent."""

from __future__ import annotations

import logging

from workers.channels import Notification

log = logging.getLogger(__name__)


class Console:
    """Writes notifications into the log."""

    name = "console"

    def send(self, notification: Notification) -> None:
        """One line; words from outside cannot start a second one."""
        words = " ".join(f"{notification.subject} | {notification.text}".split())
        log.info("notification to=%s key=%s: %s", ",".join(notification.to), notification.key, words)
