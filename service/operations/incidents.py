"""Incidents: try again, or close them with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import IncidentView

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def retry_incident(rt: Runtime, incident_id: UUID, *, by: Actor) -> IncidentView:
    """Try what got stuck once more; the incident is resolved by it, or stays open with the new reason."""
    raise NotImplementedError


def resolve_incident(rt: Runtime, incident_id: UUID, *, note: str, by: Actor) -> IncidentView:
    """Close an incident by hand, saying what was done."""
    raise NotImplementedError
