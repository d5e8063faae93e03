"""Calendars, pauses and exits as pages: what a support lead looks at, and what a process owner enters."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from service.clock import SetClock
from service.domain.calendars import days, reading
from service.domain.calendars.chinese import REFUSED
from service.domain.clocks import Waiting
from service.domain.words import translated
from service.operations.cases import NewCaseMessage, add_message, withdraw_case
from service.operations.pauses import pause_case, resume_case
from service.queries.clocks import case_clocks
from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback

Visit = Callable[[str], Person]


def text_of(person: Person, address: str, **headers: str) -> str:
    answer = person.get(address, **headers)
    assert answer.status_code == 200, answer.status
    return str(answer.get_data(as_text=True))


def test_a_day_off_entered_on_the_page_dates_open_deadlines_anew_and_lists_them(
    office: Runtime, visit: Visit
) -> None:
    case = feedback(office)
    before = {each.kind: each.due_at for each in case_clocks(office, case.id, by=AGENT).items}
    owner = visit("owner")
    page = text_of(owner, "/board/calendars")
    assert "09:00-12:00" in page and 'name="hours"' in page
    day = (office.now() + timedelta(days=1)).date().isoformat()
    fields = {"from": day, "to": "", "kind": "holiday", "name": "盘点 stock-taking", "hours": ""}
    told = owner.send("/board/calendars/office/days", **fields).get_data(as_text=True)
    assert "Deadlines that were dated anew" in told and case.number in told and "盘点 stock-taking" in told
    after = {each.kind: each.due_at for each in case_clocks(office, case.id, by=AGENT).items}
    assert after["resolve"] is not None and before["resolve"] is not None
    assert after["resolve"] > before["resolve"]


def test_days_that_cannot_be_are_refused_in_the_readers_language(visit: Visit) -> None:
    owner = visit("owner")
    text_of(owner, "/board/calendars")
    backwards = {"from": "2027-02-12", "to": "2027-02-06", "kind": "holiday", "name": "Spring Festival"}
    refused = owner.send("/board/calendars/office/days", **backwards)
    assert refused.status_code == 422 and "must not be before" in refused.get_data(as_text=True)
    owner.get("/board/calendars?lang=zh")
    refused = owner.send("/board/calendars/office/days", **backwards)
    told = refused.get_data(as_text=True)
    assert "结束日期（to）不能早于开始日期（from）" in told and 'value="2027-02-12"' in told
    nameless = {"from": "2027-02-06", "kind": "short", "hours": "9-12"}
    refused = owner.send("/board/calendars/office/days", **nameless)
    assert "&#39;9-12&#39; 不是营业时段，请写成 09:00-12:00 这样" in refused.get_data(as_text=True)


def test_whatever_reading_a_calendar_refuses_has_its_chinese() -> None:
    source = Path(inspect.getfile(reading)).read_text(encoding="utf-8") + inspect.getsource(days)
    written = re.findall(r"(?:_Wrong|ValueError)\(\s*f?([\"'])(.+?)\1\)", source)
    written += re.findall(r"self\.fault\(\s*\"?[\w\"]+,\s*f?([\"'])(.+?)\1\s*\)", source)
    assert len(written) > 15
    for _, english in written:
        facts = re.sub(r"\{[^{}]*(?:\{[^{}]*\})?[^{}]*\}", "x", english)
        assert translated(facts, REFUSED) is not None, english


def test_the_front_desk_reads_calendars_and_enters_nothing(visit: Visit) -> None:
    agent = visit("agent")
    assert 'name="hours"' not in text_of(agent, "/board/calendars")
    text_of(agent, "/desk")
    told = {"from": "2027-02-12", "kind": "holiday", "name": "x"}
    assert agent.send("/board/calendars/office/days", **told).status_code == 403


def test_a_pause_during_which_the_customer_had_answered_is_marked(
    office: Runtime, clock: SetClock, visit: Visit
) -> None:
    still, answered = feedback(office, "Still"), feedback(office, "Answered", "13900000009")
    for case in (still, answered):
        pause_case(
            office, case.id, waiting=Waiting("cannot be judged", "photos", date(2026, 12, 1)), by=AGENT
        )
    wrote = office.now() + timedelta(hours=1)
    clock.set(office.now() + timedelta(hours=3))
    add_message(office, answered.id, NewCaseMessage("Here they are", "in", "hotline", wrote), by=AGENT)
    manager = visit("manager")
    waiting = text_of(manager, "/board/pauses")
    assert still.number in waiting and answered.number not in waiting
    everything = text_of(manager, "/board/pauses?only=all")
    assert answered.number in everything and "by the customer&#39;s message" in everything
    marked = text_of(manager, "/board/pauses?only=answered")
    assert answered.number in marked and still.number not in marked
    assert "The customer had answered" in marked and "2 h of working time stood still since" in marked
    resume_case(office, still.id, by=AGENT)
    assert still.number not in text_of(manager, "/board/pauses")


def test_how_cases_ended_is_counted_and_listed(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    withdraw_case(office, case.id, reason="it works again", by=AGENT)
    page = text_of(visit("manager"), "/board/exits")
    assert case.number in page and "it works again" in page
    assert case.number not in text_of(visit("manager"), "/board/exits?exit=satisfied")
    assert case.number not in text_of(visit("manager"), "/board/exits?since=2030-01-01")
    assert "客户撤回" in text_of(visit("manager"), "/board/exits?lang=zh")
