"""Past cases like one: the same product and category, closed, with what helped."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select, text, update

from service.domain.cases import Case
from service.domain.people import SYSTEM
from service.domain.views import OpenedCase
from service.operations.record import NewServiceRecord, append_service_record
from service.operations.tasks import claim_task, save_draft
from service.queries.similar import Likeness, similar_cases, similar_to_case
from service.runtime import Runtime
from tests.desk.along import TECH
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback, task_of

Visit = Callable[..., Person]


def known_as(rt: Runtime, case: OpenedCase, product: str, category: str, status: str = "open") -> UUID:
    """The case as one of this product and category, and so ended."""
    values = {"product_model": product, "category": category, "status": status}
    with rt.transaction() as tx:
        tx.session.execute(update(Case).where(Case.id == case.id).values(**values))
    return case.id


def past(rt: Runtime, subject: str, product: str = "K2", category: str = "usage", **found: str) -> UUID:
    """A closed case with its entry in the service record."""
    case = feedback(rt, subject)
    known_as(rt, case, product, category, "closed_satisfied")
    with rt.reading() as session:
        customer = session.execute(select(Case.customer_id).where(Case.id == case.id)).scalar_one()
    append_service_record(
        rt, NewServiceRecord(customer, "case", subject, case_id=case.id, detail=found), by=SYSTEM
    )
    return case.id


def test_the_latest_closed_cases_of_the_same_product_and_category_tell_what_helped(office: Runtime) -> None:
    first = past(office, "Old one", assessment="Dry hinge", solution="Oil it", work_done="Oiled")
    second = past(office, "Newer one", solution="Oil it")
    past(office, "Other product", product="K3")
    past(office, "Other category", category="delivery")
    mine = feedback(office)
    known_as(office, mine, "K2", "usage")
    found = similar_to_case(office, mine.id, by=AGENT)
    assert [each.id for each in found] == [second, first]
    assert [(each.cause, each.solution) for each in found] == [("", "Oil it"), ("Dry hinge", "Oiled")]


def test_nobody_learns_of_cases_they_may_not_see(office: Runtime) -> None:
    past(office, "Secret")
    assert similar_cases(office, Likeness("K2", "usage", None), by=TECH) == ()


def test_a_task_shows_them_as_soon_as_product_and_category_are_typed(office: Runtime, visit: Visit) -> None:
    past(office, "Squeaks", assessment="Dry hinge", work_done="A drop of oil")
    task = task_of(office, feedback(office))
    claim_task(office, task, by=AGENT)
    person = visit("agent")
    assert "Similar past cases" not in person.get(f"/desk/tasks/{task}").get_data(as_text=True)
    save_draft(office, task, {"category": "usage", "product_model": "K2", "simple": False}, by=AGENT)
    page = person.get(f"/desk/tasks/{task}").get_data(as_text=True)
    for told in ("Similar past cases", "Squeaks", "Dry hinge", "A drop of oil"):
        assert told in page


def test_they_are_read_off_the_index(office: Runtime) -> None:
    statement = (
        "EXPLAIN QUERY PLAN SELECT * FROM service_case WHERE product_model = 'K2' AND category = 'usage' "
        "AND status != 'open' ORDER BY id DESC LIMIT 20"
    )
    with office.database.engine.connect() as connection:
        plan = " ".join(str(row) for row in connection.execute(text(statement)))
    assert "ix_service_case_similar" in plan and "TEMP B-TREE" not in plan
