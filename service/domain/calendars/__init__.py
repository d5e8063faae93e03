"""Working calendars: hours, holidays, make-up working days, and the reckoning of working time. Pure."""

from service.domain.calendars.calendar import DAYS_OF_THE_WEEK, TooFarAway, WorkingCalendar
from service.domain.calendars.collection import Calendars
from service.domain.calendars.comparison import ChangedDay, changed_days, digest_of, warning_of
from service.domain.calendars.days import CompanyDay, DayKind, DayPlan, Hours, Span
from service.domain.calendars.reading import CalendarsRefused, read_calendars, read_days
from service.domain.calendars.statutory import StatutoryDays, china

__all__ = [
    "DAYS_OF_THE_WEEK",
    "Calendars",
    "CalendarsRefused",
    "ChangedDay",
    "CompanyDay",
    "DayKind",
    "DayPlan",
    "Hours",
    "Span",
    "StatutoryDays",
    "TooFarAway",
    "WorkingCalendar",
    "changed_days",
    "china",
    "digest_of",
    "read_calendars",
    "read_days",
    "warning_of",
]
