"""Another tier from the pages of a case and of a customer: looked at, then done, and told in the story."""

from __future__ import annotations

from collections.abc import Callable

from service.domain.clocks import kind_words
from service.domain.people import SYSTEM
from service.domain.views import OpenedCase
from service.queries.cases import case_detail
from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import feedback

Visit = Callable[..., Person]


def tiers(office: Runtime, case: OpenedCase) -> int:
    """The tier a case is served by."""
    return case_detail(office, case.id, by=SYSTEM).case.tier


def test_a_case_gets_another_tier_once_its_deadlines_were_looked_at(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    address = f"/desk/cases/{case.id}/tier"
    amy = visit("agent")
    assert address in amy.get(f"/desk/cases/{case.id}").text
    assert "also move later" not in amy.get(address).text
    tried = amy.send(address, tier="1", reason="They run a hotel.", go="try").text
    assert f'<th scope="row">{kind_words("respond").told_in("en")}</th>' in tried
    assert "Serve by tier 1" in tried and tiers(office, case) == 2
    assert amy.send(address, tier="9", reason="x", go="do").status_code == 422
    done = amy.send(address, tier="1", reason="They run a hotel.", go="do")
    assert done.location == f"/desk/cases/{case.id}?told=tier"
    page = amy.get(done.location).text
    assert "changed the tier from 2 to 1" in page and "They run a hotel." in page
    assert tiers(office, case) == 1


def test_whoever_may_not_is_neither_offered_nor_let(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    customer = case_detail(office, case.id, by=SYSTEM).case.customer_id
    assert visit("tech").get(f"/desk/cases/{case.id}/tier").status_code == 404
    amy = visit("agent")
    assert "/tier" not in amy.get(f"/desk/customers/{customer}").text
    assert amy.get(f"/desk/customers/{customer}/tier").status_code == 403
    refused = amy.send(f"/desk/customers/{customer}/tier", tier="1", reason="x", go="do")
    assert refused.status_code == 403 and tiers(office, case) == 2


def test_a_customers_tier_is_decided_on_their_page_and_kept_in_the_archive(
    office: Runtime, visit: Visit
) -> None:
    case = feedback(office)
    customer = case_detail(office, case.id, by=SYSTEM).case.customer_id
    address = f"/desk/customers/{customer}/tier"
    lead = visit("manager")
    assert address in lead.get(f"/desk/customers/{customer}").text
    lead.get(address)
    tried = lead.send(address, tier="1", reason="A framework order.", go="try").text
    assert case.number in tried and tiers(office, case) == 2
    done = lead.send(address, tier="1", reason="A framework order.", go="do")
    page = lead.get(done.location).text
    assert "The tier is changed." in page and "A framework order." in page and "Ma Hong" in page
    assert tiers(office, case) == 1
