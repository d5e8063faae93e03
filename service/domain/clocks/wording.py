"""Durations, days and clocks in the words of people (D12): by the reader's language and zone, never a bare
timestamp.

Pure: what "today" is follows from the ``now`` handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.domain.clocks.promises import Promise, Unit
from service.domain.clocks.state import ClockState, Outcome, Standing
from service.domain.words import Words

_MINUTE = timedelta(minutes=1)
_WEEKDAYS = (
    *(Words("周一", "Mon"), Words("周二", "Tue"), Words("周三", "Wed"), Words("周四", "Thu")),
    *(Words("周五", "Fri"), Words("周六", "Sat"), Words("周日", "Sun")),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR_DAYS = {-1: Words("昨天", "yesterday"), 0: Words("今天", "today"), 1: Words("明天", "tomorrow")}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language and the zone by whose clock."""

    language: str
    zone: ZoneInfo

    def told(self, zh: str, en: str) -> str:
        """The one of these texts that is in the reader's language."""
        return zh if self.language.lower().startswith("zh") else en


def duration_words(duration: timedelta, reader: Reader) -> str:
    """``3 h 20 min`` / ``3 小时 20 分钟``, cut to whole minutes."""
    hours, minutes = divmod(int(duration / _MINUTE), 60)
    if not hours and not minutes:
        return (
            reader.told("不到 1 分钟", "less than a minute") if duration else reader.told("0 分钟", "0 min")
        )
    parts = [reader.told(f"{hours} 小时", f"{hours} h")] if hours else []
    parts += [reader.told(f"{minutes} 分钟", f"{minutes} min")] if minutes else []
    return " ".join(parts)


def days_words(number: int, reader: Reader) -> str:
    """``1 working day``, ``3 working days`` / ``3 个工作日``."""
    return reader.told(f"{number} 个工作日", f"{number} working day{'' if number == 1 else 's'}")


def day_words(day: date, reader: Reader, *, year: bool = True) -> str:
    """``Thu 9 Oct 2025`` / ``2025年10月9日（周四）``."""
    weekday = _WEEKDAYS[day.weekday()].told_in(reader.language)
    in_english = f"{weekday} {day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")
    return reader.told(
        (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日（{weekday}）", in_english
    )


def stretch_words(first: date, last: date, reader: Reader) -> str:
    """One day, or ``Wed 1 Oct – Wed 8 Oct 2025`` / ``2025年10月1日（周三）至10月8日（周三）``."""
    if first == last:
        return day_words(first, reader)
    same = first.year == last.year
    in_chinese = f"{day_words(first, reader)}至{day_words(last, reader, year=not same)}"
    return reader.told(in_chinese, f"{day_words(first, reader, year=not same)} – {day_words(last, reader)}")


def time_words(at: datetime, reader: Reader) -> str:
    """The time of day on the reader's clock."""
    local = at.astimezone(reader.zone)
    return f"{local.hour:02}:{local.minute:02}"


def moment_words(at: datetime, reader: Reader, now: datetime | None = None) -> str:
    """``today 18:00``, ``Fri 10 Oct 18:00``; with the year when it is another one, or when no ``now`` is
    given.
    """
    local = at.astimezone(reader.zone)
    day = day_words(local.date(), reader)
    if now is not None:
        today = now.astimezone(reader.zone).date()
        near = _NEAR_DAYS.get((local.date() - today).days)
        day = (
            near.told_in(reader.language)
            if near
            else day_words(local.date(), reader, year=local.year != today.year)
        )
    gap = "" if day.endswith("）") else " "  # a full-width bracket brings its own
    return f"{day}{gap}{time_words(at, reader)}"


def promise_words(promise: Promise, reader: Reader) -> str:
    """``8 h of working time`` · ``2 working days`` · ``no deadline, only measured``."""
    if promise.amount is None:
        return reader.told("不设期限，只计时", "no deadline, only measured")
    if promise.unit is Unit.WORKING_DAYS:
        return days_words(promise.amount, reader)
    amount = timedelta(minutes=promise.amount * (60 if promise.unit is Unit.HOURS else 1))
    return working_time_words(amount, reader)


def working_time_words(duration: timedelta, reader: Reader) -> str:
    """``3 h 20 min of working time`` / ``3 小时 20 分钟工作时间``."""
    told = duration_words(duration, reader)
    return reader.told(f"{told}工作时间", f"{told} of working time")


def left_words(state: ClockState, reader: Reader, now: datetime) -> str:
    """How a clock stands, as a person would say it: ``3 h 20 min of working time left (today 18:00)``."""
    if state.ended_at is not None:
        return _ended_words(state, reader, now)
    if state.standing is Standing.OVERDUE and state.due_at is not None:
        return reader.told("已超期", "overdue") + _since_words(state, reader, now)
    if state.standing is Standing.PAUSED and state.pause is not None:
        return _paused_words(state, reader)
    if state.due_at is None:
        used = duration_words(state.used, reader)
        return reader.told(f"已用 {used}工作时间，不设期限", f"{used} of working time so far, no deadline")
    left, due = duration_words(state.remaining, reader), moment_words(state.due_at, reader, now)
    told = reader.told(f"还剩 {left}工作时间（{due}）", f"{left} of working time left ({due})")
    return told + (reader.told("，暂定", ", provisional") if state.provisional else "")


def beside_mark(state: ClockState, reader: Reader, now: datetime) -> str:
    """The same beside a mark that says ``Overdue`` already: ``by 1 h 5 min of working time (was due …)``."""
    if state.ended_at is None and state.standing is Standing.OVERDUE and state.due_at is not None:
        return _since_words(state, reader, now).strip()
    return left_words(state, reader, now)


def _since_words(state: ClockState, reader: Reader, now: datetime) -> str:
    late, due = _late_words(state, reader), moment_words(state.due_at, reader, now) if state.due_at else ""
    return reader.told(f"{late}（{due} 到期）", f"{late} (was due {due})")


def _late_words(state: ClockState, reader: Reader) -> str:
    """By how much the deadline is missed; nothing while no working time has passed since."""
    if not state.overdue_by:
        return ""
    late = working_time_words(state.overdue_by, reader)
    return reader.told(f" {late}", f" by {late}")


def _paused_words(state: ClockState, reader: Reader) -> str:
    if state.pause is None:
        return ""
    review = day_words(state.pause.review_on, reader, year=False)
    left = duration_words(state.remaining, reader)
    if state.promise.amount is None:
        return reader.told(
            f"已暂停，等待：{state.pause.awaited}；{review} 复核",
            f"paused, waiting for {state.pause.awaited}; to be looked at again on {review}",
        )
    return reader.told(
        f"已暂停，还剩 {left}工作时间；等待：{state.pause.awaited}；{review} 复核",
        f"paused with {left} of working time left, waiting for {state.pause.awaited}; "
        f"to be looked at again on {review}",
    )


def _ended_words(state: ClockState, reader: Reader, now: datetime) -> str:
    late = _late_words(state, reader)
    ended = moment_words(state.ended_at, reader, now) if state.ended_at else ""
    if state.promise.amount is None and state.outcome is Outcome.MET:
        used = working_time_words(state.used, reader)
        return reader.told(f"历时 {used}（{ended} 结束）", f"took {used} (ended {ended})")
    told = {
        Outcome.MET: reader.told(f"按时完成（{ended}）", f"met in time ({ended})"),
        Outcome.MET_LATE: reader.told(f"超期{late}完成（{ended}）", f"met late{late} ({ended})"),
        Outcome.BREACHED: reader.told(
            f"超期未完成（{ended} 终止）", f"breached and never met (ended {ended})"
        ),
        Outcome.EXEMPTED: reader.told(f"已豁免（{ended}）", f"exempted ({ended})"),
        Outcome.CANCELLED: reader.told(f"已取消（{ended}）", f"cancelled ({ended})"),
    }[state.outcome or Outcome.CANCELLED]
    if state.exemption is not None and state.outcome is not Outcome.EXEMPTED:
        told += reader.told("；已豁免", "; exempted")
    return told
