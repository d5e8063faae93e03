"""What each page asks of the database, in an office where much is going on: whoever asks once for each row is
seen here, and so is a new page for which nobody has said what it may cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from service.clock import SetClock
from service.operations import people
from tests.conftest import MORNING
from tests.desk.asking import note_statements
from tests.desk.conftest import Person
from tests.desk.crowd import crowd
from tests.desk.office import open_office


@dataclass(frozen=True, slots=True)
class Cost:
    """A page, and how many statements it may take; the address may name facts of ``crowd``."""

    page: str
    address: str
    most: int
    by: str = "manager"
    """The empty name is a visitor who is not signed in."""


COSTS = (
    Cost("inbox.desk_page", "/desk?scope=all", 13),
    Cost("inbox.filters", "/desk/filters?scope=all", 6),
    Cost("inbox.row", "/desk/tasks/{task}/row", 7),
    Cost("live.changes", "/desk/changes", 3),
    Cost("task_pages.next_one", "/desk/next", 10),
    Cost("task_pages.task", "/desk/tasks/{task}", 21),
    Cost("task_pages.task", "/desk/tasks/{task}", 21, by="agent"),
    Cost("act_pages.bulk_done", "/desk/bulk?done=forgotten", 2),
    Cost("my_pages.for_me", "/desk/for-me", 5),
    Cost("my_pages.for_me_count", "/desk/for-me/count", 2),
    Cost("my_pages.away", "/desk/away", 5),
    Cost("my_pages.sign_ins", "/desk/sign-ins", 2),
    Cost("new_cases.new_case", "/desk/cases/new", 1),
    Cost("new_cases.opened", "/desk/cases/opened?key=forgotten", 2),
    Cost("new_cases.find_customer", "/desk/cases/new/customers?phone=1390", 2),
    Cost("case_pages.case_list", "/desk/cases", 2),
    Cost("case_pages.case", "/desk/cases/{case}", 13),
    Cost("tier_pages.case_tier", "/desk/cases/{case}/tier?tier=1", 6),
    Cost("tier_pages.customer_tier", "/desk/customers/{customer}/tier?tier=1", 14),
    Cost("customer_pages.customer_list", "/desk/customers", 2),
    Cost("customer_pages.customer", "/desk/customers/{customer}", 12),
    Cost("merge_pages.choose", "/desk/customers/{customer}/merge?q=Wang", 12),
    Cost("diagram_pages.instance_drawing", "/desk/diagrams/instances/{instance}.bpmn", 2),
    Cost("diagram_pages.instance_marks", "/desk/diagrams/instances/{instance}.json", 2),
    Cost("diagram_pages.definition_drawing", "/desk/diagrams/definitions/feedback/1.bpmn", 2),
    Cost("attachment_pages.saved", "/desk/attachments/{file}", 4),
    Cost("attachment_pages.picture", "/desk/attachments/{file}/picture", 4),
    Cost("remark_pages.nameable", "/desk/tasks/{task}/people?typed=a", 5),
    Cost("remark_pages.mentioned", "/desk/mentions", 3),
    Cost("remark_pages.follow", "/desk/mentions/{mention}", 6),
    Cost("customer_desk.side", "/desk/cases/{case}/customer", 15),
    Cost("customer_desk.promise_book", "/desk/promises", 3),
    Cost("customer_desk.notices", "/desk/notices", 2),
    Cost("customer_desk.notice", "/desk/notices/received/en", 3),
    Cost("customer_desk.survey_results", "/desk/surveys", 5),
    Cost("signing.password", "/desk/password", 1),
    Cost("run_pages.run_list", "/board?process=feedback", 10),
    Cost("run_pages.standings", "/board/standings/feedback.json", 12),
    Cost("run_pages.run", "/board/instances/{instance}", 22),
    Cost("run_pages.live", "/board/instances/{instance}/live", 22),
    Cost("step_pages.ask", "/board/instances/{instance}/step-in/modify", 17),
    Cost("step_pages.ask", "/board/instances/{instance}/step-in/complete", 21),
    Cost("step_pages.ask", "/board/instances/{instance}/step-in/reassign", 17),
    Cost("batch_pages.batch_list", "/board/batches", 3),
    Cost("batch_pages.ask", "/board/batches/new?act=reassign&process=feedback", 4),
    Cost("batch_pages.batch", "/board/batches/{batch}", 8),
    Cost("batch_pages.live", "/board/batches/{batch}/live", 8),
    Cost("breach_pages.breaches", "/board/breaches", 11),
    Cost("heat_pages.heat", "/board/heat?process=feedback&version=1", 5),
    Cost("heat_pages.marks", "/board/heat/marks.json?process=feedback&version=1", 5),
    Cost("figure_pages.figures", "/board/figures?by=tier&months=12", 11),
    Cost("figure_pages.behind", "/board/figures/response_kept?month=2026-11", 3),
    Cost("time_pages.calendars", "/board/calendars", 3),
    Cost("time_pages.waiting", "/board/pauses?only=all", 4),
    Cost("time_pages.endings", "/board/exits", 5),
    Cost("outside_pages.outside", "/board/external-tasks", 4),
    Cost("audit_pages.audit", "/board/audit", 3),
    Cost("pages.front", "/", 9, by=""),
    Cost("pages.docs", "/docs", 0, by=""),
    Cost("signing.sign_in", "/sign-in", 0, by=""),
    Cost("signing.signed_out", "/sign-out", 0, by=""),
    Cost("form_pages.empty", "/new", 1, by=""),
    Cost("link_pages.tracked", "{link}", 13, by=""),
    Cost("link_pages.tracked", "{asked}", 13, by=""),
    Cost("link_pages.qr", "{link}/qr.svg", 2, by=""),
    Cost("link_pages.questionnaire", "{asked}/questionnaire", 17, by=""),
    Cost("link_pages.leave", "{link}/unsubscribe", 2, by=""),
)
ELSEWHERE = {
    "live.stream": "it does not end; what it asks is shown in test_hub",
    "oidc_pages.to_company": "it leads to the company's own sign-in: test_company_sign_in",
    "oidc_pages.back": "the same",
    "link_pages.photo": "the file of a customer, found as attachment_pages.saved is",
}


class Crowded:
    """The crowded office, the people in it, and what their pages ask."""

    def __init__(self, app: Flask, facts: dict[str, str]) -> None:
        """Nobody is signed in yet."""
        self.facts = facts
        self.asked: list[str] = []
        self._app = app
        self._people: dict[str, Person] = {}

    def visit(self, cost: Cost) -> int:
        """Look at the page; the status it answered with, and in ``asked`` what it asked the second time."""
        person = self._people.get(cost.by) or self._come(cost.by)
        address = cost.address.format(**self.facts)
        person.client.get(address)
        self.asked.clear()
        return person.client.get(address).status_code

    def _come(self, name: str) -> Person:
        person = self._people[name] = Person(self._app.test_client())
        if name:
            assert person.sign_in(name).status_code == 303
        return person


@pytest.fixture(scope="module")
def crowded(
    office_template: Path, tmp_path_factory: pytest.TempPathFactory, desk_app: Flask
) -> Iterator[Crowded]:
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(people, "_SCRYPT_N", 2)
        clock = SetClock(MORNING)
        office = open_office(office_template, tmp_path_factory.mktemp("crowd"), clock)
        found = Crowded(desk_app, crowd(office, clock))
        note_statements(office, found.asked, changed)
        desk_app.extensions["aftercare"] = office
        yield found
        office.close()


@pytest.mark.parametrize("cost", COSTS, ids=lambda cost: f"{cost.page} {cost.address} {cost.by}")
def test_a_page_asks_no_more_of_the_database_for_many_rows(crowded: Crowded, cost: Cost) -> None:
    assert crowded.visit(cost) in (200, 303)
    assert len(crowded.asked) <= cost.most, "\n".join(crowded.asked)


def test_every_page_has_said_what_it_may_cost(desk_app: Flask) -> None:
    said = {each.page for each in COSTS} | set(ELSEWHERE)
    assert {rule.endpoint for rule in desk_app.url_map.iter_rules() if is_page(desk_app, rule)} == said


def is_page(app: Flask, rule: Any) -> bool:  # Any: a werkzeug rule
    """Whether it is looked at in a browser: a GET of service.web."""
    view: Callable[..., Any] = app.view_functions[rule.endpoint]
    written_in = getattr(view, "__wrapped__", view).__module__
    return "GET" in rule.methods and written_in.startswith("service.web")
