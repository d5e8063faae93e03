"""The escalation ladder (D8): up one rung at a time, again and again until acknowledged, in working hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.escalation import Ladder, Notice, Rung, next_notice
from tests.domain.calendars_at_hand import CALENDARS, OFFICE_CALENDAR, at, hours

LADDER = Ladder(
    (
        Rung("owner", ("tech",), OFFICE_CALENDAR),
        Rung("group_lead", ("lead",), OFFICE_CALENDAR),
        Rung("supervisor", ("manager",), OFFICE_CALENDAR),
    ),
    every=hours(2),
)


def _notices(ladder: Ladder, began: str, number: int) -> list[Notice]:
    """The first notices nobody acknowledges."""
    sent: list[Notice] = []
    while len(sent) < number:
        notice = next_notice(ladder, began_at=at(began), sent_at=[one.at for one in sent])
        sent.append(notice)
    return sent


def test_d8_the_owner_is_told_first_then_the_lead_then_the_supervisor_again_and_again():
    told = _notices(LADDER, "2025-09-24 10:00", 5)
    assert [one.recipients[0] for one in told] == ["tech", "lead", "manager", "manager", "manager"]
    assert [one.number for one in told] == [1, 2, 3, 4, 5]
    assert [one.at for one in told] == [
        at("2025-09-24 10:00"),
        at("2025-09-24 13:00"),
        at("2025-09-24 15:00"),
        at("2025-09-24 17:00"),
        at("2025-09-25 10:00"),
    ]


def test_d8_nobody_is_told_outside_their_hours_and_holidays_are_kept():
    told = _notices(LADDER, "2025-09-30 19:00", 2)
    assert [one.at for one in told] == [at("2025-10-09 09:00"), at("2025-10-09 11:00")]


def test_d8_a_notice_that_would_fall_on_the_close_of_business_waits_for_the_next_opening():
    told = _notices(LADDER, "2025-09-24 16:00", 2)
    assert told[1].at == at("2025-09-25 09:00")


def test_d8_around_the_clock_people_are_told_at_once():
    always = tuple(replace(rung, calendar=CALENDARS.get("always")) for rung in LADDER.rungs)
    told = _notices(replace(LADDER, rungs=always), "2025-10-01 03:00", 2)
    assert [one.at for one in told] == [at("2025-10-01 03:00"), at("2025-10-01 05:00")]


def test_d8_an_acknowledgement_ends_it():
    sent = [at("2025-09-24 10:00")]
    acknowledged = at("2025-09-24 10:05")
    began = at("2025-09-24 10:00")
    assert next_notice(LADDER, began_at=began, sent_at=sent, acknowledged_at=acknowledged) is None


def test_d8_a_rung_with_nobody_on_it_is_left_out():
    unclaimed = replace(LADDER, rungs=(replace(LADDER.rungs[0], recipients=()), *LADDER.rungs[1:]))
    assert _notices(unclaimed, "2025-09-24 10:00", 1)[0].role == "group_lead"
    nobody = replace(LADDER, rungs=(replace(LADDER.rungs[0], recipients=()),))
    assert next_notice(nobody, began_at=at("2025-09-24 10:00"), sent_at=[]) is None


def test_d8_a_rung_may_be_told_more_than_once_before_the_next():
    patient = replace(LADDER, notices_a_rung=2)
    roles = [one.role for one in _notices(patient, "2025-09-24 10:00", 6)]
    assert roles == ["owner", "owner", "group_lead", "group_lead", "supervisor", "supervisor"]


def test_d8_each_rung_keeps_its_own_hours():
    rungs = (LADDER.rungs[0], Rung("duty", ("duty",), CALENDARS.get("always")))
    told = _notices(replace(LADDER, rungs=rungs), "2025-09-24 17:30", 2)
    assert told[1].at == at("2025-09-24 19:30")


@pytest.mark.parametrize("fault", [{"every": timedelta()}, {"notices_a_rung": 0}])
def test_a_ladder_that_would_send_without_end_is_refused(fault):
    with pytest.raises(ValueError, match="a ladder needs"):
        replace(LADDER, **fault)
