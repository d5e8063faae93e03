"""Pages for everybody say why they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])


def public(why: str) -> Callable[[View], View]:
    """Declare that a page is for everybody; a test fails on a page that declares nothing."""

    def declare(view: View) -> View:
        view.public_because = why  # type: ignore[attr-defined]
        return view

    return declare
