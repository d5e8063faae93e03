"""Shapes of the list of runs and of batches."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import (
    Choice,
    Free,
    Identifier,
    Inside,
    Instant,
    Loaded,
    Many,
    Shown,
    Text,
    Whole,
    YesNo,
)
from service.api.schemas.instances import STATES
from service.api.schemas.pages import PageQuery
from service.api.schemas.step_in import KINDS, DifferenceSchema, InterventionSchema
from service.domain.stepping_in.batches import BatchState, ItemState
from service.domain.views import PageRequest
from service.operations.stepping_in.batches import Order
from service.queries.board.asking import STATES as ASKED_STATES
from service.queries.board.asking import RunFilter

BATCH_STATES = tuple(each.value for each in BatchState)
ITEM_STATES = tuple(each.value for each in ItemState)


class RunFilterFields(Loaded):
    """What may be asked of a run."""

    state = Choice(
        tuple(ASKED_STATES), "How far it is; `running` is active or suspended.", load_default="running"
    )
    process = Text("Runs of this process.", load_default=None, allow_none=True, example="feedback")
    version = Whole("Runs on this version of it.", least=1, most=10**6, load_default=None, allow_none=True)
    element = Text("Runs that stand at this element.", load_default=None, allow_none=True, example="assess")
    started_before = Instant("Runs older than this.", load_default=None, allow_none=True)
    started_after = Instant("Runs younger than this.", load_default=None, allow_none=True)
    tier = Whole("Runs for customers of this tier.", least=1, most=9, load_default=None, allow_none=True)
    group = Text("Runs with an open task of this group.", load_default=None, allow_none=True)
    person = Text("Runs with an open task of this person.", load_default=None, allow_none=True)
    breached = YesNo("Only runs that have missed a promise they still owe.", load_default=False)
    stuck = YesNo("Only runs with an open incident.", load_default=False)
    text = Text("The case's number.", load_default=None, allow_none=True, example="FB-2026-000001")
    oldest = YesNo("The oldest first.", load_default=False)


class RunFilterSchema(RunFilterFields):
    """Which runs are meant."""

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> RunFilter:
        """The filter."""
        return filter_of(found)


class RunQuery(RunFilterFields, PageQuery):
    """Which runs are asked for."""

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[RunFilter, PageRequest]:
        """What the query takes."""
        page = PageRequest(found.pop("limit"), found.pop("cursor"))
        return filter_of(found), page


def filter_of(found: dict[str, Any]) -> RunFilter:
    """The filter of these fields."""
    return RunFilter(process_key=found.pop("process"), **found)


class RunTaskSchema(Shown):
    """An open task of a run."""

    id = Identifier("The task.", required=True)
    activity_id = Text("Its element.", example="respond", required=True)
    assignee = Text("Who has it.", required=True, allow_none=True)
    candidate_groups = Many(Text(), "Who may take it.", required=True)
    due_at = Instant("When it is due.", required=True, allow_none=True)


class RunSchema(Shown):
    """A running instance as the board lists it."""

    id = Identifier("The process instance.", required=True)
    case_id = Identifier("Its case.", required=True, allow_none=True)
    business_key = Text("The case's number.", required=True, example="FB-2026-000001")
    subject = Text("What the case is about.", required=True, allow_none=True)
    customer = Text("The customer.", required=True, allow_none=True)
    tier = Whole("The customer's tier.", least=1, most=9, required=True, allow_none=True)
    process_key = Text("The process.", required=True, example="feedback")
    process_name = Text("Its name in your language.", required=True)
    version = Whole("The version it is on.", least=1, most=10**6, required=True)
    state = Choice(STATES, "How far it is.", required=True, example="active")
    active = Many(Text(), "The elements where it stands.", required=True, example=["respond"])
    standing = Many(Text(), "Their names in your language.", required=True)
    tasks = Many(Inside(RunTaskSchema), "Its open tasks.", required=True)
    breached = Whole("Promises missed and still owed.", least=0, most=10**6, required=True)
    incidents = Whole("Open incidents.", least=0, most=10**6, required=True)
    started_at = Instant("When it began.", required=True)
    ended_at = Instant("When it ended.", required=True, allow_none=True)


class ChangedSchema(Shown):
    """One value a variable had."""

    at = Instant("Since when.", required=True)
    actor = Text("By whose doing.", required=True, example="chen")
    value = Text("The value, as text.", required=True)


class VariableSchema(Shown):
    """A variable and how it came to be so."""

    name = Text("Its name.", required=True, example="severity")
    value = Text("Its value now, as text.", required=True, example="major")
    changes = Many(Inside(ChangedSchema), "The values it had, newest first.", required=True)


class WaitSchema(Shown):
    """A timer, a message waited for, or work asked of the outside."""

    kind = Choice(("timer", "message", "effect"), "What it is.", required=True, example="timer")
    activity_id = Text("Its element.", required=True, example="respond_overdue")
    name = Text("The element's name in your language.", required=True)
    told = Text("The message's name, or the topic.", required=True)
    due_at = Instant("When a timer fires.", required=True, allow_none=True)
    state = Text("`held` or `failed`; empty when all is well.", required=True)


class StuckSchema(Shown):
    """An open incident."""

    id = Identifier("The incident.", required=True)
    kind = Text("What was being done.", required=True, example="timer")
    activity_id = Text("At which element.", required=True, allow_none=True)
    name = Text("The element's name in your language.", required=True)
    message = Text("Why.", required=True)
    remedy = Text("What would mend it, if the engine knows.", required=True)
    times = Whole("How often it failed.", least=1, most=10**6, required=True)
    opened_at = Instant("Since when.", required=True)
    can_retry = YesNo("Whether it can be tried again by itself.", required=True)


class ElementSchema(Shown):
    """An element a run can be started before."""

    id = Text("Its id.", required=True, example="assess")
    name = Text("Its name in your language.", required=True)
    kind = Text("What it is in BPMN.", required=True, example="userTask")


class RunSheetSchema(Shown):
    """Everything there is to see of one run."""

    run = Inside(RunSchema, "The run.", required=True)
    definition_id = Identifier("The definition version it is on.", required=True)
    revision = Whole("Counts its changes.", least=0, most=10**9, required=True)
    newest = Whole("The newest version of its process.", least=1, most=10**6, required=True)
    round = Whole("The round its case is in.", least=1, most=10**6, required=True, allow_none=True)
    variables = Many(Inside(VariableSchema), "Its data.", required=True)
    waits = Many(Inside(WaitSchema), "What it waits for beside people.", required=True)
    stuck = Many(Inside(StuckSchema), "Its open incidents.", required=True)
    elements = Many(Inside(ElementSchema), "Where it could be started.", required=True)
    called = Many(Text(), "Names of called processes at work.", required=True)
    others = Many(Inside(RunSchema), "The other runs of its case.", required=True)
    sees_case = YesNo("Whether you may see its case, too.", required=True)


class StandingQuery(Loaded):
    """Of which process, and which version of it."""

    process = Text("The process.", required=True, example="feedback")
    version = Whole("Only this version.", least=1, most=10**6, load_default=None)


class CountsSchema(Shown):
    """How many runs stand at which element."""

    elements = Free("By element id.", required=True, example={"respond": 12})
    more = Many(Text(), "The elements where more stand than were counted.", required=True, example=["assess"])


class OrderSchema(InterventionSchema):
    """An act with its reason, and the runs it is meant for."""

    filter = Inside(RunFilterSchema, "Which runs.", required=True)

    @post_load
    def as_intervention(self, found: dict[str, Any], **told: object) -> Order:
        """The order."""
        runs = found.pop("filter")
        return Order(super().as_intervention(found, **told), runs)


class BatchSchema(Shown):
    """A batch and how far it is."""

    id = Identifier("The batch.", required=True)
    act = Choice(KINDS, "What is done.", required=True, example="reassign")
    told = Free("What the act needs.", required=True)
    filter = Free("Which runs were meant.", required=True)
    reason = Text("Why.", required=True)
    created_by = Text("Who ordered it.", required=True)
    created_at = Instant("When.", required=True)
    state = Choice(BATCH_STATES, "How far it is.", required=True, example="running")
    total = Whole("How many instances.", least=0, most=10**6, required=True, example=1000)
    done = Whole("How many are done.", least=0, most=10**6, required=True, example=412)
    failed = Whole("How many could not be done.", least=0, most=10**6, required=True, example=3)
    ended_at = Instant("When it ended or was stopped.", required=True, allow_none=True)
    ended_by = Text("By whom.", required=True, allow_none=True)


class BatchItemSchema(Shown):
    """What became of one instance of a batch."""

    position = Whole("Its place in the batch.", least=1, most=10**6, required=True)
    instance_id = Identifier("The instance.", required=True)
    business_key = Text("Its case's number.", required=True, allow_none=True)
    state = Choice(ITEM_STATES, "What became of it.", required=True, example="done")
    at = Instant("When.", required=True, allow_none=True)
    detail = Free("Why it was left as it is: `code`, `message`, facts.", required=True, allow_none=True)


class BatchItemQuery(PageQuery):
    """Which instances of a batch are asked for."""

    state = Choice(ITEM_STATES, "What became of them.", load_default=None)

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[str | None, PageRequest]:
        """What the query takes."""
        return found["state"], PageRequest(found["limit"], found["cursor"])


class TriedItemSchema(Shown):
    """What it would do to one instance."""

    instance_id = Identifier("The instance.", required=True)
    rehearsal = Inside(DifferenceSchema, "What would be different.", required=True, allow_none=True)
    refusal = Free("Why it could not be done.", required=True, allow_none=True)


class OrderedSchema(Shown):
    """A batch as ordered; or (a dry run) how many it would be, and what it would do to the first few."""

    batch = Inside(BatchSchema, "The batch; null in a dry run.", required=True, allow_none=True)
    total = Whole("How many instances.", least=0, most=10**6, required=True)
    too_many = YesNo("Whether there are more than one batch takes.", required=True)
    sample = Many(Inside(TriedItemSchema), "The first few, tried.", required=True)
