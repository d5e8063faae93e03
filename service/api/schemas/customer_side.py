"""Shapes of the customer's side for staff: links, promises, deliveries, words of notices, results."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from service.api.schemas.fields import (
    LONG,
    Choice,
    Identifier,
    Inside,
    Instant,
    Loaded,
    Many,
    Shown,
    Text,
    Whole,
    WholeList,
)
from service.api.schemas.pages import PageQuery
from service.domain.delivery_troubles import Trouble
from service.domain.outbox import OutboxState
from service.domain.promise_book import PromiseState
from service.domain.views import PageRequest
from service.queries.customer.deliveries import DeliveryFilter
from service.queries.customer.promises import PromiseFilter

_MOST = 10**9


class LinkSchema(Shown):
    """A link just made; its address is told this once."""

    case_id = Identifier("The case it opens.", required=True)
    url = Text("The address.", required=True)
    made_at = Instant("When it was made.", required=True)


class NewPromiseSchema(Loaded):
    """Something to promise a customer."""

    text = Text("What is promised; the customer reads it.", required=True, most=500, example="We call you.")
    due_at = Instant("By when.", required=True)


class TakeBackSchema(Loaded):
    """Why a promise is taken back."""

    reason = Text("The reason.", required=True, most=LONG, example="The part is not made any more.")


class PromiseQuery(PageQuery):
    """Which promises are asked for."""

    state = Choice([each.value for each in PromiseState], "How it stands.", load_default=None)

    @post_load
    def as_asked(self, found: dict[str, Any], **_: object) -> tuple[PromiseFilter, PageRequest]:
        """What the query takes."""
        state = PromiseState(found["state"]) if found["state"] else None
        return PromiseFilter(state), PageRequest(found["limit"], found["cursor"])


class CustomerPromiseSchema(Shown):
    """Something promised to a customer, with its own clock."""

    id = Identifier("Its id, or its clock's.", required=True)
    case_id = Identifier("The case.", required=True)
    case_number = Text("The case's number.", required=True)
    subject = Text("What the case is about.", required=True)
    kind = Text("The kind of its clock; `words` for one made by hand.", required=True)
    text = Text("What was promised in words.", required=True)
    round = Whole("The round.", least=1, most=_MOST, required=True)
    made_at = Instant("When it was promised.", required=True)
    made_by = Text("Who promised it; empty: the rule.", required=True)
    due_at = Instant("By when.", required=True)
    state = Choice([each.value for each in PromiseState], "How it stands.", required=True)
    ended_at = Instant("When it was over.", required=True, allow_none=True)


class DeliveryQuery(PageQuery):
    """Which deliveries are asked for."""

    state = Choice([each.value for each in OutboxState], "How far it is.", load_default=None)

    @post_load
    def as_asked(self, found: dict[str, Any], **_: object) -> tuple[DeliveryFilter, PageRequest]:
        """What the query takes."""
        state = OutboxState(found["state"]) if found["state"] else None
        return DeliveryFilter(state), PageRequest(found["limit"], found["cursor"])


class NoticeDeliverySchema(Shown):
    """One message to one recipient over one way."""

    id = Identifier("Its id.", required=True)
    case_id = Identifier("The case; null: it is about no case.", required=True, allow_none=True)
    case_number = Text("The case's number.", required=True)
    customer_id = Identifier("The customer it is for; null: people of ours.", required=True, allow_none=True)
    template = Text("The notice it is of.", required=True)
    recipient = Text("Whom it is for.", required=True)
    channel = Text("The way it goes.", required=True)
    state = Choice([each.value for each in OutboxState], "How far it is.", required=True)
    attempts = Whole("Attempts that failed.", least=0, most=_MOST, required=True)
    created_at = Instant("When it was asked for.", required=True)
    next_try_at = Instant("When it is tried next.", required=True)
    sent_at = Instant("When it was sent.", required=True, allow_none=True)
    held_until = Instant("Until when it is held back for the night.", required=True, allow_none=True)
    subject = Text("Its subject.", required=True)
    text = Text("Its words, without its links.", required=True)
    answer = Text("What the provider said.", required=True)
    error = Text("Why the last attempt failed, as it was said.", required=True)
    trouble = Choice(
        ["", *(each.value for each in Trouble)], "What that means; empty: nothing.", required=True
    )
    advice = Text("What to do about it, in your language.", required=True)


class WordsSchema(Loaded):
    """Words for a notice."""

    subject = Text("The subject.", required=True, most=300, example="{case}: received")
    text = Text("The text.", required=True, most=4000, example="Dear {customer_name}, …")
    seen = Whole("The version they were written over.", least=0, most=_MOST, load_default=None)


class FilledSchema(Shown):
    """A notice filled in with made-up facts."""

    subject = Text("The subject.", required=True)
    text = Text("The text.", required=True)


class TemplateSchema(Shown):
    """How a notice is worded in one language."""

    key = Text("Which notice.", required=True)
    language = Text("The language.", required=True)
    version = Whole("The version; 0: as delivered.", least=0, most=_MOST, required=True)
    subject = Text("The subject.", required=True)
    text = Text("The text.", required=True)
    places = Many(Text(), "What may stand in it.", required=True)
    made_at = Instant("When it was given.", required=True, allow_none=True)
    made_by = Text("Who gave it.", required=True)


class TemplatesSchema(WholeList):
    """Every notice in every language."""

    items = Many(Inside(TemplateSchema), "The notices.", required=True)


class VersionsSchema(WholeList):
    """Every version somebody gave a notice in one language, the newest first."""

    items = Many(Inside(TemplateSchema), "The versions.", required=True)


class SurveySchema(Shown):
    """One questionnaire of a case."""

    id = Identifier("Its id.", required=True)
    round = Whole("The round it asks about.", least=1, most=_MOST, required=True)
    asked_at = Instant("When it was put.", required=True)
    reminders = Whole("How often it was reminded of.", least=0, most=_MOST, required=True)
    ended_at = Instant("When it was answered or lapsed.", required=True, allow_none=True)
    answered_by = Text("`link` or `phone`; null: it was not answered.", required=True, allow_none=True)
    signed_by = Text("The name that signed the work off.", required=True, allow_none=True)
    answers = Many(Many(Text()), "Questions and answers in words.", required=True)


class CaseSurveysSchema(WholeList):
    """The questionnaires of a case."""

    items = Many(Inside(SurveySchema), "The newest first.", required=True)


class ResultsQuery(Loaded):
    """Which stretch of time is asked for."""

    since = Instant("From when.", required=True)
    until = Instant("Until when.", required=True)


class MonthSchema(Shown):
    """A question's answers in a month."""

    month = Text("The month.", required=True, example="2026-11")
    count = Whole("How many answers.", least=0, most=_MOST, required=True)
    mean = fields.Float(required=True, allow_none=True, metadata={"description": "Their mean, of numbers."})
    spread = Many(Many(fields.Raw()), "Each answer with how often it was given.", required=True)


class QuestionSchema(Shown):
    """A question's results over time."""

    question = Text("Its key.", required=True)
    label = Text("Its words.", required=True)
    months = Many(Inside(MonthSchema), "Month by month.", required=True)


class ResultsSchema(Shown):
    """What customers answered."""

    asked = Whole("Questionnaires put.", least=0, most=_MOST, required=True)
    answered = Whole("Those answered.", least=0, most=_MOST, required=True)
    by_link = Whole("Those answered by link.", least=0, most=_MOST, required=True)
    questions = Many(Inside(QuestionSchema), "The questions that can be counted.", required=True)
    words = Many(Many(fields.Raw()), "The last words: when, question, answer.", required=True)
