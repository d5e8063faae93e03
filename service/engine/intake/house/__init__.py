"""Our own rules: what a process needs so that people and the engine can work with it."""

from __future__ import annotations

from collections.abc import Iterator

from service.engine.intake.deployment import Deployment
from service.engine.progress import Finding


def house_findings(deployment: Deployment) -> Iterator[Finding]:
    """Every breach of our own rules in these files."""
    yield from ()
