"""Drawings: who may look at them, and what they tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.runtime import Runtime
from tests.desk.along import done
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback

Visit = Callable[..., Person]


def test_the_drawing_speaks_the_readers_language_and_says_nothing_of_how_it_is_run(
    office: Runtime, visit: Visit
) -> None:
    place = f"/desk/diagrams/instances/{feedback(office).instance_id}.bpmn"
    person = visit("agent")
    english = person.get(place).get_data(as_text=True)
    chinese = person.get(place, Accept_Language="zh-CN").get_data(as_text=True)
    assert 'name="Answer the customer"' in english and 'name="答复客户"' in chinese
    assert 'name="客户反馈处理"' in chinese
    for kept in ("camunda:candidateGroups", "conditionExpression", "extensionElements"):
        assert kept not in english


def test_the_marks_say_where_it_stands_and_what_was_done(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    done(office, case, "respond", AGENT)
    marks = visit("agent").get(f"/desk/diagrams/instances/{case.instance_id}.json").json
    assert marks is not None
    told = marks["elements"]
    assert (told["respond"]["done"], told["respond"]["tokens"]) == (1, 0)
    assert (told["assess"]["done"], told["assess"]["tokens"]) == (0, 1)
    assert told["received"]["done"] == 1 and "assess_breached" not in told


@pytest.mark.parametrize(
    ("name", "status"), [("agent", 200), ("manager", 200), ("owner", 200), ("tech", 404), ("finance", 404)]
)
def test_a_run_is_looked_at_by_who_sees_its_case_watches_it_or_owns_processes(
    office: Runtime, visit: Visit, name: str, status: int
) -> None:
    instance = feedback(office).instance_id
    client = visit(name).client
    for place in ("/desk/diagrams/instances/{}.bpmn", "/desk/diagrams/instances/{}.json"):
        assert client.get(place.format(instance)).status_code == status
    for place in ("/api/v1/instances/{}/diagram", "/api/v1/instances/{}/diagram/marks"):
        assert client.get(place.format(instance)).status_code == status


def test_who_gets_a_task_in_it_may_look_at_it(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    done(office, case, "respond", AGENT)
    place = f"/desk/diagrams/instances/{case.instance_id}.json"
    assert visit("tech").get(place).status_code == 200


@pytest.mark.parametrize(("name", "status"), [("manager", 200), ("owner", 200), ("agent", 404)])
def test_a_version_is_looked_at_by_who_watches_or_owns(visit: Visit, name: str, status: int) -> None:
    assert visit(name).get("/desk/diagrams/definitions/feedback/1.bpmn").status_code == status


def test_a_called_process_has_its_drawing_too(office: Runtime, visit: Visit) -> None:
    place = f"/desk/diagrams/instances/{feedback(office).instance_id}.bpmn"
    assert 'id="escalate"' in visit("agent").get(f"{place}?process=escalate").get_data(as_text=True)
    assert visit("agent").get(f"{place}?process=nothing").status_code == 404
