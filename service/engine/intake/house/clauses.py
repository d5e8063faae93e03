"""Clauses of the written policies that elements serve: each named one exists."""

from __future__ import annotations

from service.engine.intake.camunda import properties
from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document
from service.engine.intake.findings import Hits
from service.engine.intake.house.rules import HouseBook

book = HouseBook()


@book.rule("clause-unknown", "Correct the clause id, or add the clause to clauses.yaml.")
def clauses_exist(deployment: Deployment, document: Document) -> Hits:
    """A clause an element says it serves is one of the list."""
    if deployment.clauses is None:
        return
    for element in document.elements():
        for name, value in properties(element):
            for clause in value.split(",") if name == "clause" else ():
                if clause.strip() not in deployment.clauses:
                    yield element, f"There is no clause {clause.strip()[:60]!r}."
