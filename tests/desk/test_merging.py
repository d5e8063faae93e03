"""Duplicate customers on their page: the other is chosen, looked at, merged with a reason."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from service.domain.cases import Case
from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import feedback

Visit = Callable[..., Person]


def test_a_duplicate_is_found_looked_at_and_merged_and_leads_to_the_one_kept(
    office: Runtime, visit: Visit
) -> None:
    ids = [feedback(office, "Door", phone=phone).id for phone in ("13900000001", "13900000002")]
    wanted = select(Case.customer_id).where(Case.id.in_(ids)).order_by(Case.id)
    with office.reading() as session:
        kept, other = session.execute(wanted).scalars()
    agent, manager = visit("agent"), visit("manager")
    assert "/merge" not in agent.get(f"/desk/customers/{kept}").text
    assert f"/desk/customers/{kept}/merge" in manager.get(f"/desk/customers/{kept}").text
    assert f"other={other}" in manager.get(f"/desk/customers/{kept}/merge").text
    look = manager.get(f"/desk/customers/{kept}/merge?other={other}").text
    assert 'name="reason"' in look
    refused = manager.send(f"/desk/customers/{kept}/merge", other=str(other), reason=" ")
    assert refused.status_code == 422
    done = manager.send(f"/desk/customers/{kept}/merge", other=str(other), reason="Same door.")
    assert done.location == f"/desk/customers/{kept}?merged={other}"
    assert "Same door." in manager.get(done.location).text.split('role="status"')[1].split("</p>")[0]
    assert manager.get(f"/desk/customers/{other}").location == f"/desk/customers/{kept}"
