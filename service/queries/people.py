"""People and groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from service.domain.views import PersonView

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def people(rt: Runtime, *, by: Actor) -> tuple[PersonView, ...]:
    """Everybody active, by name: whom a supervisor may assign to, whom an assignee may delegate to."""
    raise NotImplementedError


def person(rt: Runtime, name: str, *, by: Actor) -> PersonView:
    """One person."""
    raise NotImplementedError


def group_names(rt: Runtime, language: str) -> Mapping[str, str]:
    """The groups' names as shown in this language, by group."""
    raise NotImplementedError
