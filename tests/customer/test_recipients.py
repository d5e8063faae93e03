"""Whom a notice reaches: the rungs of the ladder are different people."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from service.operations.customer.recipients import reached
from service.operations.people import NewPerson, add_person, deactivate_person
from service.runtime import Runtime
from tests.operations.stage import TWO_TASKS, a_case, put_live

_PEOPLE: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "agent": (("customer_service",), ()),
    "cs_lead": (("management_group",), ("customer_service",)),
    "former_lead": (("customer_service",), ("customer_service",)),
    "tech": (("technical_support",), ()),
    "secretary": (("supervisor",), ()),
    "manager": (("management_group",), ("*",)),
}
"""Everybody: of which groups they are, and which they supervise."""


@pytest.fixture
def instance_id(sqlite_rt: Runtime) -> UUID:
    """A run in a company where one group has a lead, and one that left."""
    put_live(sqlite_rt, TWO_TASKS)
    for name, (groups, supervises) in _PEOPLE.items():
        mail = f"{name}@house.example"
        add_person(
            sqlite_rt, NewPerson(name, "correct horse", groups=groups, supervises=supervises, email=mail)
        )
    deactivate_person(sqlite_rt, "former_lead")
    return a_case(sqlite_rt).instance_id


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("group:customer_service", {"agent"}),
        ("lead:customer_service", {"cs_lead"}),
        ("lead:technical_support", {"manager"}),
        ("supervisor", {"cs_lead", "manager", "secretary"}),
    ],
)
def test_each_rung_of_the_ladder_reaches_who_it_is_for(
    sqlite_rt: Runtime, instance_id: UUID, told: str, names: set[str]
) -> None:
    with sqlite_rt.reading() as session:
        [staff] = reached(session, sqlite_rt.settings, None, [told], instance_id)
    assert set(staff.mails) == {f"{name}@house.example" for name in names}
