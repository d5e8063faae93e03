"""A case on record, for the tests of what must not be altered."""

from __future__ import annotations

import pytest

from service.operations.record import NewServiceRecord, append_service_record
from service.runtime import Runtime
from tests.operations.stage import AGENT, TWO_TASKS, a_case, put_live


@pytest.fixture
def on_record(rt: Runtime) -> None:
    """A case with history, and an entry in its customer's service record."""
    from service.domain.cases import Case

    put_live(rt, TWO_TASKS)
    opened = a_case(rt)
    with rt.reading() as session:
        customer_id = session.get_one(Case, opened.id).customer_id
    append_service_record(rt, NewServiceRecord(customer_id, "call", "said thank you"), by=AGENT)
