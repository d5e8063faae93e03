"""The customer's own calls: whoever has the link is the customer; nothing internal is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request

from service.api import shapes
from service.api.access import PUBLIC
from service.api.calls import Calls
from service.api.schemas.customer_side import (
    CustomerAnswersSchema,
    CustomerReasonSchema,
    CustomerWordsSchema,
    TrackedSchema,
)
from service.domain.people import Actor
from service.errors import CaseNotFound
from service.operations.customer import acts, knocks
from service.operations.customer.surveys import answer_questionnaire
from service.queries.customer.tracking import tracked
from service.runtime import Runtime

calls = Calls("tracking", __name__, description="A case as its customer sees it, behind their link.")


@calls.reads("/tracking/<string:token>", access=PUBLIC, answer=TrackedSchema)
def get_tracked(rt: Runtime, by: Actor, token: str) -> shapes.Shape:
    """How the matter stands, what comes next and by when, and what was said."""
    return _shown(rt, token, lambda: None)


@calls.changes(
    "/tracking/<string:token>/messages", access=PUBLIC, body=CustomerWordsSchema, answer=TrackedSchema
)
def write_to_us(rt: Runtime, by: Actor, told: dict[str, str], token: str) -> shapes.Shape:
    """Write to whoever works on it."""
    return _shown(rt, token, lambda: acts.write(rt, token, told["text"]))


@calls.changes(
    "/tracking/<string:token>/withdraw", access=PUBLIC, body=CustomerReasonSchema, answer=TrackedSchema
)
def take_it_back(rt: Runtime, by: Actor, told: dict[str, str], token: str) -> shapes.Shape:
    """Take the matter back."""
    return _shown(rt, token, lambda: acts.withdraw(rt, token, told["reason"]))


@calls.changes(
    "/tracking/<string:token>/answers", access=PUBLIC, body=CustomerAnswersSchema, answer=TrackedSchema
)
def answer_questions(rt: Runtime, by: Actor, told: dict[str, Any], token: str) -> shapes.Shape:
    """Answer the questionnaire, once; a name signs the work off."""
    return _shown(
        rt,
        token,
        lambda: answer_questionnaire(
            rt, token, told["answers"], language=rt.settings.language, signed_by=told["signed_by"]
        ),
    )


def _shown(rt: Runtime, token: str, act: Callable[[], None]) -> shapes.Shape:
    """Do it, and how it stands then; wrong links are counted as they are at the page."""
    address = _address(rt)
    knocks.must_be_let(rt, knocks.LINK, address)
    try:
        acts.case_id_behind(rt, token)
    except CaseNotFound:
        knocks.knocked(rt, knocks.LINK, address)
        raise
    act()
    found = shapes.flat(tracked(rt, token))
    return {name: found[name] for name in TrackedSchema().fields}


def _address(rt: Runtime) -> str:
    return knocks.address_of(rt, request.remote_addr or "", request.headers.get("X-Forwarded-For", ""))
