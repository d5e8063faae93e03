"""Deployments: put process files live; the same bytes make no new version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.domain.views import DeploymentView

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.engine.progress import Checked, SourceFile
    from service.runtime import Runtime


def check(rt: Runtime, files: Sequence[SourceFile]) -> Checked:
    """Everything wrong with these files, without storing anything."""
    raise NotImplementedError


def deploy(rt: Runtime, files: Sequence[SourceFile], *, by: Actor) -> DeploymentView:
    """Check the files and put a new version live of every process whose behaviour changed, all or none."""
    raise NotImplementedError
