"""Shapes of user tasks."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import (
    LONG,
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
from service.api.schemas.pages import PageQuery
from service.domain.views import PageRequest
from service.queries import standing
from service.queries.tasks import TaskFilter, TaskSort

STATES = ("open", "ready", "claimed", "completed", "cancelled", "any")

SORTS = {each.value: each for each in TaskSort} | {"priority": TaskSort.PRIORITY}


STANDINGS = tuple(each.value for each in standing.STANDINGS)


class TaskQuery(PageQuery):
    """Which tasks are asked for."""

    state = Choice(STATES, "How far the work is; `open` is ready or claimed.", load_default="open")
    group = Text("Tasks this group may take.", load_default=None, example="customer_service")
    assignee = Text("Tasks this person has taken.", load_default=None, example="agent")
    case = Identifier("Tasks of this case.", load_default=None)
    instance = Identifier("Tasks of this process instance.", load_default=None)
    process = Text("Tasks of this process.", load_default=None, example="feedback")
    standing = Choice(STANDINGS, "How the task stands by its promised time.", load_default=None)
    tier = Whole("Tasks of customers of this tier.", least=1, most=4, load_default=None, example=1)
    unassigned = YesNo("Only what nobody has taken.", load_default=False)
    copied = YesNo("Only what was copied to you.", load_default=False)
    q = Text("A case number, or pieces of a customer's name or phone.", most=200, load_default=None)
    sort = Choice(SORTS, "The order; the most urgent `priority` first.", load_default="created_at")

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[TaskFilter, PageRequest]:
        """What the query takes."""
        wanted = TaskFilter(
            state=None if found["state"] == "any" else found["state"],
            group=found["group"],
            assignee=found["assignee"],
            case_id=found["case"],
            instance_id=found["instance"],
            process_key=found["process"],
            sort=SORTS[found["sort"]],
            standing=found["standing"],
            tier=found["tier"],
            unassigned=found["unassigned"],
            copied=found["copied"],
            text=found["q"] or None,
        )
        return wanted, PageRequest(found["limit"], found["cursor"])


class StandingsSchema(Shown):
    """How many open tasks stand how."""

    on_time = Whole("On time.", least=0, most=10**9, example=12, required=True)
    at_risk = Whole("Past their warning.", least=0, most=10**9, example=3, required=True)
    overdue = Whole("Past their deadline.", least=0, most=10**9, example=1, required=True)
    paused = Whole("Standing still.", least=0, most=10**9, example=2, required=True)


class TaskClockSchema(Shown):
    """The clock that counts for a task."""

    id = Identifier("The clock.", required=True)
    kind = Text("The kind of promise.", example="respond", required=True)
    standing = Choice(STANDINGS, "How it stands.", example="on_time", required=True)
    due_at = Instant("The deadline; null while it stands still.", required=True, allow_none=True)
    left = Text("In words.", example="3 h 20 min of working time left (today 18:00)", required=True)


class FormSchema(Shown):
    """The form of a task; lists name only its key."""

    key = Text("The form's key.", example="respond", required=True)
    schema = Free("The form-js document; render it with form-js.")
    data = Free("What the form is filled with: the variables, overlaid by the draft.")


class TaskSchema(Shown):
    """Work a person must do."""

    id = Identifier("The task.", required=True)
    activity_id = Text("The element in the diagram.", example="respond", required=True)
    name = Text("What to do, in the reader's language.", example="Respond to the customer", required=True)
    case_id = Identifier("The case it belongs to.", required=True, allow_none=True)
    case_number = Text("That case's number.", example="FB-2026-000001", required=True, allow_none=True)
    case_subject = Text("What that case is about.", example="Cabinet door sticks", allow_none=True)
    instance_id = Identifier("The process instance.", required=True)
    process_key = Text("The process.", example="feedback", required=True)
    state = Choice(STATES[1:5], "How far the work is.", example="ready", required=True)
    candidate_groups = Many(Text(), "Who may claim it.", example=["customer_service"], required=True)
    assignee = Text("Who has claimed it.", example="agent", required=True, allow_none=True)
    priority = Whole("Higher goes first.", least=0, most=100, example=50, required=True)
    created_at = Instant("Since when it waits.", required=True)
    due_at = Instant("When it should be done.", required=True, allow_none=True)
    follow_up_at = Instant("When to look at it again.", allow_none=True)
    round = Whole("Which round of the case this is.", least=1, most=10_000, example=1, required=True)
    form = Inside(FormSchema, "The form to fill in; null when there is none.", required=True, allow_none=True)
    claimed_at = Instant("When it was claimed.", allow_none=True)
    completed_at = Instant("When it was completed.", allow_none=True)
    completed_by = Text("Who completed it.", allow_none=True)
    delegated_by = Text("On whose behalf the assignee does it.", allow_none=True)
    delegation = Text("`pending`: lent, and comes back when done; `resolved`: came back.", allow_none=True)
    acting_for = Text("Whom the assignee stands in for with it.", allow_none=True)
    signing = Text("A signature awaited: `before`, `after` or `submitted`.", allow_none=True)
    clock = Inside(
        TaskClockSchema, "The clock that counts for it, in lists and on its page.", allow_none=True
    )
    unsigned = Many(
        Text(),
        "Of a sheet of sections: the groups whose signatures it waits for before it can be completed.",
        example=[],
    )


class CommentSchema(Shown):
    """A remark on a task."""

    id = Identifier("The remark.", required=True)
    at = Instant("When.", required=True)
    by = Text("Who.", example="agent", required=True)
    text = Text("What they said.", example="Called twice, nobody home.", required=True, most=LONG)


class TaskDetailSchema(TaskSchema):
    """Work a person must do, with everything needed to do it."""

    variables = Free("The process's data one may see.", required=True)
    properties = Free("The element's extension properties, such as `clause`.", example={"clause": "S1-3.1"})
    draft = Free("Half-filled answers kept for later.", allow_none=True)
    comments = Many(Inside(CommentSchema), "Remarks, oldest first.")
    documentation = Text("What the process owner wrote about it.", most=LONG)
    may = Many(Text(), "What you may do with it now.", example=["claim", "comment"], required=True)


class TaskInstanceSchema(Shown):
    """How the process instance stands after a completion."""

    id = Identifier("The process instance.", required=True)
    state = Text("active, suspended, completed or terminated.", example="active", required=True)


class CompletedTaskSchema(TaskSchema):
    """A task just completed, and how its process instance stands now."""

    instance = Inside(TaskInstanceSchema, "The process instance after this step.", required=True)


class AnswersSchema(Loaded):
    """A form, filled in."""

    answers = Free(
        "The answers by field key; a field left out keeps the value it is filled with.",
        load_default=dict,
        example={
            "category": "product_quality",
            "severity": "general",
            "simple": True,
            "answer": "Oil the hinge.",
        },
    )


class DraftSchema(Loaded):
    """Half-filled answers; they are not checked yet."""

    answers = Free("The answers by field key.", required=True, example={"answer": "Oil the"})


class ReassignSchema(Loaded):
    """To whom a task goes."""

    assignee = Text(
        "The new assignee; null gives it back to its groups.",
        required=True,
        allow_none=True,
        example="agent2",
    )
    reason = Text("Why, for the record.", load_default=None, most=LONG, example="On leave until Monday.")


class DelegateSchema(Loaded):
    """Who does it in one's stead."""

    assignee = Text("The colleague.", required=True, example="agent2")
    get_back = YesNo("Whether it comes back to you when they have done their part.", load_default=False)


class NewCommentSchema(Loaded):
    """A remark."""

    text = Text("What to say.", required=True, most=LONG, example="Called twice, nobody home.")
