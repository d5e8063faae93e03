"""What is mine at the desk beside my tasks: what I am to sign or may read, my absences, my sign-ins."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.errors import Invalid, NotAllowed
from service.operations import own_sessions, substitutions
from service.operations.substitutions import SubstituteNamed
from service.queries import desk, people
from service.queries import for_me as for_me_queries
from service.queries import substitutions as away_queries
from service.web import door
from service.web.door import let_out, signed_in, visitor
from service.web.refusals import field_sentences, sentence
from service.web.rendering import page, runtime

my_pages = Blueprint("my_pages", __name__)

AWAY = f"{door.HOME}/away"
SIGN_INS = f"{door.HOME}/sign-ins"


@my_pages.get("/desk/for-me")
@signed_in
def for_me(by: Actor) -> Answer:
    """What waits for my signature, whose work is mine for now, and what was copied to me."""
    rt = runtime()
    signs, copies = for_me_queries.to_sign(rt, by=by), for_me_queries.copied_to(rt, by=by)
    stands_in = [each for each in away_queries.substitutions(rt, by=by) if each.substitute == by.name]
    names = [
        *(each.signature.asked_by for each in signs),
        *(each.by for each in copies),
        *(name for each in stands_in for name in (each.absent, each.named_by)),
    ]
    return page(
        "acts/for_me.html",
        visitor=visitor(),
        signs=signs,
        copies=copies,
        stands_in=stands_in,
        groups=people.group_names(rt, by.language) if stands_in else {},
        names=desk.display_names(rt, names),
    )


@my_pages.get("/desk/for-me/count")
@signed_in
def for_me_count(by: Actor) -> Answer:
    """How many signatures wait for me, for the menu."""
    return page("acts/for_me_count.html", count=len(for_me_queries.to_sign(runtime(), by=by)))


@my_pages.get("/desk/away")
@signed_in
def away(by: Actor) -> Answer:
    """Who stands in for whom, and the form to name somebody."""
    return _away(by, {}, "")


@my_pages.post("/desk/away")
@signed_in
def name_substitute(by: Actor) -> Answer:
    """Name a substitute."""
    form = request.form
    try:
        named = SubstituteNamed(
            absent=form.get("absent") or by.name,
            substitute=form.get("substitute", ""),
            group=form.get("group", ""),
            from_at=_instant("from_at"),
            until_at=_instant("until_at"),
            reason=form.get("reason", ""),
        )
        substitutions.name_substitute(runtime(), named, by=by)
    except Invalid as invalid:
        return _away(by, field_sentences(invalid), "", HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotAllowed as refused:
        return _away(by, {}, sentence(refused), HTTPStatus.FORBIDDEN)
    return redirect(f"{AWAY}?told=named", HTTPStatus.SEE_OTHER)


@my_pages.post("/desk/away/<uuid:substitution_id>/end")
@signed_in
def end_substitution(by: Actor, substitution_id: UUID) -> Answer:
    """End it before its time."""
    substitutions.end_substitution(runtime(), substitution_id, by=by)
    return redirect(f"{AWAY}?told=ended", HTTPStatus.SEE_OTHER)


@my_pages.get("/desk/sign-ins")
@signed_in
def sign_ins(by: Actor) -> Answer:
    """Where I am signed in."""
    found = visitor()
    listed = own_sessions.own_sessions(runtime(), by.name, token=found.token if found else "")
    return page("acts/sign_ins.html", visitor=found, sessions=listed)


@my_pages.post("/desk/sign-ins/<name>/end")
@signed_in
def end_sign_in(by: Actor, name: str) -> Answer:
    """End one of them."""
    own_sessions.end_own_session(runtime(), name, by=by)
    return redirect(f"{SIGN_INS}?told=ended", HTTPStatus.SEE_OTHER)


@my_pages.post("/desk/sign-ins/end-all")
@signed_in
def sign_out_everywhere(by: Actor) -> Answer:
    """End all of them, this one too."""
    own_sessions.end_all_own_sessions(runtime(), by=by)
    return let_out(redirect("/sign-in", HTTPStatus.SEE_OTHER))


def _away(by: Actor, wrong: dict[str, list[str]], refused: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    rt = runtime()
    now, over = away_queries.substitutions(rt, by=by), away_queries.substitutions(rt, by=by, over=True)
    everybody = people.people(rt, by=by)
    led = [each for each in everybody if by.supervises_any(each.groups)]
    return page(
        "acts/away.html",
        status=status,
        visitor=visitor(),
        now=now,
        over=over[:20],
        people=everybody,
        led=led if by.is_supervisor else (),
        names={each.name: each.display_name for each in everybody},
        groups=people.group_names(rt, by.language),
        mine=by,
        wrong=wrong,
        refused=refused,
        typed=request.form,
    )


def _instant(name: str) -> datetime:
    """What a field for a date and time holds, by the company's clocks."""
    try:
        local = datetime.fromisoformat(request.form.get(name, ""))
    except ValueError as wrong:
        raise Invalid.field(name, "a date and time") from wrong
    return local.replace(tzinfo=ZoneInfo(runtime().settings.time_zone))
