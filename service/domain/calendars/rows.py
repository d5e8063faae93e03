"""Days entered while the service runs, as rows: the State Council's notice for a new year, a day off."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Key


class CalendarNotice(Base):
    """Days entered together; the last number names the state of all calendars."""

    __tablename__ = "calendar_notice"

    number: Mapped[int] = mapped_column(primary_key=True)
    calendar_key: Mapped[Key]
    valid_through: Mapped[date | None]
    at: Mapped[datetime]
    by: Mapped[Key]


class CalendarDay(Base):
    """One day of a notice; of several for the same day the last entered holds."""

    __tablename__ = "calendar_day"

    notice: Mapped[int] = mapped_column(ForeignKey("calendar_notice.number"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[Key]
    hours: Mapped[list[str]]
    name_zh: Mapped[Key]
    name_en: Mapped[Key]
