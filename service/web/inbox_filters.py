"""What the address of an inbox asks for, and the addresses that ask for something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import request

from service.domain.clocks import Standing
from service.domain.people import Actor
from service.domain.saved_views import FILTERS
from service.queries import desk
from service.queries.definitions import live_processes
from service.queries.people import colleagues, group_names
from service.queries.tasks import TaskFilter, TaskSort
from service.runtime import Runtime
from service.web import door

SCOPES = ("mine", "groups", "all", "copied")
CHIPS = (Standing.OVERDUE.value, Standing.AT_RISK.value, Standing.ON_TIME.value, Standing.PAUSED.value)
ONLY = (*CHIPS, "unassigned")
TIERS = ("1", "2", "3", "4")
FACETS = ("group", "process", "tier", "who")
_LONGEST = 200

Asked = dict[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What one can filter by, by its name as shown."""

    group: Mapping[str, str]
    process: Mapping[str, str]
    tier: Mapping[str, str]
    who: Mapping[str, str]


def asked_here(by: Actor) -> Asked:
    """What this request's address asks for; whatever is not known there asks for nothing."""
    return cleaned(request.args, by)


def cleaned(told: Mapping[str, str], by: Actor) -> Asked:
    """The filters among these words."""
    asked = {name: told.get(name, "").strip()[:_LONGEST] for name in FILTERS}
    asked["scope"] = asked["scope"] if asked["scope"] in SCOPES else _first_scope(by)
    asked["only"] = asked["only"] if asked["only"] in ONLY else ""
    asked["tier"] = asked["tier"] if asked["tier"] in TIERS else ""
    return asked


def _first_scope(by: Actor) -> str:
    """Supervisors look at everything first, others at what is theirs to take."""
    return "all" if by.is_supervisor else "groups"


def filter_of(asked: Asked, by: Actor) -> TaskFilter:
    """The same for the query; the most urgent comes first."""
    only = asked["only"]
    wanted = TaskFilter(
        sort=TaskSort.DUE,
        group=asked["group"] or None,
        process_key=asked["process"] or None,
        tier=int(asked["tier"]) if asked["tier"] else None,
        assignee=asked["who"] or None,
        text=asked["q"] or None,
        standing=only if only in CHIPS else None,
        unassigned=only == "unassigned",
        own_groups=asked["scope"] == "groups",
        copied=asked["scope"] == "copied",
    )
    return replace(wanted, assignee=by.name) if asked["scope"] == "mine" else wanted


def address(asked: Asked, changes: Mapping[str, str], *, place: str = door.HOME) -> str:
    """The address of this list with other filters: it may be kept or sent to a colleague."""
    told = {name: text for name, text in {**asked, **changes}.items() if text}
    return f"{place}?{urlencode(told)}"


def shown_facets(rt: Runtime, asked: Asked, by: Actor) -> dict[str, str]:
    """The filters that are on, by the names people know them by."""
    found: dict[str, str] = {}
    if asked["group"]:
        found["group"] = group_names(rt, by.language).get(asked["group"], asked["group"])
    if asked["process"]:
        found["process"] = live_processes(rt, by.language).get(asked["process"], asked["process"])
    if asked["tier"]:
        found["tier"] = asked["tier"]
    if asked["who"]:
        found["who"] = desk.display_names(rt, [asked["who"]])[asked["who"]]
    return found


def choices(rt: Runtime, by: Actor) -> Choices:
    """Everything there is to choose from."""
    everybody = dict(colleagues(rt))
    tiers = dict(zip(TIERS, TIERS, strict=True))
    return Choices(group_names(rt, by.language), live_processes(rt, by.language), tiers, everybody)
