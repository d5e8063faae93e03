"""Batches: an act on all runs of a filter, tried on a few; then watched, and stopped if need be."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.stepping_in.batches import ItemState
from service.domain.views import PageRequest
from service.domain.views.batches import BatchTrial, BatchView
from service.errors import NotASupervisor
from service.operations.stepping_in.batches import Order, order_batch, stop_batch, try_batch
from service.operations.stepping_in.kinds import Kind
from service.operations.stepping_in.wording import asked_of
from service.queries import desk
from service.queries.board import batches as queries
from service.queries.people import group_names
from service.web.board import acting, filters
from service.web.board.refusing import GRANTED, Refused, attempt_telling, refusal_words
from service.web.door import is_htmx, signed_in, visitor
from service.web.rendering import page, runtime

batch_pages = Blueprint("batch_pages", __name__)

ROWS = 50
LIVE_S = 2


@batch_pages.get("/board/batches")
@signed_in
def batch_list(by: Actor) -> Answer:
    """One's batches; for who supervises every group, everybody's."""
    _must_supervise(by)
    rt = runtime()
    found = queries.batches(rt, PageRequest(ROWS, request.args.get("after")), by=by)
    names = desk.display_names(rt, [each.created_by for each in found.items])
    return page("board/batches.html", visitor=visitor(), found=found, names=names)


@batch_pages.get("/board/batches/new")
@signed_in
def ask(by: Actor) -> Answer:
    """The form of an act for every run the list shows."""
    _must_supervise(by)
    return _asked(acting.kind_of(request.args.get("act", "")), filters.asked_texts(), by)


@batch_pages.post("/board/batches/new")
@signed_in
def order(by: Actor) -> Answer:
    """Try it on a few, or (``go``) order it."""
    rt, kind = runtime(), acting.kind_of(request.form.get("act", ""))
    told = filters.asked_texts({name[2:]: text for name, text in request.form.items() if name[:2] == "f-"})
    tried: list[BatchTrial] = []
    ordered: list[BatchView] = []

    def call() -> None:
        wanted = Order(acting.intervention(rt, kind), filters.filter_of(rt, told))
        if request.form.get("go") == "do":
            ordered.append(order_batch(rt, wanted, by=by))
        else:
            tried.append(try_batch(rt, wanted, by=by))

    refused = attempt_telling(call)
    if ordered:
        return redirect(f"/board/batches/{ordered[0].id}", HTTPStatus.SEE_OTHER)
    return _asked(kind, told, by, refused=refused, trial=tried[0] if tried else None)


@batch_pages.get("/board/batches/<uuid:batch_id>")
@signed_in
def batch(by: Actor, batch_id: UUID) -> Answer:
    """How far a batch is, and what became of each run."""
    return _shown("board/batch.html", batch_id, by)


@batch_pages.get("/board/batches/<uuid:batch_id>/live")
@signed_in
def live(by: Actor, batch_id: UUID) -> Answer:
    """The same, while it is looked at."""
    return _shown("board/batch_live.html", batch_id, by)


@batch_pages.post("/board/batches/<uuid:batch_id>/stop")
@signed_in
def stop(by: Actor, batch_id: UUID) -> Answer:
    """Do nothing more of it."""
    refused = attempt_telling(lambda: stop_batch(runtime(), batch_id, by=by))
    if refused:
        return _shown("board/batch.html", batch_id, by, refused=refused)
    return redirect(f"/board/batches/{batch_id}", HTTPStatus.SEE_OTHER)


def _shown(template: str, batch_id: UUID, by: Actor, *, refused: Refused = GRANTED) -> Answer:
    rt = runtime()
    wanted = request.args.get("state", "")
    state = wanted if wanted in tuple(ItemState) else None
    found = queries.batch_detail(rt, batch_id, by=by)
    meant = asked_of(found.filter)
    items = queries.batch_items(rt, batch_id, state, PageRequest(ROWS, request.args.get("after")), by=by)
    return page(
        template,
        status=refused.status,
        visitor=visitor(),
        batch=found,
        filter=meant,
        element_names=acting.offered(rt, meant.process_key, meant.version, by).names,
        items=items,
        refusal=refusal_words,
        state=state or "",
        names=desk.display_names(rt, [each for each in (found.created_by, found.ended_by) if each]),
        groups=group_names(rt, by.language),
        refused=refused,
        live_s=LIVE_S,
    )


def _asked(
    act: Kind,
    told: dict[str, str],
    by: Actor,
    *,
    refused: Refused = GRANTED,
    trial: BatchTrial | None = None,
) -> Answer:
    rt = runtime()
    wanted = filters.filter_of(rt, told)
    offered = acting.offered(rt, wanted.process_key, wanted.version, by)
    return page(
        "board/batch_tried.html" if is_htmx() else "board/batch_new.html",
        status=refused.status,
        visitor=visitor(),
        act=act,
        fields=acting.FIELDS.get(act, ()),
        asked=told,
        filter=wanted,
        offered=offered,
        clock_name=acting.clock_name,
        clock_words=acting.clock_words(act),
        people_names=offered.people_names,
        element_names=offered.names,
        groups=group_names(rt, by.language),
        typed=request.form,
        refused=refused,
        trial=trial,
        refusal=refusal_words,
        back=filters.address(told),
    )


def _must_supervise(by: Actor) -> None:
    if not by.is_supervisor:
        raise NotASupervisor(name=by.name)
