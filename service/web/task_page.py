"""A task's page: its form, the case at a glance, what was said and done, and what may be done now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.mentions import named_in
from service.domain.people import Actor
from service.domain.views import CaseDetail, StoryView, TaskDetail, TaskSheet
from service.domain.views.attachments import AttachmentView
from service.domain.views.desk import turned
from service.domain.views.similar import SimilarCase
from service.errors import Invalid, NotFound
from service.operations import tasks
from service.operations.on_behalf import OnBehalf, complete_on_behalf
from service.queries import acts, attachments, cases, clocks, desk, diagrams, people, sheets, story, waiting
from service.queries.sections import sheet_sections
from service.queries.similar import Likeness, similar_cases
from service.web import door
from service.web.act_facts import act_facts, people_in, people_of
from service.web.door import signed_in, visitor
from service.web.refusals import attempt, field_sentences
from service.web.rendering import page, runtime

task_pages = Blueprint("task_pages", __name__)

Wrong = Mapping[str, list[str]]

_BUTTONS = frozenset({"_add", "_remove"})
"""Of rows: the browser sends the one with the focus along with a draft, though nobody pressed it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not done, why, and what was typed for it: told on the page that comes back."""

    why: str = ""
    wrong: Wrong = field(default_factory=dict)
    typed: str = ""
    status: HTTPStatus = HTTPStatus.CONFLICT

    @property
    def told(self) -> Mapping[str, object]:
        """What the page tells of it."""
        return {"wrong": self.wrong, "refused": self.why, "typed": self.typed}


NOTHING_REFUSED = Refusal(status=HTTPStatus.OK)


@task_pages.get("/desk/next")
@signed_in
def next_one(by: Actor) -> Answer:
    """To what is to be done next; where nothing is, to the inbox, which says so."""
    found = desk.next_task(runtime(), by=by)
    place = f"/tasks/{found.id}" if found is not None else "?told=no_next"
    return redirect(door.HOME + place, HTTPStatus.SEE_OTHER)


@task_pages.get("/desk/tasks/<uuid:task_id>")
@signed_in
def task(by: Actor, task_id: UUID) -> Answer:
    """The task as it stands, its form filled with the draft."""
    sheet = sheets.task_sheet(runtime(), task_id, by=by)
    return shown(sheet, by)


@task_pages.post("/desk/tasks/<uuid:task_id>")
@signed_in
def complete(by: Actor, task_id: UUID) -> Answer:
    """Hand the answers in; what does not fit is told at its field, and nothing typed is lost."""
    rt = runtime()
    sheet = sheets.task_sheet(rt, task_id, _entries(), by=by)
    if sheet.only_looks:
        return shown(sheet, by, Refusal(_kept(task_id, sheet, by), status=HTTPStatus.OK))
    try:
        refused = _completed(task_id, sheet, by)
    except Invalid as invalid:
        wrong = field_sentences(invalid)
        return shown(sheet, by, Refusal(wrong=wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY))
    if refused:
        return shown(sheet, by, Refusal(refused))
    return redirect(f"{door.HOME}/tasks/{task_id}", HTTPStatus.SEE_OTHER)


def _completed(task_id: UUID, sheet: TaskSheet, by: Actor) -> str:
    """Complete it; the refusal in words, but wrong answers as they are, for they belong to the fields."""
    wrong: list[Invalid] = []

    def call() -> None:
        try:
            _hand_in(task_id, sheet, by)
        except Invalid as invalid:
            wrong.append(invalid)

    refused = attempt(call)
    if wrong:
        raise wrong[0]
    return refused


def _hand_in(task_id: UUID, sheet: TaskSheet, by: Actor) -> None:
    """In one's own name, or with what somebody else told."""
    whose = request.form.get("_on_behalf_of", "")
    if not whose:
        tasks.complete_task(runtime(), task_id, sheet.answers, by=by)
        return
    told = OnBehalf(whose, request.form.get("_way", "phone"), request.form.get("_words", ""))
    complete_on_behalf(runtime(), task_id, sheet.answers, told, by=by)


@task_pages.post("/desk/tasks/<uuid:task_id>/draft")
@signed_in
def draft(by: Actor, task_id: UUID) -> Answer:
    """Keep what is typed so far; the answer holds only the fields that now appear or disappear."""
    typed = {name: texts for name, texts in _entries().items() if name not in _BUTTONS}
    sheet = sheets.task_sheet(runtime(), task_id, typed, by=by)
    changed = turned(sheet.fields, set(request.form.getlist("_shown")))
    return page("draft.html", sheet=sheet, turned=changed, refused=_kept(task_id, sheet, by), wrong={})


def _kept(task_id: UUID, sheet: TaskSheet, by: Actor) -> str:
    """Keep the draft; why not, in words. What is told of another's task is nobody's draft."""
    if "_recording" in request.form:
        return ""
    return attempt(lambda: tasks.save_draft(runtime(), task_id, sheet.answers, by=by))


@task_pages.post("/desk/tasks/<uuid:task_id>/unclaim")
@signed_in
def unclaim(by: Actor, task_id: UUID) -> Answer:
    """Give it back to its groups."""
    refused = attempt(lambda: tasks.unclaim_task(runtime(), task_id, by=by))
    return after(task_id, refused, by)


@task_pages.post("/desk/tasks/<uuid:task_id>/comments")
@signed_in
def comment(by: Actor, task_id: UUID) -> Answer:
    """Leave a remark."""
    said = request.form.get("text", "")
    refused = attempt(lambda: tasks.comment_on_task(runtime(), task_id, said, by=by))
    if refused:
        sheet = sheets.task_sheet(runtime(), task_id, by=by)
        return shown(sheet, by, Refusal(refused, typed=said))
    return redirect(f"{door.HOME}/tasks/{task_id}#said", HTTPStatus.SEE_OTHER)


def after(task_id: UUID, refused: str, by: Actor, *, gone_to: str = "") -> Answer:
    """The task as it stands after an act; if that was refused, with the reason."""
    if refused:
        sheet = sheets.task_sheet(runtime(), task_id, by=by)
        return shown(sheet, by, Refusal(refused))
    return redirect(gone_to or f"{door.HOME}/tasks/{task_id}", HTTPStatus.SEE_OTHER)


def _entries() -> dict[str, list[str]]:
    return {name: request.form.getlist(name) for name in request.form}


def shown(sheet: TaskSheet, by: Actor, refusal: Refusal = NOTHING_REFUSED) -> Answer:
    """The whole page around this sheet."""
    rt, told = runtime(), sheet.detail
    case, happened = _case(told.task.case_id, by)
    may, over = told.may, told.task.state in ("completed", "cancelled")
    around = acts.task_acts(rt, told.task.id, by=by)
    waits = waiting.case_waits(rt, case.case.id, case.open_tasks, by=by) if case and over else ()
    files = attachments.case_attachments(rt, case.case.id, by=by) if case and "files" in case.sees else ()
    sections = sheet_sections(rt, sheet, by=by)
    names = {*people_of(told.task, around), *people_in(happened, waits), *_writers(told, files)}
    return page(
        "task.html",
        status=refusal.status,
        visitor=visitor(),
        sheet=sheet,
        task=told.task,
        may=may,
        case=case,
        story=happened,
        clocks=clocks.case_clocks(rt, case.case.id, by=by) if case is not None else None,
        groups=people.group_names(rt, by.language),
        names=desk.display_names(rt, filter(None, names | {each.signed_by for each in sections})),
        **act_facts(told, around, by),
        stand=diagrams.instance_stand(rt, told.task.instance_id, by=by),
        files=files,
        sections=sections,
        waits=waits,
        similar=_similar(sheet, case, by),
        following=desk.next_task(rt, by=by) if over or refusal.why else None,
        **refusal.told,
    )


def _writers(told: TaskDetail, files: Iterable[AttachmentView]) -> Iterator[str]:
    """Who wrote the remarks, whom they name, who added the files."""
    for each in told.comments:
        yield each.by
        yield from named_in(each.text)
    for file in files:
        yield file.by


def _similar(sheet: TaskSheet, case: CaseDetail | None, by: Actor) -> tuple[SimilarCase, ...]:
    """Past cases like this one, by what is known or just typed of product and category."""
    if case is None or not sheet.detail.may & {"complete", "claim"}:
        return ()
    typed = {name: str(sheet.answers.get(name) or "") for name in ("product_model", "category")}
    like = Likeness(
        typed["product_model"] or case.product_model, typed["category"] or case.case.category, case.case.id
    )
    return similar_cases(runtime(), like, by=by)


def _case(case_id: UUID | None, by: Actor) -> tuple[CaseDetail | None, tuple[StoryView, ...]]:
    """The case at a glance and its story, as far as this person may see it."""
    if case_id is None:
        return None, ()
    try:
        return cases.case_detail(runtime(), case_id, by=by), story.case_story(runtime(), case_id, by=by)
    except NotFound:
        return None, ()
