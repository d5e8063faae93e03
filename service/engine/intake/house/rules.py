"""How a rule of ours is written: like one of BPMN's, but it sees the whole deployment and may only warn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document, Element
from service.engine.intake.findings import Hits, shown_id
from service.engine.progress import Finding, Severity

HouseCheck = Callable[[Deployment, Document], Hits]


@dataclass(frozen=True, slots=True)
class HouseRule:
    """One rule of ours: its stable name, what mends a breach, how bad one is."""

    name: str
    remedy: str
    check: HouseCheck
    severity: Severity

    def findings(self, deployment: Deployment, document: Document) -> Iterator[Finding]:
        """Every breach in this file of the deployment."""
        for element, reason in self.check(deployment, document):
            yield Finding(document.path, shown_id(element), self.name, reason, self.remedy, self.severity)


class HouseBook:
    """Rules of ours, collected by the decorators of this book."""

    def __init__(self) -> None:
        """An empty book."""
        self.rules: list[HouseRule] = []

    def rule(self, name: str, remedy: str) -> Callable[[HouseCheck], HouseCheck]:
        """Enter the decorated function; a breach forbids deploying."""
        return self._enter(name, remedy, Severity.ERROR)

    def advice(self, name: str, remedy: str) -> Callable[[HouseCheck], HouseCheck]:
        """Enter the decorated function; a breach only warns."""
        return self._enter(name, remedy, Severity.WARNING)

    def _enter(self, name: str, remedy: str, severity: Severity) -> Callable[[HouseCheck], HouseCheck]:
        def enter(check: HouseCheck) -> HouseCheck:
            self.rules.append(HouseRule(name, remedy, check, severity))
            return check

        return enter


def running(document: Document, *names: str) -> Iterator[Element]:
    """The elements of these names in processes that are meant to run."""
    for element in document.all(*names):
        if document.is_executable(element):
            yield element
