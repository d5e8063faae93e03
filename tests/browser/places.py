"""Every page there is, where it is, and who looks at it: whoever adds a page adds a line here.

``test_looking`` opens each in both languages, wide and on a phone: axe must find nothing serious, nothing may
hang over the side, the console must stay silent, and a picture is kept where AFTERCARE_PICTURES says.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from service.domain.people import SYSTEM
from service.domain.views import OpenedCase, PageRequest
from service.operations.copies import CopyGiven, copy_task
from service.operations.nudges import nudge_task
from service.operations.service_sheets import open_service_sheet
from service.operations.signatures import SignatureAsked, ask_signature
from service.operations.tasks import claim_task, comment_on_task
from service.queries.cases import case_detail
from service.queries.tasks import TaskFilter, inbox
from service.runtime import Runtime
from tests.desk.office import AGENT, feedback, task_of
from tests.desk.outside import some_of_each


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its picture's name, its address, who looks; the address may name facts of ``facts``."""

    name: str
    address: str
    by: str = "agent"
    """One of the demo's staff; the empty name is a visitor who is not signed in."""


PLACES = (
    Place("front", "/", by=""),
    Place("sign-in", "/sign-in", by=""),
    Place("tracked", "{link}", by=""),
    Place("customer-form", "/new", by=""),
    Place("customer-questions", "{link}/questionnaire", by=""),
    Place("customer-unsubscribe", "{link}/unsubscribe", by=""),
    Place("customer-side", "/desk/cases/{case}/customer"),
    Place("promises", "/desk/promises", by="manager"),
    Place("notices", "/desk/notices", by="manager"),
    Place("notice", "/desk/notices/received/en", by="manager"),
    Place("surveys", "/desk/surveys", by="manager"),
    Place("inbox", "/desk"),
    Place("inbox-all", "/desk?scope=all", by="manager"),
    Place("nothing", "/desk?q=nothing"),
    Place("task", "/desk/tasks/{task}"),
    Place("sheet", "/desk/tasks/{sheet}"),
    Place("unclaimed", "/desk/tasks/{free}"),
    Place("task-with-acts", "/desk/tasks/{busy}"),
    Place("task-to-sign", "/desk/tasks/{busy}", by="manager"),
    Place("task-recorded", "/desk/tasks/{task}?record=1", by="manager"),
    Place("for-me", "/desk/for-me", by="manager"),
    Place("mentions", "/desk/mentions"),
    Place("away", "/desk/away", by="manager"),
    Place("sign-ins", "/desk/sign-ins"),
    Place("cases", "/desk/cases"),
    Place("case", "/desk/cases/{case}"),
    Place("case-tier", "/desk/cases/{case}/tier"),
    Place("customer-tier", "/desk/customers/{customer}/tier", by="manager"),
    Place("merge", "/desk/customers/{customer}/merge?q=Wang", by="manager"),
    Place("merge-look", "/desk/customers/{customer}/merge?other={duplicate}", by="manager"),
    Place("new", "/desk/cases/new"),
    Place("filters", "/desk/filters?scope=groups&only=overdue"),
    Place("password", "/desk/password"),
    Place("board-runs", "/board?process=feedback", by="manager"),
    Place("board-run", "/board/instances/{instance}", by="manager"),
    Place("board-modify", "/board/instances/{instance}/step-in/modify", by="manager"),
    Place("board-complete", "/board/instances/{instance}/step-in/complete", by="manager"),
    Place("board-migrate", "/board/instances/{instance}/step-in/migrate", by="manager"),
    Place("board-batches", "/board/batches", by="manager"),
    Place("board-batch-new", "/board/batches/new?act=reassign&process=feedback", by="manager"),
    Place("board-breaches", "/board/breaches", by="manager"),
    Place("board-heat", "/board/heat", by="manager"),
    Place("board-figures", "/board/figures", by="manager"),
    Place("board-figures-tier", "/board/figures?by=tier&months=12", by="manager"),
    Place("board-behind", "/board/figures/response_kept?month=2026-11", by="manager"),
    Place("board-calendars", "/board/calendars", by="manager"),
    Place("board-pauses", "/board/pauses?only=all", by="manager"),
    Place("board-exits", "/board/exits", by="manager"),
    Place("board-outside", "/board/external-tasks", by="manager"),
    Place("board-audit", "/board/audit", by="manager"),
)


def facts(office: Runtime) -> dict[str, str]:
    """What the addresses name; two cases, one task claimed by the front desk, one nobody's."""
    mine, free = feedback(office), feedback(office, "灯不亮", "13900000002")
    claim_task(office, task_of(office, mine), by=AGENT)
    some_of_each(office)
    return {
        "busy": str(busy_task(office)),
        "case": str(mine.id),
        "customer": str(whose(office, mine)),
        "duplicate": str(whose(office, free)),
        "instance": str(mine.instance_id),
        "sheet": str(sheet_task(office)),
        "task": str(task_of(office, mine)),
        "free": str(task_of(office, free)),
        "link": mine.tracking_url.partition("/t/")[1] + mine.tracking_url.partition("/t/")[2],
    }


def whose(office: Runtime, case: OpenedCase) -> UUID:
    """The customer of a case."""
    return case_detail(office, case.id, by=SYSTEM).case.customer_id


def busy_task(office: Runtime) -> UUID:
    """A task that was nudged, copied, and waits for a signature before it can be completed."""
    task = task_of(office, feedback(office, "Much is going on", "13900000003"))
    claim_task(office, task, by=AGENT)
    nudge_task(office, task, text="They called again.", by=SYSTEM)
    copy_task(office, task, CopyGiven(("tech",), "For your information."), by=AGENT)
    ask_signature(office, task, SignatureAsked("manager", "before", "Above my limit."), by=AGENT)
    return task


def sheet_task(office: Runtime) -> UUID:
    """The task of a service sheet, with a remark that names the front desk."""
    case = feedback(office, "A sheet is open", "13900000004")
    comment_on_task(office, task_of(office, case), "@agent they called again.", by=SYSTEM)
    sheet = open_service_sheet(office, case.id, by=AGENT)
    return inbox(office, TaskFilter(instance_id=sheet), PageRequest(), by=SYSTEM).items[0].id
