"""What is deployed, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.views import DefinitionView, Page, PageRequest

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def definitions(
    rt: Runtime, page: PageRequest, *, key: str | None = None, latest: bool = False, by: Actor
) -> Page[DefinitionView]:
    """The deployed definition versions, newest first; ``latest``: only the newest of each key."""
    raise NotImplementedError


def definition(rt: Runtime, key: str, version: int, *, by: Actor) -> DefinitionView:
    """One version of a process."""
    raise NotImplementedError


def definition_xml(rt: Runtime, key: str, version: int, *, by: Actor) -> bytes:
    """The BPMN file of a version, byte for byte as it was deployed."""
    raise NotImplementedError
