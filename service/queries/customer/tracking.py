"""A case as its customer sees it: where it stands, what comes next and by when, what was said and promised.

Nothing internal: no names of staff, no groups, no tasks, only what was promised to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from sqlalchemy import select

from service.domain.attachments import Attachment
from service.domain.cases import Case, CaseStatus
from service.domain.clocks.rows import Clock
from service.domain.customers import Contact
from service.domain.messages import Subscription
from service.domain.people import CUSTOMER
from service.domain.surveys import ANSWERED, Survey
from service.domain.views.customer import PictureView, TrackedView
from service.errors import AttachmentNotFound, CaseNotFound
from service.queries.customer.promises import promises_of
from service.queries.customer.said import said_in
from service.queries.sheets import FormAsked
from service.store.files import FileStore
from service.store.links import case_behind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.views.customer import PromiseView
    from service.runtime import Runtime

STAGES = {
    "respond": "received",
    "complaint_transfer": "received",
    "transfer": "looking",
    "take_charge": "looking",
    "assess": "looking",
    "review": "looking",
    "investigate": "looking",
    "remedy": "agreeing",
    "agree": "agreeing",
    "confirm_payment": "agreeing",
    "plan_visit": "visiting",
    "on_site": "visiting",
    "resolve": "solving",
    "audit": "checking",
    "prevent": "checking",
    "follow_up": "asking",
    "complaint_follow_up": "asking",
    "next_attempt": "asking",
    "decide_recourse": "deciding",
}
"""Where a case stands for its customer, by the kind of clock that runs; a kind of one's own is "working"."""

_OURS_ALONE = frozenset(
    {"total", "entry", "progress", "tell_progress", "read_message", "acknowledge_escalation"}
)


def tracked(rt: Runtime, token: str) -> TrackedView:
    """What the link shows."""
    now = rt.now()
    with rt.reading() as session:
        case_id = case_behind(session, token)
        if case_id is None:
            raise CaseNotFound(case_id="behind this link")
        case, contact = session.execute(
            select(Case, Contact).join(Contact, Contact.id == Case.contact_id).where(Case.id == case_id)
        ).one()
        stage, due_at = _stage(session, case)
        return TrackedView(
            number=case.number,
            subject=case.subject,
            description=case.description if case.created_by == CUSTOMER.name else "",
            kind=case.kind,
            status=case.status,
            stage=stage,
            stage_due_at=due_at,
            round=case.round,
            created_at=case.created_at,
            closed_at=case.closed_at,
            said=said_in(rt, session, case),
            files=_files(session, case.id),
            promises=_shown(case, promises_of(session, case_id=case.id, now=now)),
            asks=_asked(session, case) is not None,
            answered=_answered(session, case),
            zone=_zone(rt, case, contact),
        )


def questions(rt: Runtime, token: str) -> FormAsked | None:
    """The questionnaire that waits for an answer behind this link."""
    with rt.reading() as session:
        case_id = case_behind(session, token)
        if case_id is None:
            raise CaseNotFound(case_id="behind this link")
        survey = _asked(session, session.get_one(Case, case_id))
        if survey is None:
            return None
        return FormAsked(survey.definition_id, survey.form_key, survey.process_key)


def question_form(rt: Runtime, token: str) -> object | None:
    """The form-js document of the questionnaire that waits; None while nothing is asked."""
    asked = questions(rt, token)
    file = rt.definitions.form_file(asked.definition_id, asked.key, asked.process_key) if asked else None
    return orjson.loads(file) if file is not None else None


def own_picture(rt: Runtime, token: str, attachment_id: UUID) -> Path:
    """A picture the customer sent, as small as a page needs it; nobody else's is there."""
    with rt.reading() as session:
        case_id = case_behind(session, token)
        row = session.get(Attachment, attachment_id)
        if row is None or row.case_id != case_id or row.by != CUSTOMER.name or row.width is None:
            raise AttachmentNotFound(attachment_id=attachment_id)
        stored = row.stored
    found = FileStore(rt.settings.data_dir / "attachments").path_of(stored, small=True)
    if not found.is_file():
        raise AttachmentNotFound(attachment_id=attachment_id)
    return found


def _stage(session: Session, case: Case) -> tuple[str, datetime | None]:
    """The word for what is being done, and by when; of several things the one begun last."""
    if case.status != "open":
        return case.status, None
    open_clocks = (
        select(Clock.kind, Clock.due_at)
        .where(Clock.case_id == case.id, Clock.ended_at.is_(None), Clock.kind.not_in(_OURS_ALONE))
        .order_by(Clock.id.desc())
    )
    rows = session.execute(open_clocks).all()
    known = [row for row in rows if row.kind in STAGES]
    late_first = [row for row in known if STAGES[row.kind] != "solving"] or known
    if not late_first:
        return ("working" if rows else "received"), None
    return STAGES[late_first[0].kind], late_first[0].due_at


def _files(session: Session, case_id: UUID) -> tuple[PictureView, ...]:
    theirs = (Attachment.case_id == case_id) & (Attachment.by == CUSTOMER.name)
    rows = session.execute(select(Attachment).where(theirs).order_by(Attachment.id)).scalars()
    return tuple(PictureView(each.id, each.name, each.width is not None, each.at) for each in rows)


def _shown(case: Case, promises: Sequence[PromiseView]) -> tuple[PromiseView, ...]:
    """What was promised and is not over; what was promised in words always."""
    runs = case.status == CaseStatus.OPEN
    return tuple(each for each in promises if each.kind == "words" or (runs and each.ended_at is None))


def _zone(rt: Runtime, case: Case, contact: Contact) -> str:
    """The zone the customer lives by. Who opened a case by a telephone number does not learn so what we
    knew of it before.
    """
    unproved = case.created_by == CUSTOMER.name and contact.created_at < case.created_at
    return rt.settings.time_zone if unproved else contact.time_zone or rt.settings.time_zone


def _asked(session: Session, case: Case) -> Survey | None:
    """The questionnaire that waits: it was put, and the process still wants to hear the answer."""
    waiting = select(Subscription.id).where(
        Subscription.instance_id == case.instance_id, Subscription.message_name == ANSWERED
    )
    wanted = select(Survey).where(Survey.case_id == case.id, Survey.ended_at.is_(None), waiting.exists())
    return session.execute(wanted.order_by(Survey.id.desc()).limit(1)).scalar_one_or_none()


def _answered(session: Session, case: Case) -> bool:
    mine = (Survey.case_id == case.id) & (Survey.round == case.round) & Survey.answered_by.is_not(None)
    return session.execute(select(Survey.id).where(mine).limit(1)).first() is not None
