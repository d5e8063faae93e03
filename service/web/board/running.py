"""What runs: the list with its filters and its counts on the drawing, and one run in full, kept live."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import PROCESS_OWNER, Actor
from service.domain.views import PageRequest
from service.domain.views.board import RunSheet
from service.domain.views.clocks import CaseClocks
from service.errors import CaseNotFound, NotASupervisor
from service.operations.stepping_in.kinds import Kind
from service.queries import clocks, desk, diagrams
from service.queries.board import counting
from service.queries.board import running as queries
from service.queries.board.sheet import run_sheet, run_story
from service.queries.people import group_names, people
from service.web.board import filters
from service.web.diagram_pages import marks_answer
from service.web.door import signed_in, visitor
from service.web.rendering import page, runtime

run_pages = Blueprint("run_pages", __name__)

ROWS = 40
LIVE_S = 3


@run_pages.get("/board")
@signed_in
def run_list(by: Actor) -> Answer:
    """The runs the address asks for, the newest first unless it asks for the oldest."""
    must_watch(by)
    rt, told = runtime(), filters.asked_texts()
    found = queries.runs(rt, filters.filter_of(rt, told), PageRequest(ROWS, request.args.get("after")), by=by)
    staff = people(rt, by=by)
    return page(
        "board/runs.html",
        visitor=visitor(),
        found=found,
        asked=told,
        choices=filters.choices(rt, told, by.language),
        ages=filters.AGES,
        tiers=filters.TIERS,
        most_running=filters.MOST_RUNNING,
        groups=group_names(rt, by.language),
        names={each.name: each.display_name for each in staff},
        acts=tuple(Kind) if by.is_supervisor else (),
        address=lambda **changes: filters.address(told, **changes),
    )


@run_pages.get("/board/standings/<key>.json")
@signed_in
def standings(by: Actor, key: str) -> Answer:
    """How many runs stand where, for the drawing; ``version`` asks for one version's."""
    must_watch(by)
    asked = filters.asked_texts({"process": key, "version": request.args.get("version", "")})
    version = filters.filter_of(runtime(), asked).version
    return marks_answer(counting.standing_marks(runtime(), key, version, by=by))


@run_pages.get("/board/instances/<uuid:instance_id>")
@signed_in
def run(by: Actor, instance_id: UUID) -> Answer:
    """Everything about one run."""
    return shown("board/run.html", run_sheet(runtime(), instance_id, by=by), by)


@run_pages.get("/board/instances/<uuid:instance_id>/live")
@signed_in
def live(by: Actor, instance_id: UUID) -> Answer:
    """The same while it is looked at: nothing as long as nothing has happened."""
    sheet = run_sheet(runtime(), instance_id, by=by)
    if request.args.get("revision") == str(sheet.revision):
        return Response(status=HTTPStatus.NO_CONTENT)
    return shown("board/run_live.html", sheet, by)


def shown(template: str, sheet: RunSheet, by: Actor) -> Answer:
    """A run on this template."""
    rt, one = runtime(), sheet.run
    story = run_story(rt, one.id, by=by)
    named = [each.actor for each in story] + [name for each in story for name in each.people]
    named += [each.assignee for each in one.tasks if each.assignee]
    named += [each.actor for variable in sheet.variables for each in variable.changes]
    return page(
        template,
        visitor=visitor(),
        sheet=sheet,
        run=one,
        story=story,
        stand=diagrams.instance_stand(rt, one.id, by=by),
        clocks=_clocks(one.case_id, by),
        groups=group_names(rt, by.language),
        names=desk.display_names(rt, named),
        element_names={each.id: each.name for each in sheet.elements},
        acts=acts_for(sheet, by),
        live_s=LIVE_S,
        told=request.args.get("told", ""),
    )


def _clocks(case_id: UUID | None, by: Actor) -> CaseClocks | None:
    """The clocks of its case, as far as that is theirs to see."""
    try:
        return clocks.case_clocks(runtime(), case_id, by=by) if case_id is not None else None
    except CaseNotFound:
        return None


def acts_for(sheet: RunSheet, by: Actor) -> tuple[Kind, ...]:
    """What makes sense to do to it now."""
    if not by.is_supervisor or sheet.run.ended_at is not None:
        return ()
    without = {Kind.RESUME if sheet.run.state == "active" else Kind.SUSPEND}
    if not sheet.stuck:
        without |= {Kind.RETRY, Kind.RESOLVE}
    if not any(each.can_retry for each in sheet.stuck):
        without.add(Kind.RETRY)
    if not sheet.run.tasks:
        without |= {Kind.REASSIGN, Kind.COMPLETE}
    if not any(each.kind == "timer" for each in sheet.waits):
        without.add(Kind.MOVE_TIMER)
    if sheet.newest == 1:
        without.add(Kind.MIGRATE)
    return tuple(each for each in Kind if each not in without)


def must_watch(by: Actor) -> None:
    """The board is for supervisors, and for process owners to look on."""
    if not (by.is_supervisor or by.is_in(PROCESS_OWNER)):
        raise NotASupervisor(name=by.name)
