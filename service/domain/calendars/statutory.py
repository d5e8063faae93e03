"""Statutory holidays and make-up working days (调休), and how far ahead they are known.

The only module that reads ``chinesecalendar``. It takes that library's tables and not its questions,
because those raise for a year they do not know; here an unknown year simply has no special days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from chinese_calendar import constants  # type: ignore[import-untyped]

from service.domain.words import Words

_IN_CHINESE = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


@dataclass(frozen=True, slots=True)
class StatutoryDays:
    """The days a state declares off, those it declares working in exchange, and the last day this is known
    for.
    """

    holidays: Mapping[date, Words]
    make_up_days: Mapping[date, Words]
    known_through: date


@cache
def china() -> StatutoryDays:
    """Mainland China, for every year whose notice the installed ``chinesecalendar`` contains."""
    return StatutoryDays(
        holidays={day: _named(name) for day, name in constants.holidays.items()},
        make_up_days={day: _named(name) for day, name in constants.workdays.items()},
        known_through=date(max(constants.holidays).year, 12, 31),
    )


def _named(name: str) -> Words:
    return Words(zh=_IN_CHINESE.get(name, name), en=name)


SOURCES = {"china": china}
"""What a calendar may name under ``holidays``, beside ``none``."""
