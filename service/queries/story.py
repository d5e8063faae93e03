"""The story of a case as people tell it: who did what, without the engine's own bookkeeping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from service.domain.cases import Case
from service.domain.history import HistoryEvent
from service.domain.instances import ProcessInstance
from service.domain.views import StoryView
from service.errors import CaseNotFound
from service.queries.searching import every_run_of
from service.queries.wording import Wording, wording
from service.store.visibility import glimpses_case, reads_events

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.engine import Definition
    from service.runtime import Runtime

TOLD = (
    "case.opened",
    "case.message",
    "case.closed",
    "case.tier_changed",
    "case.sheet_opened",
    "case.customer_merged",
    "case.withdrawn",
    "task.created",
    "task.claimed",
    "task.unclaimed",
    "task.reassigned",
    "task.delegated",
    "task.completed",
    "task.commented",
    "task.resolved",
    "task.taken_back",
    "task.nudged",
    "task.sign_asked",
    "task.submitted",
    "task.signed",
    "task.sign_refused",
    "task.sign_withdrawn",
    "task.returned",
    "case.copied",
    "case.signed_off",
    "case.link_renewed",
    "case.link_revoked",
    "promise.made",
    "promise.kept",
    "promise.ended",
    "promise.taken_back",
    "survey.asked",
    "survey.answered",
    "survey.lapsed",
    "task.cancelled",
    "attachment.added",
    "task.section_signed",
    "task.section_reopened",
    "timer.fired",
    "timer.moved",
    "incident.opened",
    "incident.resolved",
    "instance.suspended",
    "instance.resumed",
    "instance.terminated",
)
ANSWERED = ("task.completed", "task.section_signed")
MOST_TOLD = 100


def case_story(rt: Runtime, case_id: UUID, *, by: Actor) -> tuple[StoryView, ...]:
    """What happened in a case, the newest first, the last hundred events."""
    return case_telling(rt, case_id, by=by)[0]


def case_telling(rt: Runtime, case_id: UUID, *, by: Actor) -> tuple[tuple[StoryView, ...], Wording]:
    """The same, with the words of the forms of the process that handles the case."""
    handler, run = aliased(ProcessInstance), aliased(ProcessInstance)
    events = (
        select(handler.definition_id, HistoryEvent, run.definition_id)
        .select_from(Case)
        .join(handler, handler.id == Case.instance_id)
        .outerjoin(
            HistoryEvent,
            HistoryEvent.instance_id.in_(every_run_of(case_id))
            & HistoryEvent.type.in_(TOLD)
            & reads_events(by),
        )
        .outerjoin(run, run.id == HistoryEvent.instance_id)
        .where(Case.id == case_id, glimpses_case(by))
        .order_by(HistoryEvent.at.desc(), HistoryEvent.instance_id.desc(), HistoryEvent.seq.desc())
        .limit(MOST_TOLD)
    )
    with rt.reading() as session:
        found = session.execute(events).all()
    if not found:
        raise CaseNotFound(case_id=case_id)
    runs = {row[2] for row in found if row[2] is not None}
    words = {each: wording(rt, each, by.language) for each in {found[0][0], *runs}}
    happened = (
        told_of(event, rt.definitions.get(of), words[of], by.language)
        for _, event, of in found
        if event is not None
    )
    return _folded(happened), words[found[0][0]]


def _folded(events: Iterable[StoryView]) -> tuple[StoryView, ...]:
    """The events, of several alarms of one clock in a row only the last, with how many they were."""
    told: list[StoryView] = []
    for each in events:
        last = told[-1] if told else None
        same = last is not None and (last.type, last.activity) == (each.type, each.activity)
        if last is not None and same and each.type == "timer.fired":
            told[-1] = replace(last, times=last.times + 1)
        else:
            told.append(each)
    return tuple(told)


def told_of(event: HistoryEvent, definition: Definition, words: Wording, language: str) -> StoryView:
    """One event as people tell it."""
    answers = event.detail.get("answers") if event.type in ANSWERED else None
    told = answers if isinstance(answers, dict) else {}
    return StoryView(
        at=event.at,
        actor=event.actor,
        type=event.type,
        activity=definition.name_of(event.activity_id, language) if event.activity_id else "",
        detail=_detail(event, definition, language),
        answers=tuple(
            (words.label(key), words.told(key, value))
            for key, value in told.items()
            if value not in (None, "", [])
        ),
    )


def _detail(event: HistoryEvent, definition: Definition, language: str) -> Mapping[str, object]:
    """What is told of it; the step a case was returned to, and a section signed, by their names."""
    if event.type in ("task.section_signed", "task.section_reopened"):
        called = definition.names.get(language, {}).get(str(event.detail.get("name_key", "")))
        return {**event.detail, "section": called or event.detail.get("section", "")}
    if event.type != "task.returned":
        return event.detail
    return {**event.detail, "to": definition.name_of(str(event.detail.get("to", "")), language)}
