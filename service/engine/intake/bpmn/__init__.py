"""The rules of BPMN 2.0 that its schema cannot state, one small function each."""

from __future__ import annotations

from collections.abc import Iterator

from service.engine.intake.bpmn import (
    activities,
    bindings,
    collaboration,
    connections,
    data,
    definitions,
    events,
    expressions,
    formats,
    gateways,
    references,
    scopes,
    soundness,
    structure,
)
from service.engine.intake.document import Document
from service.engine.intake.findings import Rule
from service.engine.progress import Finding

_MODULES = (
    structure,
    references,
    connections,
    scopes,
    events,
    definitions,
    gateways,
    activities,
    expressions,
    formats,
    data,
    bindings,
    collaboration,
    soundness,
)
RULES: tuple[Rule, ...] = tuple(rule for module in _MODULES for rule in module.book.rules)


def bpmn_findings(document: Document, *, formal: bool = False) -> Iterator[Finding]:
    """Every breach of BPMN in this file; with ``formal`` also those our dialect makes meaningless."""
    for rule in RULES:
        if formal or not rule.formal:
            yield from rule.findings(document)
