"""A house where somebody solves and another reviews, with its people let in."""

from __future__ import annotations

import pytest

from service.domain.people import Actor
from service.operations.people import NewPerson, add_person
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, properties, task
from tests.operations.stage import put_live

REVIEWED = drawing(
    "feedback",
    task("solve"),
    task("review", inside=properties(not_by="solve")),
    task("close"),
    chain("start", "solve", "review", "close", "end"),
)
"""Solved, reviewed by somebody else, closed."""

LEAD = Actor("lead", frozenset({"customer_service"}), frozenset({"customer_service"}), display_name="Lee")

PEOPLE = {
    "agent": ("customer_service",),
    "agent2": ("customer_service",),
    "agent3": ("customer_service",),
    "lead": ("customer_service",),
    "tech": ("technical_support",),
    "manager": ("supervisor", "management_group"),
}


@pytest.fixture
def house(rt: Runtime) -> Runtime:
    """On either database."""
    return furnish(rt)


@pytest.fixture
def sqlite_house(sqlite_rt: Runtime) -> Runtime:
    """On SQLite only."""
    return furnish(sqlite_rt)


def furnish(rt: Runtime) -> Runtime:
    """Put the drawing live and let the people in."""
    put_live(rt, REVIEWED)
    for name, groups in PEOPLE.items():
        add_person(rt, NewPerson(name, "demo1234", groups=groups))
    return rt
