"""Shapes of what people do around a task."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import (
    LONG,
    NO_REASON,
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
    WholeList,
    YesNo,
)
from service.operations.bulk import BULK_ACTS, MOST, BulkAct
from service.operations.copies import CopyGiven
from service.operations.on_behalf import WAYS, OnBehalf
from service.operations.signatures import MOMENTS, SignatureAsked
from service.operations.substitutions import SubstituteNamed

ONE_ID = "019aa1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b"
SIGN_STATES = ("asked", "agreed", "refused", "withdrawn")


class ActNoteSchema(Loaded):
    """A few words, if there are any to say."""

    note = Text("What to say with it.", load_default="", most=LONG, example="The customer waits.")


class TakeOverSchema(Loaded):
    """For whom a task is taken."""

    absent = Text("The person who is absent.", required=True, example="agent2")


class NudgeSchema(Shown):
    """How often a task was nudged."""

    task_id = Identifier("The task.", required=True)
    times = Whole("How often.", least=0, most=10**6, example=2, required=True)
    last_at = Instant("When the last time.", required=True, allow_none=True)
    last_by = Text("By whom.", example="agent", required=True, allow_none=True)
    again_at = Instant("When it may be nudged again.", required=True, allow_none=True)


class NewCopySchema(Loaded):
    """Who shall read along."""

    people = Many(Text(), "The colleagues, by the names they sign in with.", required=True, example=["tech"])
    note = Text("What to say with it.", load_default="", most=LONG, example="For your information.")

    @post_load
    def as_given(self, found: dict[str, Any], **_: object) -> CopyGiven:
        """What the operation takes."""
        return CopyGiven(tuple(found["people"]), found["note"])


class CopySchema(Shown):
    """Somebody who reads along."""

    person = Text("Who.", example="tech", required=True)
    by = Text("Who let them.", example="agent", required=True)
    at = Instant("When.", required=True)
    note = Text("What was said with it.", required=True, most=LONG)


class CopiesSchema(Shown):
    """Those who were let to read along now; whoever did already is not repeated."""

    items = Many(Inside(CopySchema), "Who reads along from now on.", required=True)


class CopiedSchema(Shown):
    """Something copied to you."""

    id = Identifier("The copy.", required=True)
    case_id = Identifier("The case.", required=True, allow_none=True)
    case_number = Text("Its number.", example="FB-2026-000001", required=True, allow_none=True)
    subject = Text("What it is about.", example="Cabinet door sticks", required=True, allow_none=True)
    task_id = Identifier("The task, if one was copied.", required=True, allow_none=True)
    task_name = Text("What to do there.", example="Answer", required=True, allow_none=True)
    by = Text("Who let you read it.", example="agent", required=True)
    at = Instant("When.", required=True)
    note = Text("What was said with it.", required=True, most=LONG)


class CopiedListSchema(WholeList):
    """What was copied to you, the newest first."""

    items = Many(Inside(CopiedSchema), "What you may read.", required=True)


class AskSignatureSchema(Loaded):
    """Who is to sign."""

    signer = Text("Another person.", required=True, example="manager")
    moment = Choice(
        MOMENTS, "Before the task is completed, or after its answers are handed in.", load_default="after"
    )
    note = Text("What to say with it.", load_default="", most=LONG, example="Above my limit.")

    @post_load
    def as_asked(self, found: dict[str, Any], **_: object) -> SignatureAsked:
        """What the operation takes."""
        return SignatureAsked(found["signer"], found["moment"], found["note"])


class AnswerSignatureSchema(Loaded):
    """To sign, or to refuse to."""

    agree = YesNo("Whether you sign.", required=True, example=True)
    comment = Text("Why; needed for a refusal.", load_default="", most=LONG, example="Fine by me.")


class SignatureSchema(Shown):
    """A signature asked for."""

    id = Identifier("The signature.", required=True)
    task_id = Identifier("The task.", required=True)
    signer = Text("Who is to sign.", example="manager", required=True)
    moment = Choice(MOMENTS, "When.", example="after", required=True)
    state = Choice(SIGN_STATES, "What became of it.", example="asked", required=True)
    asked_by = Text("Who asked.", example="agent", required=True)
    asked_at = Instant("When.", required=True)
    note = Text("What was said with it.", required=True, most=LONG)
    answered_at = Instant("When it was answered.", required=True, allow_none=True)
    comment = Text("What the signer said.", required=True, allow_none=True, most=LONG)


class ToSignSchema(Shown):
    """A task you are to sign."""

    signature = Inside(SignatureSchema, "What is asked of you.", required=True)
    task_name = Text("The task.", example="Propose a remedy", required=True)
    case_id = Identifier("Its case.", required=True, allow_none=True)
    case_number = Text("The case's number.", example="FB-2026-000001", required=True, allow_none=True)
    subject = Text("What the case is about.", required=True, allow_none=True)


class ToSignListSchema(WholeList):
    """What waits for your signature."""

    items = Many(Inside(ToSignSchema), "The oldest first.", required=True)


class ReturnSchema(Loaded):
    """Where a case is returned to."""

    to = Text("The earlier step, by its element in the diagram.", required=True, example="assess")
    reason = Text("Why.", required=True, most=LONG, example="The pictures are missing.")


class EarlierStepSchema(Shown):
    """A step that may be returned to."""

    activity_id = Text("The element in the diagram.", example="assess", required=True)
    name = Text("What was done there.", example="Assess and plan", required=True)
    completed_by = Text("By whom.", example="tech", required=True)
    completed_at = Instant("When.", required=True)


class ReturnedSchema(Shown):
    """That the case was returned to this task."""

    by = Text("By whom.", example="manager", required=True)
    at = Instant("When.", required=True)
    reason = Text("Why.", example="The pictures are missing.", required=True, most=LONG)
    name = Text("From which step.", example="Review the solution", required=True)


class TaskActsSchema(Shown):
    """All that goes on around a task beside its form."""

    nudges = Inside(NudgeSchema, "How often it was nudged.", required=True)
    copies = Many(Inside(CopySchema), "Who reads along.", required=True)
    signatures = Many(Inside(SignatureSchema), "Signatures asked for.", required=True)
    steps = Many(Inside(EarlierStepSchema), "Where you may return it to.", required=True)
    returned = Inside(ReturnedSchema, "Whether it came of a return.", required=True, allow_none=True)
    absent = Many(Text(), "For whom you may take it.", required=True, example=["agent2"])
    may = Many(Text(), "What you may do around it now.", required=True, example=["nudge", "copy"])
    excluded = Many(Text(), "Who may not do it, whatever their groups.", required=True, example=[])


class CandidateSchema(Shown):
    """Somebody who may do a task."""

    name = Text("The name to sign in with.", example="agent2", required=True)
    display_name = Text("The name shown.", example="Ben Liu", required=True)
    groups = Many(Text(), "By which of the task's groups.", required=True, example=["customer_service"])


class CandidatesSchema(WholeList):
    """The people who may do a task."""

    items = Many(Inside(CandidateSchema), "By name.", required=True)


class OnBehalfSchema(Loaded):
    """A form filled in with what somebody else told."""

    answers = Free("The answers by field key.", load_default=dict, example={"answer": "Oil the hinge."})
    on_behalf_of = Text("One of the staff, or `customer`.", required=True, example="tech")
    way = Choice(WAYS, "How they told it.", load_default="phone")
    note = Text("In which words.", load_default="", most=LONG, example="Called from the site at ten.")

    @post_load
    def as_told(self, found: dict[str, Any], **_: object) -> tuple[dict[str, object], OnBehalf]:
        """What the operation takes."""
        return found["answers"], OnBehalf(found["on_behalf_of"], found["way"], found["note"])


class BulkSchema(Loaded):
    """One act on many tasks."""

    act = Choice(BULK_ACTS, "What to do to each.", required=True, example="claim")
    task_ids = Many(Identifier(), f"At most {MOST} tasks.", required=True, example=[ONE_ID])
    assignee = Text("For `assign`: to whom; null back to their groups.", load_default=None, allow_none=True)
    reason = Text("Why, for `assign`; what to say, for `nudge`.", load_default=NO_REASON, most=LONG)
    answers = Free("For `complete`: the same answers for each.", load_default=dict)

    @post_load
    def as_act(self, found: dict[str, Any], **_: object) -> BulkAct:
        """What the operation takes."""
        ids = tuple(found["task_ids"])
        return BulkAct(found["act"], ids, found["assignee"], found["reason"], found["answers"])


class RowResultSchema(Shown):
    """What came of one task."""

    task_id = Identifier("The task.", required=True)
    ok = YesNo("Whether it was done.", required=True)
    code = Text("Why not: the code of the refusal.", example="task_already_claimed", allow_none=True)
    detail = Text("Why not, in words.", allow_none=True, most=LONG)


class BulkResultSchema(Shown):
    """What came of each task, in the order asked."""

    items = Many(Inside(RowResultSchema), "One for each task.", required=True)
    done = Whole("How many were done.", least=0, most=MOST, example=3, required=True)


class NewSubstitutionSchema(Loaded):
    """Who does whose work."""

    absent = Text("Who is absent.", required=True, example="agent2")
    substitute = Text("Who does their work.", required=True, example="agent")
    group = Text("In which group.", required=True, example="customer_service")
    from_at = Instant("From when.", required=True)
    until_at = Instant("Until when.", required=True, example="2026-02-03T18:00:00+08:00")
    reason = Text("Why.", load_default="", most=LONG, example="On leave.")

    @post_load
    def as_named(self, found: dict[str, Any], **_: object) -> SubstituteNamed:
        """What the operation takes."""
        return SubstituteNamed(**found)


class SubstitutionSchema(Shown):
    """Who does whose work, from when until when."""

    id = Identifier("The substitution.", required=True)
    absent = Text("Who is absent.", required=True, example="agent2")
    substitute = Text("Who does their work.", required=True, example="agent")
    group = Text("In which group.", required=True, example="customer_service")
    from_at = Instant("From when.", required=True)
    until_at = Instant("Until when.", required=True)
    reason = Text("Why.", required=True, most=LONG)
    named_by = Text("Who named them.", required=True, example="manager")
    ended_by = Text("Who ended it before its time.", required=True, allow_none=True)


class SubstitutionsSchema(WholeList):
    """Substitutions, the soonest first."""

    items = Many(Inside(SubstitutionSchema), "What is and will be, or what was.", required=True)


class OverQuery(Loaded):
    """Which substitutions are asked for."""

    over = YesNo("Those that have ended, instead of those that run or will.", load_default=False)

    @post_load
    def as_flag(self, found: dict[str, Any], **_: object) -> bool:
        """What the query takes."""
        return bool(found["over"])
