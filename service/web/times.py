"""Instants and lengths of time as people at the desk read them: in the company's time zone, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from service.domain.clocks import Standing
from service.domain.views import TaskView
from service.domain.views.board import RunTask
from service.web import words

_SOON_S = 4 * 3600
_FEELS: dict[str, str] = {
    Standing.OVERDUE: "late",
    Standing.AT_RISK: "soon",
    Standing.PAUSED: "none",
    Standing.ON_TIME: "fine",
}


@dataclass(frozen=True, slots=True)
class Left:
    """How much time is left, in words, and how that feels: ``late``, ``soon``, ``fine`` or ``none``."""

    words: str
    feel: str
    mark: str = ""
    """What is said before the words, too: ``overdue``, ``at_risk`` or nothing."""


@dataclass(frozen=True)
class Times:
    """The present, and where and in which language it is told."""

    now: datetime
    zone: str
    language: str

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _year(self) -> int:
        return self.now.astimezone(self._zone).year

    def at(self, instant: datetime) -> str:
        """The instant by the clock of the company, the year only when it is another."""
        local = instant.astimezone(self._zone)
        same_year = local.year == self._year
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

    def of_task(self, task: TaskView | RunTask) -> Left:
        """What a task has left: by the clock that counts for it, else by its own due date."""
        clock = task.clock if isinstance(task, TaskView) else None
        if clock is None:
            left = self.left(task.due_at)
            return Left(left.words, left.feel, "overdue" if left.feel == "late" else "")
        feel = _FEELS.get(clock.standing) or self.left(task.due_at).feel
        if feel == "late":
            return Left(clock.beside_mark, feel, "overdue")
        return Left(clock.left, feel, "at_risk" if feel == "soon" else "")

    def entry(self, instant: datetime) -> str:
        """The instant as a browser's own field for date and time wants it."""
        return instant.astimezone(self._zone).strftime("%Y-%m-%dT%H:%M")
