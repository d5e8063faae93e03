"""The company's calendars as this process knows them: the file's, amended by the days entered since.

Read once and kept, for the years' working time is reckoned once per calendar object. The number of the last
notice says whether what is kept still holds.
"""

from __future__ import annotations

import threading
from pathlib import Path

import yaml
from sqlalchemy import Connection, bindparam, func, select

from service.domain.calendars import Calendars, read_calendars, read_days
from service.domain.calendars.rows import CalendarDay, CalendarNotice
from service.store.hot import table
from service.store.prepared import Prepared

FILE = "calendars.yaml"
_NOTICE = table(CalendarNotice)
_DAY = table(CalendarDay)
_LAST = Prepared(select(func.max(_NOTICE.c.number)))
_EVERY = select(_NOTICE).where(_NOTICE.c.number <= bindparam("last")).order_by(_NOTICE.c.number)
_DAYS = select(_DAY).where(_DAY.c.notice <= bindparam("last")).order_by(_DAY.c.notice, _DAY.c.day)

_ALWAYS_OPEN = {
    "calendars": {
        "around_the_clock": {
            "name": {"zh": "全天候（7×24）", "en": "Around the clock (7×24)"},
            "time_zone": "Asia/Shanghai",
            "hours": {"every day": ["00:00-24:00"]},
        }
    }
}
"""Where there is no file of calendars, every hour is a working hour."""

KINDS = {"company_holiday": "holiday", "company_working": "working"}
"""How the file writes the kinds of days that have another name inside."""


class CalendarsAtHand:
    """The calendars, read when first asked for and again when a notice was entered since."""

    def __init__(self, folder: Path) -> None:
        """Read the file of this folder."""
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._written: Calendars | None = None
        self._kept: tuple[int, Calendars] | None = None

    def now_in(self, connection: Connection) -> Calendars:
        """The calendars as this connection sees them."""
        return self.as_of(connection, (_LAST.first(connection, {}) or (0,))[0] or 0)

    def as_of(self, connection: Connection, number: int) -> Calendars:
        """The calendars with every notice up to this number, which is the last there is."""
        kept = self._kept
        if kept is not None and kept[0] == number:
            return kept[1]
        with self._lock:
            if self._written is None:
                self._written = calendars_of(self._path.read_bytes() if self._path.is_file() else None)
            calendars = _amended(self._written, connection, number) if number else self._written
            self._kept = (number, calendars)
            return calendars


def calendars_of(content: bytes | None) -> Calendars:
    """The calendars of a file with this content; without a file every hour is a working hour."""
    return read_calendars(_ALWAYS_OPEN if content is None else yaml.safe_load(content))


def _amended(calendars: Calendars, connection: Connection, last: int) -> Calendars:
    """These calendars with every day entered up to this notice, in the order of entering."""
    days: dict[int, list[dict[str, object]]] = {}
    for row in connection.execute(_DAYS, {"last": last}):
        days.setdefault(row.notice, []).append(
            {
                "date": row.day,
                "kind": KINDS.get(row.kind, row.kind),
                "hours": row.hours or None,
                "name": {"zh": row.name_zh, "en": row.name_en},
            }
        )
    for notice in connection.execute(_EVERY, {"last": last}).all():
        if notice.calendar_key in calendars.by_key:
            entered = read_days(calendars.get(notice.calendar_key), days.get(notice.number, []))
            calendars = calendars.amended(notice.calendar_key, entered, valid_through=notice.valid_through)
    return calendars
