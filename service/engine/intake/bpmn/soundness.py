"""Joins that can be reached by fewer, or more, tokens than they stand for."""

from __future__ import annotations

from service.engine.intake.bpmn.scopes import scopes
from service.engine.intake.bpmn.tokens import play
from service.engine.intake.document import Document, name_of
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()


@book.rule(
    "join-never-complete", "Join with an exclusive (or inclusive) gateway what an exclusive one split."
)
def joins_can_be_completed(document: Document) -> Hits:
    """A parallel join does not wait for a branch that an earlier choice left out."""
    for scope in scopes(document):
        for element in play(scope, document).stuck:
            yield (
                element,
                f"The {name_of(element)} can wait for ever: not all of its ways in are always taken.",
            )


@book.rule("merge-of-parallel-ways", "Join with a parallel gateway what a parallel one split.", formal=True)
def parallel_ways_are_joined(document: Document) -> Hits:
    """Parallel branches that merge without a join run what follows once for each of them."""
    for scope in scopes(document):
        for element in play(scope, document).doubled:
            yield element, f"Parallel ways meet at the {name_of(element)} without a join."
