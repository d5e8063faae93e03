"""How cases waited, and by which exit they left."""

from __future__ import annotations

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.exits import ExitPageSchema, ExitQuery, PauseQuery, WaitingSchema
from service.api.schemas.pages import page_of
from service.domain.people import Actor
from service.domain.views import Page, PageRequest
from service.domain.views.exits import ExitPage, WaitingView
from service.queries import exits as exit_queries
from service.queries import pauses as pause_queries
from service.queries.exits import ExitFilter
from service.queries.pauses import PauseFilter
from service.runtime import Runtime

calls = Calls("exits", __name__, description="How cases waited, and by which exit they left.")


@calls.reads("/pauses", access=SIGNED_IN, query=PauseQuery, answer=page_of(WaitingSchema))
def list_pauses(rt: Runtime, by: Actor, asked: tuple[PauseFilter, PageRequest]) -> Page[WaitingView]:
    """The pauses of the cases you may see, across cases: open, overdue for a review, or answered already."""
    return pause_queries.pauses(rt, *asked, by=by)


@calls.reads("/exits", access=SIGNED_IN, query=ExitQuery, answer=ExitPageSchema)
def list_exits(rt: Runtime, by: Actor, asked: tuple[ExitFilter, PageRequest]) -> ExitPage:
    """By which exit the cases you may see left: satisfied, recourse exhausted, withdrawn or unreachable."""
    return exit_queries.exits(rt, *asked, by=by)
