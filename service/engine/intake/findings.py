"""How a rule is written: a function that yields each element that breaks it, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from service.engine.intake.document import Document
from service.engine.progress import Finding, Severity

Hits = Iterator[tuple[etree._Element, str]]
Check = Callable[[Document], Hits]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of BPMN: its stable name, what mends a breach, and the function that finds breaches.

    ``formal`` rules belong to the standard but ask for what files of the Camunda dialect never carry.
    """

    name: str
    remedy: str
    check: Check
    formal: bool = False

    def findings(self, document: Document) -> Iterator[Finding]:
        """Every breach in this file."""
        for element, reason in self.check(document):
            yield Finding(document.path, shown_id(element), self.name, reason, self.remedy, Severity.ERROR)


class Rulebook:
    """Rules collected by the decorator of this name."""

    def __init__(self) -> None:
        """An empty book."""
        self.rules: list[Rule] = []

    def rule(self, name: str, remedy: str, *, formal: bool = False) -> Callable[[Check], Check]:
        """Enter the decorated function under this name."""

        def enter(check: Check) -> Check:
            self.rules.append(Rule(name, remedy, check, formal))
            return check

        return enter


def shown_id(element: etree._Element) -> str | None:
    """The id of the element, or of the nearest one around it that has one."""
    while element is not None:
        found = element.get("id")
        if found:
            return str(found)
        element = element.getparent()
    return None
