"""How many runs stand at which element: counted so far as somebody can take in, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from service.domain.instances import RUNNING, ProcessInstance
from service.domain.views.diagrams import DiagramMarks, ElementMark
from service.queries.board.asking import definition_ids, standings
from service.store.visibility import sees_instance

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime

MOST = 10_000
"""So many runs of one version and state in one place are counted; beyond it there are "more"."""
MOST_SEEN = 1_000
"""The same where each run has to be looked at: whether it is one of the groups somebody supervises."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Runs by the element where they stand; at those in ``more`` there are at least so many."""

    elements: Mapping[str, int]
    more: frozenset[str] = frozenset()


def standing_counts(rt: Runtime, key: str, version: int | None, *, by: Actor) -> Counted:
    """How many of the running instances one may see stand at each element of a process."""
    counts: Counter[str] = Counter()
    more: set[str] = set()
    with rt.reading() as session:
        for definition_id in definition_ids(session, key, version):
            for state in RUNNING:
                for standing in standings(session, definition_id, state):
                    number, most = _at(session, (definition_id, state, standing), by)
                    counts.update(dict.fromkeys(standing.split(), min(number, most)))
                    more.update(standing.split() if number > most else ())
    return Counted(+counts, frozenset(more))


def standing_marks(rt: Runtime, key: str, version: int | None, *, by: Actor) -> DiagramMarks:
    """The same as the viewer of drawings reads it."""
    counted = standing_counts(rt, key, version, by=by)
    return DiagramMarks(
        {
            each: ElementMark(tokens=number, more=each in counted.more)
            for each, number in counted.elements.items()
        }
    )


def _at(session: Session, place: tuple[UUID, str, str], by: Actor) -> tuple[int, int]:
    """How many are there, up to one more than are counted, and how many that is."""
    run, most = ProcessInstance, MOST if by.supervises_all else MOST_SEEN
    definition_id, state, standing = place
    here = select(run.id).where(
        run.definition_id == definition_id, run.state == state, run.standing == standing
    )
    if not by.supervises_all:
        here = here.where(sees_instance(by, run.id, owners=True))
    counted = select(func.count()).select_from(here.limit(most + 1).subquery())
    return session.execute(counted).scalar_one(), most
