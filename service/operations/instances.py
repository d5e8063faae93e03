"""Process instances as a whole: suspend, resume, terminate."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from service.domain.views import InstanceView

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def suspend_instance(rt: Runtime, instance_id: UUID, *, reason: str = "", by: Actor) -> InstanceView:
    """Pause all waits: no claims, no completions; timers that fall due wait for the resumption."""
    raise NotImplementedError


def resume_instance(rt: Runtime, instance_id: UUID, *, by: Actor) -> InstanceView:
    """Let it move again; timers that fell due meanwhile fire in due order."""
    raise NotImplementedError


def terminate_instance(rt: Runtime, instance_id: UUID, *, reason: str, by: Actor) -> InstanceView:
    """End it early by hand; every wait is cancelled."""
    raise NotImplementedError
