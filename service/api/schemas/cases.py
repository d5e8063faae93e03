"""Shapes of cases: what opens one, and what is told of it."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, post_load, validates_schema

from service.api.schemas.fields import (
    LONG,
    Choice,
    Day,
    Exact,
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
from service.api.schemas.tasks import TaskSchema
from service.domain.cases import CaseKind, CaseStatus, ClosedHow
from service.domain.views import PageRequest
from service.domain.views.waiting import Awaited
from service.operations.cases import ContactGiven, CustomerGiven, NewCase, NewCaseMessage
from service.queries.cases import CaseFilter

KINDS = tuple(each.value for each in CaseKind)
STATUSES = tuple(each.value for each in CaseStatus)
CHANNELS = "hotline, chat, email, form, wechat, phone, visit, questionnaire, interview, rating, …"
AWAITED = tuple(each.value for each in Awaited)
ENDINGS = tuple(each.value for each in ClosedHow)
DIRECTIONS = ("in", "out")
SAID = {"in": "in", "inbound": "in", "out": "out", "outbound": "out"}


class CustomerGivenSchema(Loaded):
    """Who the customer is: one we know by `id`, or a `name` and what else is known."""

    id = Identifier("A customer we know.", load_default=None)
    name = Text("The customer's name.", load_default="", example="Wang Fang")
    phone = Text("Their phone.", load_default="", example="+86 138 0000 0000")
    email = Text("Their e-mail address.", load_default="", example="wang@example.com")
    company = Text("Their company.", load_default="")
    industry = Text("Their line of business.", load_default="")
    address = Text("Where they are.", load_default="", most=LONG, example="12 Lane, Hangzhou")
    tier = Whole("Their tier, 1 is served first.", least=1, most=4, load_default=4, example=3)

    @validates_schema(skip_on_field_errors=False)
    def somebody(self, found: dict[str, Any], **_: object) -> None:
        """Refuse a customer that is neither known nor named."""
        if found.get("id") is None and not found.get("name", "").strip():
            raise ValidationError("An answer is required.", "name")

    @post_load
    def as_given(self, found: dict[str, Any], **_: object) -> CustomerGiven:
        """What the operation takes."""
        return CustomerGiven(**found)


class ContactGivenSchema(Loaded):
    """Whom to reach about it, and how."""

    name = Text("Whom to ask for.", required=True, example="Wang Fang")
    phone = Text(
        "How to reach them; needed unless there is an e-mail address.",
        load_default="",
        example="+86 138 0000 0000",
    )
    email = Text("Their e-mail address.", load_default="", example="wang@example.com")

    @validates_schema(skip_on_field_errors=False)
    def reachable(self, found: dict[str, Any], **_: object) -> None:
        """Refuse a contact whom nobody could reach."""
        if not (found.get("phone", "").strip() or found.get("email", "").strip()):
            raise ValidationError("An answer is required.", "phone")

    @post_load
    def as_given(self, found: dict[str, Any], **_: object) -> ContactGiven:
        """What the operation takes."""
        return ContactGiven(**found)


class NewCaseSchema(Loaded):
    """The customer's matter, in their words."""

    kind = Choice(
        KINDS, "What they come with; also the process that handles it.", required=True, example="feedback"
    )
    channel = Text(f"How they reached us: {CHANNELS}", required=True, most=50, example="hotline")
    contacted_at = Instant("When they reached us; now, if left out.", load_default=None)
    customer = Inside(CustomerGivenSchema, "Who they are.", required=True)
    contact = Inside(ContactGivenSchema, "Whom to reach about it.", required=True)
    subject = Text("What it is about, in a line.", required=True, example="Cabinet door sticks")
    description = Text(
        "What it is about, in their words.", required=True, most=LONG, example="The left door sticks."
    )
    order_no = Text("The order it belongs to.", load_default=None, allow_none=True, example="SO-2025-1187")
    product_model = Text("The product.", load_default=None, allow_none=True, example="KB-200")
    purchased_on = Day("When it was bought.", load_default=None, allow_none=True)
    contracted_on = Day("When the contract was signed.", load_default=None, allow_none=True)
    address = Text("Where the product is.", load_default=None, allow_none=True, most=LONG)
    expected_solution = Text("What they expect of us.", load_default=None, allow_none=True, most=LONG)

    @post_load
    def as_new(self, found: dict[str, Any], **_: object) -> NewCase:
        """What the operation takes."""
        return NewCase(**found)


EXAMPLE = {
    "kind": "feedback",
    "channel": "hotline",
    "customer": {"name": "Wang Fang", "phone": "+86 138 0000 0000"},
    "contact": {"name": "Wang Fang", "phone": "+86 138 0000 0000"},
    "subject": "Cabinet door sticks",
    "description": "The left door of the kitchen cabinet has been sticking since Monday.",
    "order_no": "SO-2025-1187",
    "product_model": "KB-200",
    "purchased_on": "2025-11-03",
}


class OpenedCaseSchema(Shown):
    """A case just opened."""

    id = Identifier("The case.", required=True)
    number = Text("Its number.", example="FB-2026-000001", required=True)
    status = Choice(STATUSES, "How the matter stands.", example="open", required=True)
    instance_id = Identifier("The process instance that handles it.", required=True)
    tracking_url = Text("For the customer: shows how the matter stands. Told this once.", required=True)


class CaseSchema(Shown):
    """The customer's matter."""

    id = Identifier("The case.", required=True)
    number = Text("Its number.", example="FB-2026-000001", required=True)
    kind = Choice(KINDS, "What they came with.", required=True)
    channel = Text("How they reached us.", required=True, example="hotline")
    subject = Text("What it is about.", required=True, example="Cabinet door sticks")
    status = Choice(STATUSES, "How the matter stands.", required=True, example="open")
    severity = Text("How bad it is.", allow_none=True, example="general")
    urgency = Text("How urgent it is.", allow_none=True)
    category = Text("What sort of matter it is.", allow_none=True, example="product_quality")
    tier = Whole("The customer's tier.", least=1, most=4, required=True, example=3)
    round = Whole("Which round it is in.", least=1, most=10_000, required=True, example=1)
    customer_id = Identifier("The customer.", required=True)
    customer_name = Text("The customer's name.", required=True)
    contacted_at = Instant("When they reached us.", required=True)
    created_at = Instant("When it was entered.", required=True)
    closed_at = Instant("When it was closed.", required=True, allow_none=True)
    closed_how = Choice(
        ENDINGS,
        "What ended it: its process came to its end, the customer took it back, a supervisor stopped it.",
        required=True,
        allow_none=True,
    )
    closed_by = Text("Whose act ended it.", required=True, allow_none=True, example="agent")
    closed_reason = Text("Why it was ended early.", required=True, allow_none=True, most=LONG)
    withdrawn_at = Instant(
        "When the customer took it back; a suspended process hears of it when it is resumed.",
        required=True,
        allow_none=True,
    )
    instance_id = Identifier("The process instance that handles it.", required=True, allow_none=True)


class CaseMessageSchema(Shown):
    """Words exchanged with the customer."""

    id = Identifier("The message.", required=True)
    direction = Choice(DIRECTIONS, "`in` is from the customer, `out` to them.", required=True)
    channel = Text("By which way.", required=True, example="hotline")
    text = Text("The words.", required=True, most=LONG)
    at = Instant("When.", required=True)
    by = Text("Who recorded it.", required=True, example="agent")


class CaseDetailSchema(CaseSchema):
    """The customer's matter with all that is known of it."""

    description = Text("What it is about, in their words.", required=True, most=LONG)
    contact_name = Text("Whom to reach.", required=True)
    contact_phone = Text("How to reach them.", required=True)
    contact_email = Text("Their e-mail address.")
    order_no = Text("The order.", allow_none=True)
    product_model = Text("The product.", allow_none=True)
    purchased_on = Day("When it was bought.", allow_none=True)
    contracted_on = Day("When the contract was signed.", allow_none=True)
    address = Text("Where the product is.", allow_none=True, most=LONG)
    expected_solution = Text("What they expect of us.", allow_none=True, most=LONG)
    responsibility = Text("Whose fault it was found to be.", allow_none=True)
    department = Text("The department responsible.", allow_none=True)
    compensation = Exact("What was paid.", allow_none=True, example=120.5)
    satisfied_outcome = YesNo("Whether they are satisfied with the outcome.", allow_none=True)
    satisfied_handling = YesNo("Whether they are satisfied with the handling.", allow_none=True)
    satisfaction = Whole("Their rating.", least=0, most=10, allow_none=True)
    entry_delay_s = Whole("Seconds between their contact and the entry.", least=0, most=10**9)
    created_by = Text("Who entered it.")
    messages = Many(Inside(CaseMessageSchema), "Words exchanged, oldest first.", required=True)
    open_tasks = Many(Inside(TaskSchema), "Work that waits in this case.", required=True)
    wrote_after_closing = YesNo(
        "Whether the customer has written since it was closed; the front desk was told.", required=True
    )
    sees = Many(
        Text(),
        "The parts that are yours to see; who only signs a section beside it sees what their work needs.",
        required=True,
        example=["contact", "files", "messages", "story"],
    )
    may = Many(Text(), "Whether you may `read` it whole and `work` on it.", required=True, example=["read"])


class CaseWaitSchema(Shown):
    """One thing a case waits for."""

    kind = Choice(AWAITED, "What kind of thing.", required=True, example="task")
    name = Text("The element of the diagram, in the reader's language.", required=True, example="Assess")
    groups = Many(Text(), "The groups it waits for.", required=True, example=["technical_support"])
    people = Many(Text(), "Who has it, or whose signatures lack.", required=True, example=["tech"])
    until = Instant("The moment it waits for.", required=True, allow_none=True)
    task_id = Identifier("The task, where it is one.", required=True, allow_none=True)


class CaseWaitsSchema(Shown):
    """What a case waits for."""

    waits_for = Many(Inside(CaseWaitSchema), "What is stuck, work of people, the rest.", required=True)


class CaseQuery(PageQuery):
    """Which cases are asked for."""

    status = Choice(STATUSES, "How the matter stands.", load_default=None)
    kind = Choice(KINDS, "What they came with.", load_default=None)
    customer = Identifier("Cases of this customer.", load_default=None)
    number = Text("The case with this number.", load_default=None)
    text = Text("Looked for in number, subject and customer name.", load_default=None)

    @post_load
    def as_filter(self, found: dict[str, Any], **_: object) -> tuple[CaseFilter, PageRequest]:
        """What the query takes."""
        page = PageRequest(found.pop("limit"), found.pop("cursor"))
        return CaseFilter(customer_id=found.pop("customer"), **found), page


class HistorySchema(Shown):
    """One thing that happened."""

    instance_id = Identifier("The process instance.", required=True)
    seq = Whole("Its number in that instance, without gaps.", least=1, most=10**9, required=True, example=1)
    at = Instant("When.", required=True)
    actor = Text("Who did it.", required=True, example="agent")
    type = Text("What happened.", required=True, example="task.claimed")
    activity_id = Text("The element in the diagram.", allow_none=True, example="respond")
    task_id = Identifier("The user task.", allow_none=True)
    detail = Free(
        "What else is known of it; empty for who sees the process instance but not its case.", required=True
    )
    actor_name = Text("What they are called.", required=True, example="Lin Hai")
    activity = Text("What the element is called.", required=True, allow_none=True, example="Answer")
    sentence = Text(
        "All of it in a sentence, in the reader's language.",
        required=True,
        most=LONG,
        example="Lin Hai claimed “Answer”",
    )


class NewCaseMessageSchema(Loaded):
    """Words to or from the customer."""

    text = Text("The words.", required=True, most=LONG, example="When will somebody come?")
    direction = Choice(SAID, "`in`(bound) is from the customer, `out`(bound) to them.", load_default="in")
    channel = Text(f"By which way: {CHANNELS}", load_default="hotline", most=50)
    written_at = Instant("When it was written, if earlier than now.", load_default=None, allow_none=True)

    @post_load
    def as_new(self, found: dict[str, Any], **_: object) -> NewCaseMessage:
        """What the operation takes."""
        return NewCaseMessage(found["text"], SAID[found["direction"]], found["channel"], found["written_at"])


class WithdrawSchema(Loaded):
    """Why the customer takes the matter back."""

    reason = Text("In their words, if they gave one.", load_default="", most=LONG, example="It works again.")
