"""People: add, change password, groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.domain.views import PersonView

if TYPE_CHECKING:
    from service.runtime import Runtime


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be let in; ``supervises`` may be ``("*",)`` for every group."""

    name: str
    password: str
    display_name: str = ""
    groups: Iterable[str] = ()
    supervises: Iterable[str] = ()
    language: str = ""
    demo: bool = False


def add_person(rt: Runtime, new: NewPerson) -> PersonView:
    """Let somebody in."""
    raise NotImplementedError


def change_password(rt: Runtime, name: str, *, new: str) -> None:
    """Set a new password and end every sign-in made with the old one."""
    raise NotImplementedError


def set_groups(rt: Runtime, groups: Mapping[str, Mapping[str, str]]) -> None:
    """Make the groups known, with their names by language; groups no longer named stay."""
    raise NotImplementedError
