"""Questionnaires put to customers after the work, and what they answered, question by question."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key, Words, where

ANSWERED = "survey_answered"
"""The message a process waits for while its questionnaire may be answered by link."""

BY_LINK, BY_PHONE = "link", "phone"
WORDS, CHOICE = "words", "choice"
"""Answers that can only be read; answers that can be counted."""


class Survey(Base):
    """One round's questionnaire. Whether it may still be answered is decided by the process: as long as it
    waits for ``survey_answered``.
    """

    __tablename__ = "survey"
    __table_args__ = (
        Index("ix_survey_case_id", "case_id", "id"),
        where("ix_survey_open", "ended_at IS NULL", "instance_id"),
    )

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"))
    instance_id: Mapped[UUID]
    definition_id: Mapped[UUID]
    process_key: Mapped[Key]
    form_key: Mapped[Key]
    round: Mapped[int]
    asked_at: Mapped[datetime]
    reminders: Mapped[int]
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    answered_by: Mapped[Key | None]
    signed_by: Mapped[Key | None]

    def answer(self, way: str, *, at: datetime, signed_by: str | None = None) -> None:
        """Note that it was answered; the first answer stands."""
        if self.ended_at is None:
            self.ended_at, self.answered_by, self.signed_by = at, way, signed_by

    def lapse(self, *, at: datetime) -> None:
        """Nobody waits for the answers any more."""
        self.ended_at = self.ended_at or at


class SurveyAnswer(Base):
    """One answer to one question."""

    __tablename__ = "survey_answer"
    __table_args__ = (Index("ix_survey_answer_at", "at", "question"),)

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    question: Mapped[Key] = mapped_column(primary_key=True)
    value: Mapped[Words]
    kind: Mapped[Key]
    way: Mapped[Key]
    at: Mapped[datetime]
