"""Every page there is, where it is, and who looks at it: whoever adds a page adds a line here.

``test_looking`` opens each in both languages, wide and on a phone: axe must find nothing serious, nothing may
hang over the side, the console must stay silent, and a picture is kept where AFTERCARE_PICTURES says.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.operations.tasks import claim_task
from service.runtime import Runtime
from tests.desk.office import AGENT, feedback, task_of


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
    Place("inbox", "/desk"),
    Place("inbox-all", "/desk?scope=all", by="manager"),
    Place("nothing", "/desk?q=nothing"),
    Place("task", "/desk/tasks/{task}"),
    Place("unclaimed", "/desk/tasks/{free}"),
    Place("cases", "/desk/cases"),
    Place("case", "/desk/cases/{case}"),
    Place("new", "/desk/cases/new"),
    Place("filters", "/desk/filters?scope=groups&only=overdue"),
    Place("password", "/desk/password"),
    Place("board-breaches", "/board/breaches", by="manager"),
    Place("board-heat", "/board/heat", by="manager"),
    Place("board-figures", "/board/figures", by="manager"),
    Place("board-figures-tier", "/board/figures?by=tier&months=12", by="manager"),
    Place("board-behind", "/board/figures/response_kept?month=2026-11", by="manager"),
    Place("board-audit", "/board/audit", by="manager"),
)


def facts(office: Runtime) -> dict[str, str]:
    """What the addresses name; two cases, one task claimed by the front desk, one nobody's."""
    mine, free = feedback(office), feedback(office, "灯不亮", "13900000002")
    claim_task(office, task_of(office, mine), by=AGENT)
    return {
        "case": str(mine.id),
        "instance": str(mine.instance_id),
        "task": str(task_of(office, mine)),
        "free": str(task_of(office, free)),
        "link": mine.tracking_url.partition("/t/")[1] + mine.tracking_url.partition("/t/")[2],
    }
