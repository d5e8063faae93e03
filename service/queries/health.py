"""Whether the service can do its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.views import Health

if TYPE_CHECKING:
    from service.runtime import Runtime


def health(rt: Runtime) -> Health:
    """Ask the database and look at what is due and who works; never raises, a database that is away is told."""
    raise NotImplementedError
