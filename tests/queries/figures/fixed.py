"""A fixed set of cases, lived through by the real operations at times written here, to reckon by hand.

The office works 9:00 to 12:00 and 13:00 to 18:00 on weekdays. Promised are a first response within 8 hours
of work, an assessment by the close of the 2nd working day, a resolution by that of the 3rd after the contact,
and the hand-over of a complaint within 2 hours. It is Monday 23 November 2026, 10:00, in Shanghai.

====================  ======================  ========================  ========================  ===========
case                  respond (agent)         assess (tech)             resolve (tech)            satisfied
====================  ======================  ========================  ========================  ===========
Ann, tier 2           Mon 16 10–11: 1 h       –Mon 15: 3 h              –Mon 16: 1 h              yes, yes
Bob, tier 2           Mon 16 10–Tue 11: 9 h   –Wed 17: 13 h             –Thu 10: 2 h, round 3     no, yes
Cem, tier 3           Tue 17 9–10: 1 h        –Fri 12: 26 h             –Mon 23 9:30: 5 h 30      not reached
Eva, tier 2, October  Thu 29 9–10: 1 h        –11: 1 h                  –12: 1 h                  yes, yes
Dee, tier 2           a complaint of Wed 18, 9:00, that nobody has touched
====================  ======================  ========================  ========================  ===========
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from service.clock import SetClock
from service.domain.people import SYSTEM
from service.engine.progress import SourceFile
from service.operations.cases import ContactGiven, CustomerGiven, NewCase, open_case
from service.operations.deployments import deploy
from service.operations.people import set_groups
from service.operations.tasks import claim_task, complete_task
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, properties, task
from tests.operations.promises import ROWS, at, deadlines
from tests.operations.stage import AGENT, GROUPS, TECH, the_task

NOW = "2026-11-23 10:00"
KINDS = {
    "answer": "textfield",
    "satisfied_outcome": "checkbox",
    "satisfied_handling": "checkbox",
    "round": "number",
    "status": "textfield",
}
UNLESS_REACHED = {"hide": '=status = null or status = "unreachable"'}
COMPONENTS = [
    {"type": kind, "key": key, "id": f"field_{key}", "label": key}
    | ({"conditional": UNLESS_REACHED} if kind == "checkbox" else {})
    for key, kind in KINDS.items()
]
FORM = SourceFile(
    "answer.form",
    json.dumps({"type": "default", "id": "answer", "schemaVersion": 16, "components": COMPONENTS}).encode(),
)
FEEDBACK = drawing(
    "feedback",
    task("respond", inside=properties(sla="respond")),
    task("assess", "technical_support", inside=properties(sla="assess")),
    task("resolve", "technical_support", inside=properties(sla="resolve")),
    chain("start", "respond", "assess", "resolve", "end"),
)
COMPLAINT = drawing(
    "complaint",
    task("acknowledge", inside=properties(sla="complaint_transfer")),
    chain("start", "acknowledge", "end"),
)
TABLE = deadlines((*ROWS, ('"complaint_transfer"', "-", "2", '"h"', '"office"')))
SATISFIED = {"satisfied_outcome": True, "satisfied_handling": True, "status": "closed_satisfied"}
UNSATISFIED = {
    "satisfied_outcome": False,
    "satisfied_handling": True,
    "round": 3,
    "status": "closed_recourse_exhausted",
}
UNREACHED = {"status": "unreachable"}


@dataclass(frozen=True)
class Life:
    """When a case was opened, and when each of its tasks was claimed and completed."""

    name: str
    tier: int
    opened: str
    done: tuple[tuple[str, str, str], ...] = ()
    end: dict[str, object] | None = None
    kind: str = "feedback"


LIVES = (
    Life(
        "Eva",
        2,
        "2026-10-29 09:00",
        (
            ("respond", "2026-10-29 09:00", "2026-10-29 10:00"),
            ("assess", "2026-10-29 10:00", "2026-10-29 11:00"),
            ("resolve", "2026-10-29 11:00", "2026-10-29 12:00"),
        ),
        SATISFIED,
    ),
    Life(
        "Ann",
        2,
        "2026-11-16 10:00",
        (
            ("respond", "2026-11-16 10:30", "2026-11-16 11:00"),
            ("assess", "2026-11-16 14:00", "2026-11-16 15:00"),
            ("resolve", "2026-11-16 15:00", "2026-11-16 16:00"),
        ),
        SATISFIED,
    ),
    Life(
        "Bob",
        2,
        "2026-11-16 10:00",
        (
            ("respond", "2026-11-16 17:00", "2026-11-17 11:00"),
            ("assess", "2026-11-18 09:00", "2026-11-18 17:00"),
            ("resolve", "2026-11-19 09:00", "2026-11-19 10:00"),
        ),
        UNSATISFIED,
    ),
    Life(
        "Cem",
        3,
        "2026-11-17 09:00",
        (
            ("respond", "2026-11-17 09:00", "2026-11-17 10:00"),
            ("assess", "2026-11-20 09:00", "2026-11-20 12:00"),
            ("resolve", "2026-11-20 13:00", "2026-11-23 09:30"),
        ),
        UNREACHED,
    ),
    Life("Dee", 2, "2026-11-18 09:00", kind="complaint"),
)


def live_through(rt: Runtime, clock: SetClock, lives: tuple[Life, ...] = LIVES) -> dict[str, UUID]:
    """Let these cases happen; gives each one's instance by the customer's name."""
    clock.set(at("2026-10-01 09:00"))
    set_groups(rt, {name: {"en": name} for name in GROUPS})
    deploy(rt, [FEEDBACK, COMPLAINT, TABLE, FORM], by=SYSTEM)
    instances: dict[str, UUID] = {}
    for when, _, act, life in sorted(_moves(lives), key=lambda move: move[:2]):
        clock.set(at(when))
        if act == "open":
            instances[life.name] = _opened(rt, life)
        else:
            _worked(rt, instances[life.name], act, life)
    clock.set(at(NOW))
    return instances


def _moves(lives: tuple[Life, ...]) -> list[tuple[str, int, str, Life]]:
    moves: list[tuple[str, int, str, Life]] = []
    for life in lives:
        moves.append((life.opened, len(moves), "open", life))
        for activity, claimed, completed in life.done:
            moves.append((claimed, len(moves), f"claim {activity}", life))
            if completed:
                moves.append((completed, len(moves), f"complete {activity}", life))
    return moves


def _opened(rt: Runtime, life: Life) -> UUID:
    phone = f"138{sum(map(ord, life.name)):08}"
    customer = CustomerGiven(name=life.name, phone=phone, tier=life.tier)
    matter = {"subject": f"{life.name}'s matter", "description": "It sticks."}
    new = NewCase(
        kind=life.kind, channel="hotline", customer=customer, contact=ContactGiven(life.name, phone), **matter
    )
    return open_case(rt, new, by=AGENT).instance_id


def _worked(rt: Runtime, instance_id: UUID, act: str, life: Life) -> None:
    verb, activity = act.split()
    by = AGENT if activity == "respond" else TECH
    task_id = the_task(rt, instance_id, activity)
    if verb == "claim":
        claim_task(rt, task_id, by=by)
    else:
        answers = life.end or {} if activity == "resolve" else {}
        complete_task(rt, task_id, answers, by=by)
