"""Colleagues named in a remark: told if they may see it, and led to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from service.domain.mentions import named_in, pieces_of
from service.domain.outbox import OutboxMessage
from service.errors import MayNotSee
from service.operations.tasks import comment_on_task
from service.runtime import Runtime
from tests.desk.along import done, waiting
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback, task_of

Visit = Callable[..., Person]


def told(rt: Runtime) -> list[object]:
    """Whom the outbox tells of a mention."""
    with rt.reading() as session:
        rows = session.execute(select(OutboxMessage)).scalars().all()
    return [each.payload["to"] for each in rows if each.payload.get("template") == "mentioned"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@agent2 please, and @ma.hong.", ("agent2", "ma.hong")),
        ("mail a@b.example and a@@b", ()),
        ("(@tech) @tech", ("tech",)),
        ("看 @陈雨 一下", ("陈雨",)),
    ],
)
def test_a_name_after_an_at_is_a_name(text: str, names: tuple[str, ...]) -> None:
    assert named_in(text) == names
    assert "".join(piece for piece, _name in pieces_of(text)) == text


def test_whoever_is_named_is_told_and_led_to_the_remark(office: Runtime, visit: Visit) -> None:
    task = task_of(office, feedback(office))
    visit("agent").send(f"/desk/tasks/{task}/comments", text="@agent2 can you call? @nobody")
    assert told(office) == [["person:agent2"]]
    ben = visit("agent2")
    page = ben.get("/desk/mentions").get_data(as_text=True)
    assert "can you call?" in page and "new" in page and "@Ben Ho 何斌" in page
    link = page.split('href="/desk/mentions/')[1].split('"')[0]
    assert ben.get(f"/desk/mentions/{link}").location == f"/desk/tasks/{task}#said"
    assert ">new<" not in ben.get("/desk/mentions").get_data(as_text=True)
    assert "@Ben Ho 何斌" in ben.get(f"/desk/tasks/{task}").get_data(as_text=True)


def test_who_may_not_see_the_case_is_not_told_and_the_remark_is_not_lost(
    office: Runtime, visit: Visit
) -> None:
    task = task_of(office, feedback(office))
    answer = visit("agent").send(f"/desk/tasks/{task}/comments", text="@tech look at this secret")
    page = answer.get_data(as_text=True)
    assert "Tang Wei 唐伟 may not see this case" in page and "@tech look at this secret" in page
    assert told(office) == []
    with pytest.raises(MayNotSee):
        comment_on_task(office, task, "@tech", by=AGENT)


def test_only_who_may_see_it_is_offered_while_typing(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    task = task_of(office, case)
    names = [each["name"] for each in visit("agent").get(f"/desk/tasks/{task}/people?q=").json or ()]
    assert names == ["agent2", "manager"]
    done(office, case, "respond", AGENT)
    assess = waiting(office, case, "assess").id
    found = visit("manager").get(f"/desk/tasks/{assess}/people?q=唐").json
    assert found == [{"name": "tech", "told": "Tang Wei 唐伟"}]
    assert visit("finance").get(f"/desk/tasks/{task}/people").status_code == 404


def test_who_sees_the_case_but_not_the_task_is_led_to_the_case(office: Runtime, visit: Visit) -> None:
    case = feedback(office)
    done(office, case, "respond", AGENT)
    visit("manager").send(f"/desk/tasks/{waiting(office, case, 'assess').id}/comments", text="@agent2 see")
    ben = visit("agent2")
    link = ben.get("/desk/mentions").get_data(as_text=True).split('href="/desk/mentions/')[1].split('"')[0]
    assert ben.get(f"/desk/mentions/{link}").location == f"/desk/cases/{case.id}#story"


def test_nobody_reads_anothers_mentions(office: Runtime, visit: Visit) -> None:
    visit("agent").send(f"/desk/tasks/{task_of(office, feedback(office))}/comments", text="@agent2 yours")
    page = visit("agent2").get("/desk/mentions").get_data(as_text=True)
    link = page.split('href="/desk/mentions/')[1].split('"')[0]
    assert visit("manager").get(f"/desk/mentions/{link}").status_code == 404
    assert visit("manager").client.get("/api/v1/mentions").json == {"items": [], "next_cursor": None}
