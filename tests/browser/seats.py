"""Browsers people sit down at: each with its own cookies, left clean for whoever comes next."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from service.domain.browser_sessions import cookies_of
from service.operations.failed_sign_ins import Whence
from service.operations.sessions import sign_in
from service.runtime import Runtime

Page = Any  # Any: Playwright is there only with the test packages
PASSWORD = "demo"


class Seats:
    """The browsers that are open, by language and width; the free ones are taken first."""

    def __init__(self, browser: Any, address: str) -> None:
        """Open browsers of this Chromium at this address."""
        self._browser = browser
        self._address = address
        self._free: dict[tuple[str, int], list[Page]] = defaultdict(list)
        self._taken: list[tuple[tuple[str, int], Page]] = []

    def take(self, language: str, width: int) -> Page:
        """An empty page of somebody's own."""
        free = self._free[language, width]
        page = free.pop() if free else self._open(language, width)
        self._taken.append(((language, width), page))
        return page

    def let_in(self, page: Page, office: Runtime, name: str) -> None:
        """Somebody of the staff is signed in here, and sees the inbox."""
        new = sign_in(office, name, PASSWORD, whence=Whence(device="Chrome"))
        page.context.add_cookies(
            [
                {
                    "name": each["key"],
                    "value": each["value"],
                    "url": self._address,
                    "httpOnly": each["httponly"],
                }
                for each in cookies_of(new, secure=False)
            ]
        )
        page.goto("/desk")
        page.wait_for_selector(".script .rooms")

    def leave(self) -> None:
        """Everybody goes home: nothing of theirs is left behind."""
        for kind, page in self._taken:
            page.unroute_all()
            page.context.clear_cookies()
            if page.url.startswith(self._address):
                page.evaluate("localStorage.clear()")
            page.goto("about:blank")
            self._free[kind].append(page)
        self._taken.clear()

    def close(self) -> None:
        """Close every browser."""
        for pages in self._free.values():
            for page in pages:
                page.context.close()

    def _open(self, language: str, width: int) -> Page:
        context = self._browser.new_context(
            base_url=self._address, locale=language, viewport={"width": width, "height": 800}
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page
