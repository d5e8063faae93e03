"""The history in sentences: people and elements by their names, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from service.domain.people import Actor
from service.domain.views import PageRequest
from service.operations.instances import terminate_instance
from service.operations.people import NewPerson, add_person
from service.operations.tasks import claim_task, reassign_task
from service.queries.cases import case_history
from service.queries.instances import instance_history
from service.queries.sentences import SENTENCES
from service.runtime import Runtime
from service.web import words
from tests.operations.drawings import chain, drawing, task
from tests.operations.stage import AGENT, MANAGER, OWNER, TWO_TASKS, a_case, put_live, the_task

CHINESE = replace(AGENT, language="zh")
FORKED = drawing(
    "feedback",
    '<exclusiveGateway id="round_begun"/><exclusiveGateway id="again" name="Again?" default="again_end"/>',
    task("respond"),
    chain("start", "round_begun", "respond", "again", "end"),
    '<sequenceFlow id="back" sourceRef="again" targetRef="round_begun"><conditionExpression '
    'xsi:type="tFormalExpression">=again</conditionExpression></sequenceFlow>',
)


def test_an_event_is_a_sentence_with_names(sqlite_rt: Runtime) -> None:
    rt = sqlite_rt
    put_live(rt, TWO_TASKS)
    add_person(rt, NewPerson("agent", "demo1234", display_name="Lin Hai", groups=("customer_service",)))
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    reassign_task(rt, task_id, to=None, reason="on leave", by=MANAGER)
    terminate_instance(rt, case.instance_id, reason="entered twice", by=MANAGER)
    english = _told(rt, case.id, AGENT)
    assert english["task.claimed"] == "Lin Hai claimed “Respond”"
    assert english["task.reassigned"] == "manager gave “Respond” back to its groups. Reason: on leave"
    closed = "The case was closed because manager ended its process. Reason: entered twice"
    assert english["case.closed"] == closed
    chinese = _told(rt, case.id, CHINESE)
    assert chinese["task.claimed"] == "Lin Hai 领取了“Respond”"
    assert chinese["case.closed"] == "manager 终止了流程，工单关闭。原因：entered twice"


def test_a_process_owner_reads_what_happened_and_not_what_was_said(sqlite_rt: Runtime) -> None:
    rt = sqlite_rt
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    events = instance_history(rt, case.instance_id, PageRequest(), by=OWNER).items
    assert [each.type for each in events][:2] == ["case.opened", "instance.started"]
    assert not any(each.detail for each in events)
    assert case.number not in " ".join(each.sentence for each in events)


def test_an_element_nobody_named_is_called_by_what_it_is(sqlite_rt: Runtime) -> None:
    put_live(sqlite_rt, FORKED)
    case = a_case(sqlite_rt)
    ways = "a point where ways part or meet"
    assert _told(sqlite_rt, case.id, AGENT)["activity.left"] == f"The process left {ways}"
    assert _told(sqlite_rt, case.id, CHINESE)["activity.left"] == "流程离开分支或汇合处"


def test_every_kind_of_act_and_event_is_told_in_words_wherever_it_is_listed() -> None:
    noted = "\n".join(path.read_text() for path in Path("service/operations").rglob("*.py"))
    kinds = {*SENTENCES, *re.findall(r'note_act\(\s*tx,\s*"(\w+\.\w+)"', noted)}
    for table in words.TABLES.values():
        assert {f"act_{each}" for each in kinds} - table.keys() == set()


def test_every_kind_of_event_has_its_sentence() -> None:
    written = "\n".join(path.read_text() for path in Path("service/operations").rglob("*.py"))
    kinds = set(re.findall(r'(?:tx\.tell\(\s*[\w.]+,|Cause\()\s*"(\w+\.\w+)"', written))
    assert len(kinds) > 15
    assert kinds - SENTENCES.keys() == set()


def _told(rt: Runtime, case_id: object, by: Actor) -> dict[str, str]:
    history = case_history(rt, case_id, PageRequest(limit=200), by=by).items  # type: ignore[arg-type]
    return {each.type: each.sentence for each in history}
