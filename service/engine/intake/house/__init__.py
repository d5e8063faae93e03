"""Our own rules: what a process needs so that people and the engine can work with it."""

from __future__ import annotations

from collections.abc import Iterator

from service.engine.intake.decisions import decision_findings
from service.engine.intake.deployment import Deployment
from service.engine.intake.house import calls, clauses, dialect, flow, people, texts, whole
from service.engine.intake.house.names import known_names
from service.engine.intake.house.rules import HouseRule
from service.engine.progress import Finding

RULES: tuple[HouseRule, ...] = tuple(
    rule for module in (people, texts, flow, calls, clauses, dialect) for rule in module.book.rules
)


def house_findings(deployment: Deployment) -> Iterator[Finding]:
    """Every breach of our own rules in these files."""
    yield from whole.findings(deployment)
    yield from decision_findings(deployment.decisions, deployment.files, known_names(deployment))
    for document in deployment.documents:
        for rule in RULES:
            yield from rule.findings(deployment, document)
