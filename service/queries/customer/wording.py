"""The words notices are told in: the newest somebody gave them, else those they were delivered with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_

from service.domain.notice_templates import PLACES, NoticeTemplate
from service.domain.people import PROCESS_OWNER
from service.errors import NotInGroup, TemplateNotFound
from service.runtime.notice_words import delivered_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.runtime import Runtime

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class TemplateView:
    """How one notice is worded in one language; version 0 is as delivered."""

    key: str
    language: str
    version: int
    subject: str
    text: str
    places: tuple[str, ...]
    made_at: datetime | None = None
    made_by: str = ""


def templates(rt: Runtime, *, by: Actor) -> tuple[TemplateView, ...]:
    """Every notice in every language as it is sent now."""
    must_be_editor(by)
    with rt.reading() as session:
        given = _newest(session)
        return tuple(
            given.get((key, language)) or _delivered(rt, key, language)
            for key in PLACES
            for language in LANGUAGES
        )


def template(rt: Runtime, key: str, language: str, *, by: Actor) -> TemplateView:
    """One notice as it is sent now."""
    must_be_editor(by)
    if key not in PLACES or language not in LANGUAGES:
        raise TemplateNotFound(key=f"{key}/{language}")
    with rt.reading() as session:
        return words_of(rt, session, key, language)


def versions(rt: Runtime, key: str, language: str, *, by: Actor) -> tuple[TemplateView, ...]:
    """Every version somebody gave it, the newest first."""
    must_be_editor(by)
    if key not in PLACES or language not in LANGUAGES:
        raise TemplateNotFound(key=f"{key}/{language}")
    mine = (NoticeTemplate.key == key) & (NoticeTemplate.language == language)
    with rt.reading() as session:
        rows = session.execute(select(NoticeTemplate).where(mine).order_by(NoticeTemplate.version.desc()))
        return tuple(_view(row) for row in rows.scalars())


def words_of(rt: Runtime, session: Session, key: str, language: str) -> TemplateView:
    """The words for this notice in this language; a notice nobody worded is told plainly."""
    mine = (NoticeTemplate.key == key) & (NoticeTemplate.language == language)
    newest = select(NoticeTemplate).where(mine).order_by(NoticeTemplate.version.desc()).limit(1)
    row = session.execute(newest).scalar_one_or_none()
    return _view(row) if row is not None else _delivered(rt, key, language)


def _newest(session: Session) -> dict[tuple[str, str], TemplateView]:
    """The words somebody gave last, of every notice that was ever worded."""
    place = (NoticeTemplate.key, NoticeTemplate.language)
    last = select(*place, func.max(NoticeTemplate.version)).group_by(*place)
    rows = session.execute(select(NoticeTemplate).where(tuple_(*place, NoticeTemplate.version).in_(last)))
    return {(row.key, row.language): _view(row) for row in rows.scalars()}


def _delivered(rt: Runtime, key: str, language: str) -> TemplateView:
    delivered = delivered_words(rt.settings.processes_dir, language)
    subject, text = delivered.get(key) or delivered.get("plain") or ("{case}", "{text}")
    return TemplateView(key, language, 0, subject, text, PLACES.get(key, PLACES["plain"]))


def must_be_editor(by: Actor) -> None:
    """Words are given by process owners and supervisors."""
    if not (by.is_in(PROCESS_OWNER) or by.is_supervisor):
        raise NotInGroup(name=by.name, groups=PROCESS_OWNER)


def _view(row: NoticeTemplate) -> TemplateView:
    return TemplateView(
        row.key,
        row.language,
        row.version,
        row.subject,
        row.text,
        PLACES.get(row.key, ()),
        row.made_at,
        row.made_by,
    )
