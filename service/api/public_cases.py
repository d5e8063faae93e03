"""Cases customers open themselves, without signing in: what they agree to, and the case."""

from __future__ import annotations

from service.api import doors, shapes
from service.api.access import PUBLIC
from service.api.calls import Calls
from service.api.schemas.public_cases import (
    EmptyFormSchema,
    FormQuery,
    OpenedPubliclySchema,
    PublicCaseSchema,
)
from service.api.statuses import CREATED
from service.domain.people import Actor
from service.operations.customer import public as operations
from service.operations.customer.public import OpenedPublicly, Told
from service.runtime import Runtime

calls = Calls("public-cases", __name__, description="Cases customers open themselves.")


@calls.reads("/public-cases/form", access=PUBLIC, query=FormQuery, answer=EmptyFormSchema)
def get_empty_form(rt: Runtime, by: Actor, asked: dict[str, str]) -> shapes.Shape:
    """What an empty form is sent with: what is agreed to, and the stamp the filled-in form brings back."""
    operations.must_be_open(rt)
    consent, version = operations.consent_now(rt, asked["language"])
    return {"consent": consent, "version": version, "stamp": operations.stamp_now(rt)}


@calls.changes(
    "/public-cases",
    access=PUBLIC,
    body=PublicCaseSchema,
    answer=OpenedPubliclySchema,
    status=CREATED,
    keyed=False,
)
def open_public_case(rt: Runtime, by: Actor, said: tuple[Told, str]) -> OpenedPublicly:
    """Open a case as its customer; the same stamp opens one case, and the link is told once.

    A stamp is good from a few seconds to a day after it was given. Too many forms from one address, or
    from all of them, are refused for a while.
    """
    told, language = said
    return operations.open_once(rt, told, address=doors.address(), language=language)
