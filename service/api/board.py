"""The supervisors' list of runs, and how many stand where."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api import shapes
from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.board import CountsSchema, RunQuery, RunSchema, RunSheetSchema, StandingQuery
from service.api.schemas.pages import page_of
from service.domain.people import Actor
from service.domain.views import Page, PageRequest
from service.domain.views.board import RunRow, RunSheet
from service.queries.board import counting, running
from service.queries.board.asking import RunFilter
from service.queries.board.sheet import run_sheet
from service.runtime import Runtime

calls = Calls("board", __name__, description="What runs, for those who supervise it.")


@calls.reads("/board/runs", access=SIGNED_IN, query=RunQuery, answer=page_of(RunSchema))
def list_runs(rt: Runtime, by: Actor, asked: tuple[RunFilter, PageRequest]) -> Page[RunRow]:
    """The runs you may see, the newest first unless you ask for the oldest."""
    return running.runs(rt, *asked, by=by)


@calls.reads("/board/runs/<uuid:instance_id>", access=SIGNED_IN, answer=RunSheetSchema)
def get_run(rt: Runtime, by: Actor, instance_id: UUID) -> RunSheet:
    """One run in full: its data and how that changed, what it waits for, what is stuck."""
    return run_sheet(rt, instance_id, by=by)


@calls.reads("/board/standings", access=SIGNED_IN, query=StandingQuery, answer=CountsSchema)
def count_runs(rt: Runtime, by: Actor, asked: dict[str, Any]) -> shapes.Shape:
    """How many running instances stand at each element of a process; 10,000 in one place are enough."""
    counted = counting.standing_counts(rt, asked["process"], asked["version"], by=by)
    return {"elements": counted.elements, "more": sorted(counted.more)}
