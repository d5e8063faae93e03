"""Views as the API shows them: plain values, written straight to JSON.

Most views are written as they are; here stand the few that are shaped differently from what queries give.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from service.api.problems import finding
from service.domain.browser_sessions import csrf_of
from service.domain.views import (
    CaseDetail,
    DeploymentView,
    Health,
    InstanceDetail,
    Page,
    SignedIn,
    TaskDetail,
    TaskView,
)

Shape = dict[str, Any]  # Any: JSON


def flat(view: Any, *, lifted: str = "") -> Shape:  # Any: whichever dataclass of domain.views
    """The fields of a view by name, those of its part ``lifted`` among them."""
    found = {each.name: getattr(view, each.name) for each in fields(view)}
    return flat(found.pop(lifted)) | found if lifted else found


def task(view: TaskView) -> Shape:
    """A task as lists and actions show it: of its form, the key."""
    found = flat(view)
    key = found.pop("form_key")
    found["form"] = {"key": key} if key else None
    return found


def task_page(page: Page[TaskView]) -> Shape:
    """A part of the inbox."""
    return {"items": [task(each) for each in page.items], "next_cursor": page.next_cursor}


def completed_task(view: TaskView, instance_state: str) -> Shape:
    """A task just completed, and how its process instance stands now."""
    return task(view) | {"instance": {"id": view.instance_id, "state": instance_state}}


def task_detail(detail: TaskDetail) -> Shape:
    """A task with its form, filled with the variables and, over them, the draft."""
    found = task(detail.task)
    if found["form"] is not None:
        data = {**detail.variables, **(detail.draft or {})}
        found["form"] |= {"schema": detail.form, "data": data}
    return found | {
        "variables": detail.variables,
        "properties": detail.properties,
        "draft": detail.draft,
        "comments": detail.comments,
        "documentation": detail.documentation,
        "may": sorted(detail.may),
    }


def case_detail(detail: CaseDetail) -> Shape:
    """A case with all that is known of it, on one level."""
    found = flat(detail, lifted="case")
    found["open_tasks"] = [task(each) for each in detail.open_tasks]
    found["wrote_after_closing"] = detail.wrote_after_closing
    return found


def instance_detail(detail: InstanceDetail) -> Shape:
    """An instance with what it waits for, on one level."""
    found = flat(detail, lifted="instance")
    found["tasks"] = [task(each) for each in detail.tasks]
    del found["revision"]
    return found


def session(signed_in: SignedIn) -> Shape:
    """A fresh sign-in with its CSRF token; what only browsers keep goes by cookie."""
    found = flat(signed_in) | {"csrf_token": csrf_of(signed_in.token)}
    del found["known"]
    return found


def deployment(view: DeploymentView) -> Shape:
    """A deployment with all the versions its files are now."""
    found = flat(view)
    found["result"] = "deployed" if view.created else "unchanged"
    found["definitions"] = (*view.created, *view.unchanged)
    found["findings"] = [finding(each) for each in view.findings]
    return found


def health(view: Health) -> Shape:
    """The service's health, with one word for each part of it."""
    away = view.database.startswith("unavailable")
    found = flat(view)
    found["backend"] = None if away else found.pop("database")
    found["database"] = "unavailable" if away else "ok" if view.ok else "needs an upgrade"
    found["queue"] = _queue(view)
    # Anybody may ask: not where the workers run.
    found["workers"] = [{"id": each.id, "kind": each.kind, "seen_at": each.seen_at} for each in view.workers]
    return found


def _queue(view: Health) -> str:
    """Whether what is due gets done."""
    if not view.workers:
        return "no worker seen"
    if view.oldest_due_s >= LATE_S:
        return f"due work has waited {view.oldest_due_s:.0f} s"
    return "ok"


LATE_S = 60
"""Due work older than this means that the workers do not keep up."""
