"""What people do around a task, from its page: lend, stand in, return, nudge, copy, sign; many at once."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

import orjson
from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.ids import new_id
from service.operations import bulk, copies, delegations, idempotency, nudges, returning, signatures, tasks
from service.operations.bulk import BulkAct
from service.operations.copies import CopyGiven
from service.operations.idempotency import KeptAnswer
from service.operations.signatures import SignatureAsked
from service.operations.substitutions import take_over_task
from service.queries import for_me
from service.web import door
from service.web.door import signed_in, visitor
from service.web.refusals import attempt, sentence
from service.web.rendering import page, runtime
from service.web.task_page import after

act_pages = Blueprint("act_pages", __name__)

_BULK = "results of a bulk act"


def _done(task_id: UUID, by: Actor, call: Callable[[], object], told: str = "") -> Answer:
    """Do it; then the task as it stands, with a word of what was done."""
    refused = attempt(call)
    address = f"{door.HOME}/tasks/{task_id}" + (f"?told={told}" if told else "")
    return after(task_id, refused, by, gone_to=address)


@act_pages.post("/desk/tasks/<uuid:task_id>/delegate")
@signed_in
def delegate(by: Actor, task_id: UUID) -> Answer:
    """Let a colleague do it; with the box ticked it comes back."""
    to, back = request.form.get("to", ""), request.form.get("back") == "yes"
    refused = attempt(lambda: tasks.delegate_task(runtime(), task_id, to=to, back=back, by=by))
    return after(task_id, refused, by, gone_to=f"{door.HOME}?told=delegated")


@act_pages.post("/desk/tasks/<uuid:task_id>/resolve")
@signed_in
def resolve(by: Actor, task_id: UUID) -> Answer:
    """Hand a lent task back."""
    note = request.form.get("note", "")
    refused = attempt(lambda: delegations.resolve_task(runtime(), task_id, note=note, by=by))
    return after(task_id, refused, by, gone_to=f"{door.HOME}?told=resolved")


@act_pages.post("/desk/tasks/<uuid:task_id>/take-back")
@signed_in
def take_back(by: Actor, task_id: UUID) -> Answer:
    """Have it again."""
    return _done(task_id, by, lambda: delegations.take_back_task(runtime(), task_id, by=by))


@act_pages.post("/desk/tasks/<uuid:task_id>/take-over")
@signed_in
def take_over(by: Actor, task_id: UUID) -> Answer:
    """Take it for somebody one stands in for."""
    absent = request.form.get("absent", "")
    return _done(task_id, by, lambda: take_over_task(runtime(), task_id, absent, by=by))


@act_pages.post("/desk/tasks/<uuid:task_id>/reassign")
@signed_in
def reassign(by: Actor, task_id: UUID) -> Answer:
    """As a supervisor, give it to somebody else or back to its groups, with the reason."""
    to, reason = request.form.get("to") or None, request.form.get("reason", "")
    return _done(task_id, by, lambda: tasks.reassign_task(runtime(), task_id, to=to, reason=reason, by=by))


@act_pages.post("/desk/tasks/<uuid:task_id>/return")
@signed_in
def return_to(by: Actor, task_id: UUID) -> Answer:
    """Send the case back to an earlier step."""
    to, reason = request.form.get("to", ""), request.form.get("reason", "")
    refused = attempt(lambda: returning.return_task(runtime(), task_id, to, reason=reason, by=by))
    return after(task_id, refused, by, gone_to=f"{door.HOME}?told=returned")


@act_pages.post("/desk/tasks/<uuid:task_id>/nudge")
@signed_in
def nudge(by: Actor, task_id: UUID) -> Answer:
    """Ask for it to be done soon."""
    note = request.form.get("note", "")
    return _done(task_id, by, lambda: nudges.nudge_task(runtime(), task_id, text=note, by=by), "nudged")


@act_pages.post("/desk/tasks/<uuid:task_id>/copies")
@signed_in
def copy(by: Actor, task_id: UUID) -> Answer:
    """Let colleagues read along."""
    given = CopyGiven(tuple(request.form.getlist("people")), request.form.get("note", ""))
    return _done(task_id, by, lambda: copies.copy_task(runtime(), task_id, given, by=by), "copied")


@act_pages.post("/desk/tasks/<uuid:task_id>/signatures")
@signed_in
def ask_signature(by: Actor, task_id: UUID) -> Answer:
    """Have another person sign."""
    form = request.form
    asked = SignatureAsked(form.get("signer", ""), form.get("moment", ""), form.get("note", ""))
    return _done(task_id, by, lambda: signatures.ask_signature(runtime(), task_id, asked, by=by), "signing")


@act_pages.post("/desk/tasks/<uuid:task_id>/signatures/<uuid:signature_id>")
@signed_in
def answer_signature(by: Actor, task_id: UUID, signature_id: UUID) -> Answer:
    """Sign, refuse to, or ask for it no longer."""
    what, said = request.form.get("answer", ""), request.form.get("comment", "")
    rt = runtime()
    if what == "withdraw":
        return _done(task_id, by, lambda: signatures.withdraw_signature(rt, signature_id, by=by))
    agree = what == "agree"
    told = "signed" if agree else "refused"
    call = lambda: signatures.sign(rt, signature_id, agree=agree, comment=said, by=by)  # noqa: E731
    return _done(task_id, by, call, told)


@act_pages.post("/desk/bulk")
@signed_in
def in_bulk(by: Actor) -> Answer:
    """The same act on every row chosen; each is told what came of it."""
    rt, form = runtime(), request.form
    chosen = tuple(dict.fromkeys(_ids(form.getlist("task"))))
    if not chosen:
        return page("acts/bulk.html", visitor=visitor(), rows=(), done=0)
    asked = BulkAct(form.get("act", ""), chosen, form.get("to") or None, form.get("reason", ""))
    results = bulk.act_on_tasks(rt, asked, by=by)
    told = [
        (str(each.task_id), sentence(each.refused) if each.refused is not None else "") for each in results
    ]
    key = _keep(told, by)
    return redirect("/desk/bulk?" + urlencode({"done": key}), HTTPStatus.SEE_OTHER)


def _keep(told: list[tuple[str, str]], by: Actor) -> str:
    """Keep what came of it, to be read as often as somebody comes back to it; under which key."""
    rt, key = runtime(), str(new_id())
    with rt.transaction():
        idempotency.claim_key(rt, actor=by.name, key=f"bulk:{key}", digest=_BULK)
        answer = KeptAnswer(int(HTTPStatus.OK), orjson.dumps(told))
        idempotency.keep_answer(rt, actor=by.name, key=f"bulk:{key}", answer=answer)
    return key


@act_pages.get("/desk/bulk")
@signed_in
def bulk_done(by: Actor) -> Answer:
    """What came of it, task by task; once that is forgotten, the inbox."""
    rt, key = runtime(), request.args.get("done", "")
    kept = idempotency.answer_kept(rt, actor=by.name, key=f"bulk:{key}", digest=_BULK)
    if kept is None:
        return redirect(door.HOME, HTTPStatus.SEE_OTHER)
    told = [(UUID(task), refused) for task, refused in orjson.loads(kept.body)]
    named = for_me.chosen_tasks(rt, tuple(task for task, _ in told), by=by)
    rows = [(task, named.get(task), refused) for task, refused in told]
    done = sum(not refused for *_, refused in rows)
    return page("acts/bulk.html", visitor=visitor(), rows=rows, done=done)


def _ids(texts: list[str]) -> list[UUID]:
    """The ids among what was posted."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
