"""The same request twice is done once and answered the same."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from service.errors import IdempotencyKeyReused, TaskNotClaimed
from service.operations.idempotency import KeptAnswer, claim_key, keep_answer
from service.operations.tasks import claim_task, complete_task
from service.runtime import Runtime
from tests.operations.stage import AGENT, TWO_TASKS, a_case, open_tasks, put_live, the_task

WHO = {"actor": "agent", "key": "k-1"}


def request(rt: Runtime, work: Callable[[], object], digest: str = "d") -> KeptAnswer:
    """What the api does with a request that carries a key."""

    def once() -> KeptAnswer:
        with rt.transaction():
            kept = claim_key(rt, **WHO, digest=digest)
            if kept is not None:
                return kept
            answer = KeptAnswer(200, str(work()).encode())
            keep_answer(rt, **WHO, answer=answer)
            return answer

    return rt.retrying(once)


def test_a_repeated_request_gets_the_kept_answer(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    answers = [request(rt, lambda: complete_task(rt, task_id, {}, by=AGENT)) for _ in range(3)]
    assert len(set(answers)) == 1
    assert list(open_tasks(rt, case.instance_id)) == ["assess"]


def test_a_key_means_one_request(rt: Runtime) -> None:
    request(rt, lambda: "done")
    with pytest.raises(IdempotencyKeyReused):
        request(rt, lambda: "done", digest="other")


def test_a_failed_request_leaves_its_key_free(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    task_id = the_task(rt, a_case(rt).instance_id, "respond")
    with pytest.raises(TaskNotClaimed):
        request(rt, lambda: complete_task(rt, task_id, {}, by=AGENT))
    claim_task(rt, task_id, by=AGENT)
    assert request(rt, lambda: complete_task(rt, task_id, {}, by=AGENT)).status == 200


def test_an_operation_that_failed_inside_cannot_be_committed_by_keeping_quiet(rt: Runtime) -> None:
    put_live(rt, TWO_TASKS)
    case = a_case(rt)
    task_id = the_task(rt, case.instance_id, "respond")
    with pytest.raises(RuntimeError), rt.transaction():
        claim_task(rt, task_id, by=AGENT)
        with pytest.raises(TaskNotClaimed):
            complete_task(rt, a_case_task(rt), {}, by=AGENT)
    assert open_tasks(rt, case.instance_id)["respond"].assignee is None


def a_case_task(rt: Runtime) -> object:
    return the_task(rt, a_case(rt).instance_id, "respond")


def test_competing_requests_with_one_key_are_done_once(
    rt: Runtime, another_rt: Callable[[], Runtime]
) -> None:
    done: list[int] = []
    answers: list[KeptAnswer] = []
    start = threading.Barrier(6)

    def one(mine: Runtime) -> None:
        start.wait()
        answers.append(request(mine, lambda: done.append(1) or len(done)))

    threads = [threading.Thread(target=one, args=(another_rt(),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert answers == [KeptAnswer(200, b"1")] * 6
