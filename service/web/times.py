"""Instants and lengths of time as people at the desk read them: in the company's time zone, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from service.web import words

_SOON_S = 4 * 3600


@dataclass(frozen=True, slots=True)
class Left:
    """How much time is left, in words, and how that feels: ``late``, ``soon``, ``fine`` or ``none``."""

    words: str
    feel: str


@dataclass(frozen=True, slots=True)
class Times:
    """The present, and where and in which language it is told."""

    now: datetime
    zone: str
    language: str

    def at(self, instant: datetime) -> str:
        """The instant by the clock of the company, the year only when it is another."""
        local = instant.astimezone(ZoneInfo(self.zone))
        same_year = local.year == self.now.astimezone(ZoneInfo(self.zone)).year
        if self.language == "zh":
            day = (
                f"{local.month}月{local.day}日"
                if same_year
                else f"{local.year}年{local.month}月{local.day}日"
            )
            return f"{day} {local:%H:%M}"
        day = f"{local.day} {local:%b}" if same_year else f"{local.day} {local:%b %Y}"
        return f"{day}, {local:%H:%M}"

    def left(self, due_at: datetime | None) -> Left:
        """What is left until then, or by how much it is over."""
        say = words.TABLES[self.language]
        if due_at is None:
            return Left(say["left_none"], "none")
        seconds = (due_at - self.now).total_seconds()
        length = words.lasting(abs(seconds), self.language)
        if seconds < 0:
            return Left(say["left_late"].format(length=length), "late")
        return Left(say["left_some"].format(length=length), "soon" if seconds < _SOON_S else "fine")

    def entry(self, instant: datetime) -> str:
        """The instant as a browser's own field for date and time wants it."""
        return instant.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%dT%H:%M")
