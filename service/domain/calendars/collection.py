"""All calendars of a company, and their amendment by days that were entered while the service runs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from service.domain.calendars.calendar import WorkingCalendar
from service.domain.calendars.days import CompanyDay


@dataclass(frozen=True, slots=True)
class Calendars:
    """Every calendar by its key, and the one that holds where nothing else is said."""

    by_key: Mapping[str, WorkingCalendar]
    default_key: str

    @property
    def default(self) -> WorkingCalendar:
        """The company's ordinary calendar."""
        return self.by_key[self.default_key]

    def get(self, key: str) -> WorkingCalendar:
        """The calendar of this key, or the default when the key is empty or no longer in the file."""
        return self.by_key.get(key) or self.default

    def amended(
        self, key: str, days: Mapping[date, CompanyDay], *, valid_through: date | None = None
    ) -> Calendars:
        """These calendars with days entered at run time, which outweigh the file's; the others stay as they
        are.

        ``valid_through`` is the last day of the notice entered; it never takes back what was known.
        """
        calendar = self.by_key[key]
        through = max(calendar.valid_through, valid_through or calendar.valid_through)
        changed = replace(calendar, company_days={**calendar.company_days, **days}, valid_through=through)
        return Calendars({**self.by_key, key: changed}, self.default_key)
