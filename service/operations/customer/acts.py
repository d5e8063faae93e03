"""What the customer does through the link: writes, sends photos, takes the matter back, signs it off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.domain.attachments import Purpose
from service.domain.cases import CaseMessage
from service.domain.people import CUSTOMER
from service.errors import CaseNotFound, Invalid
from service.operations import cases
from service.operations.attachments import enter_attachment, made_ready
from service.operations.cases import NewCaseMessage
from service.operations.customer import knocks
from service.operations.customer.links import AT_THE_LINK, case_of
from service.operations.customer.surveys import answer_questionnaire
from service.store.links import case_behind

if TYPE_CHECKING:
    from uuid import UUID

    from service.operations.attachments import AttachmentGiven, ReadyFile
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

CHANNEL = "link"
LONGEST = 4_000
_SATISFIED_FROM = 3
_ONE_LETTER = timedelta(minutes=10)
"""Photos within this of the customer's last words belong to them."""
_PHOTO = {"en": "Photo: {name}", "zh": "照片：{name}"}


def write(rt: Runtime, token: str, text: str) -> None:
    """What the customer writes reaches whoever works on the case; after its end, customer service."""
    if len(text) > LONGEST:
        raise Invalid.field("text", f"at most {LONGEST} characters")
    knocks.must_be_let(rt, knocks.WORDS, token)
    with rt.transaction() as tx:
        case = case_of(tx, token)
        knocks.knocked(rt, knocks.WORDS, token)
        cases.add_message(rt, case.id, NewCaseMessage(text, "in", CHANNEL), by=AT_THE_LINK)


def send_photo(rt: Runtime, token: str, given: AttachmentGiven) -> None:
    """Add a photo to the case; it is drawn anew, so that it tells nothing beside itself."""
    with photo_made_ready(rt, token, given) as ready:
        add_photo(rt, token, ready)


@contextmanager
def photo_made_ready(rt: Runtime, token: str, given: AttachmentGiven) -> Iterator[ReadyFile]:
    """The photo drawn anew before any writer's turn; each that is drawn counts, whatever becomes of it."""
    knocks.must_be_let(rt, knocks.WORDS, token)
    with rt.transaction() as tx:
        case = case_of(tx, token)
        case.must_be_open()
        knocks.knocked(rt, knocks.WORDS, token)
        case_id = case.id
    with made_ready(rt, case_id, replace(given, purpose=Purpose.PHOTO), by=CUSTOMER) as ready:
        yield ready


def add_photo(rt: Runtime, token: str, ready: ReadyFile) -> None:
    """Add a photo made ready to the case behind the link.

    It comes to whoever works on the case as words do, and ends a pause as they do (D3), unless it belongs to
    words just written.
    """
    with rt.transaction() as tx:
        case = case_of(tx, token)
        case.must_be_open()
        kept = enter_attachment(rt, case.id, ready, by=CUSTOMER)
        if not _just_wrote(tx, case.id):
            told = _PHOTO.get(rt.settings.language, _PHOTO["en"]).format(name=kept.name)
            cases.add_message(rt, case.id, NewCaseMessage(told, "in", CHANNEL), by=AT_THE_LINK)


def _just_wrote(tx: Transaction, case_id: UUID) -> bool:
    wrote = select(func.max(CaseMessage.at)).where(
        CaseMessage.case_id == case_id, CaseMessage.direction == "in"
    )
    last = tx.session.execute(wrote).scalar_one()
    return last is not None and last > tx.at - _ONE_LETTER


def withdraw(rt: Runtime, token: str, reason: str) -> None:
    """The customer takes the matter back."""
    with rt.transaction() as tx:
        case = case_of(tx, token)
        told = reason.strip()[:LONGEST] or "–"
        cases.withdraw_case(rt, case.id, reason=told, by=AT_THE_LINK)


def sign_off(rt: Runtime, token: str, said: Mapping[str, str], *, language: str) -> None:
    """Sign the work off with a name and a rating; a low rating begins a new round."""
    name, rating = said.get("name", ""), said.get("satisfaction", "")
    wrong: dict[str, list[str]] = {}
    if not name.strip():
        wrong["name"] = ["say something"]
    if rating not in ("1", "2", "3", "4", "5"):
        wrong["satisfaction"] = ["one of 1 to 5"]
    if wrong:
        raise Invalid(wrong)
    content = int(rating) >= _SATISFIED_FROM
    answers: dict[str, object] = {
        "satisfied_outcome": content,
        "satisfied_handling": content,
        "satisfaction": int(rating),
    }
    if not content:
        answers["learned"] = said.get("learned", "").strip()
    signed_by = name if content else ""
    answer_questionnaire(rt, token, answers, language=language, signed_by=signed_by)


def case_id_behind(rt: Runtime, token: str, *, revoked_too: bool = False) -> UUID:
    """The id of the case a link opens, or opened once."""
    with rt.reading() as session:
        found = case_behind(session, token, revoked_too=revoked_too)
    if found is None:
        raise CaseNotFound(case_id="behind this link")
    return found
