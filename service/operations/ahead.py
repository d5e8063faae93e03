"""Clocks that run ahead of the work they time, so that a deadline does not wait for somebody to begin.

An element that carries ``sla`` and is no user task opens its clocks as the run passes it; a timer that is
``sla(kind, part)`` of a promise opens the clock whose part it is. A user task with that kind of clock takes
the running one over, and meets it. A timer at the whole of a promise is a mere interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from service.domain.clocks import REPLY_KINDS, STARTS_AT_RESOLUTION, Act, cancel, kinds_of, meet
from service.domain.clocks.rounds import on_resolved
from service.operations.dating import dates_of
from service.store.clocks import note_resolved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from service.engine.definition import Definition
    from service.engine.progress import OpenTimer, Progress
    from service.operations.closing import Gone
    from service.operations.ledger import Clocks, Held
    from service.operations.opening import Values
    from service.operations.timekeeping import Taken

_NOBODY = "nothing had to be done"
_AT_ONCE = frozenset({"startEvent", "intermediateThrowEvent"})
"""Elements the run never stands at: their trail says only that it left them."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The kinds of clock that elements passed in a step open, and those they meet."""

    opening: tuple[str, ...]
    meeting: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.opening or self.meeting)


def passed(definition: Definition, progress: Progress) -> Passed:
    """What the properties ``sla`` and ``meets`` of the elements passed say to the clocks."""
    opening: list[str] = []
    meeting: list[str] = []
    for event in progress.trail:
        info = definition.activities.get(event.activity_id)
        if info is None or info.activity_type == "userTask":
            continue
        if event.kind == ("left" if info.activity_type in _AT_ONCE else "entered"):
            opening += kinds_of(info.properties.get("sla", ""))
            meeting += kinds_of(info.properties.get("meets", ""))
    return Passed(tuple(opening), tuple(meeting))


def open_passed(clocks: Clocks, kinds: Sequence[str], actor: str) -> None:
    """Open what the passed elements promise, where it does not run already."""
    number = clocks.facts.round
    for kind in kinds:
        if clocks.running(kind, number) is None:
            clocks.open(clocks.foreseen(kind, number, actor))


def meet_passed(clocks: Clocks, kinds: Sequence[str], act: Act) -> None:
    """Meet what the passed elements say is done, such as a call the customer's own answer makes needless."""
    for held in clocks.held.values():
        if held.kind in kinds:
            clocks.enter(held, meet(held.ledger, act))


def bind(clocks: Clocks, timer: OpenTimer, row: Values, taken: Taken) -> None:
    """Let a timer that is a promise belong to the clock that runs for it, or open that clock.

    Once the matter is resolved no timer opens a reply clock (D7). A timer that comes again after the whole
    of its promise only repeats.
    """
    if timer.promise is None:
        return
    kind, fraction = timer.promise
    again = (taken.cause.kind, taken.cause.activity_id) == ("timer.fired", timer.activity_id)
    if again and fraction == 1:
        return
    held = None if again else clocks.running(kind, clocks.facts.round)
    if held is None and fraction < 1 and not (kind in REPLY_KINDS and clocks.facts.resolved_at):
        held = clocks.open(clocks.foreseen(kind, clocks.facts.round))
        taken.made.own_clocks[row["id"]] = str(held.id)
    if held is None:
        return
    at = held.ledger.instant_at(fraction)
    row |= {"clock_id": held.id, "fraction": fraction, **dates_of(at, timer.due_at)}


def drop_idle(clocks: Clocks, over: Sequence[Gone], act: Act) -> None:
    """Let the clocks fall away whose timer is over and which nobody took over."""
    for each in over:
        held = clocks.held.get(each.own_clock) if each.own_clock is not None else None
        if held is not None and held.task_id is None:
            clocks.enter(held, cancel(held.ledger, _NOBODY, act))


def take_over(held: Held, task_id: UUID) -> None:
    """A task now does what the clock was waiting for."""
    held.row["task_id"] = task_id
    held.stale = True


def note_resolution(clocks: Clocks, act: Act) -> None:
    """The matter of this round is resolved: reply clocks stop (D7), the follow-up counts from here."""
    clocks.enter_all(on_resolved(clocks.ledgers(), act))
    clocks.learn(replace(clocks.facts, resolved_at=act.at))
    if clocks.instance.case_id is not None:
        note_resolved(clocks.tx.connection, clocks.instance.case_id, act.at)


def resolved_unsaid(clocks: Clocks) -> bool:
    """Whether the follow-up begins though no work was told to resolve the matter: it was answered at once."""
    begun = any(each.is_new and each.kind in STARTS_AT_RESOLUTION for each in clocks.held.values())
    return begun and clocks.facts.resolved_at is None
