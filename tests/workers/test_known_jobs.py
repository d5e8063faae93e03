"""Whoever can write to Redis can queue anything; only our one function is ever run (faults.md, S5)."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job

from workers import jobs
from workers.due import Hands
from workers.known import KnownWorker
from workers.queue import OUTBOX, TIMERS, open_queues

Seen = list[list[UUID]]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    """The ids our entry point was called with."""
    called: Seen = []
    monkeypatch.setattr(jobs.due, "work_off", lambda hands, due: called.append([*due.timers, *due.outbox]))
    jobs.serve(Hands(rt=None, handlers={}))  # type: ignore[arg-type]  # nothing of the runtime is reached here
    yield called


def _work_everything(redis: Redis) -> None:
    queues = open_queues(redis, [TIMERS, OUTBOX])
    KnownWorker(queues, redis, stopping=threading.Event()).work(burst=True, logging_level="ERROR")


def _pickled_queue(redis: Redis, name: str = TIMERS) -> Queue:
    """What anybody with RQ and access to Redis would use."""
    return Queue(name, connection=redis)


def test_our_job_is_run_with_its_ids(redis: Redis, seen: Seen) -> None:
    timer = uuid4()
    [queue] = open_queues(redis, [TIMERS])
    queue.enqueue_call("workers.jobs.work_off", kwargs={"timers": [str(timer)]}, result_ttl=0)
    _work_everything(redis)
    assert seen == [[timer]]


@pytest.mark.parametrize("name", ["os.system", "workers.known.log.error", "subprocess.run", "builtins.exec"])
def test_a_foreign_function_is_refused_and_said_so(
    name: str, redis: Redis, seen: Seen, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    proof = tmp_path / "it-ran"
    [queue] = open_queues(redis, [TIMERS])
    job = queue.enqueue_call(name, args=[f"touch {proof}"])
    _work_everything(redis)
    assert not proof.exists()
    assert f"job.refused id={job.id}" in caplog.text
    assert not redis.exists(job.key)


def test_a_pickled_job_is_never_unpickled(
    redis: Redis, seen: Seen, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    proof = tmp_path / "it-ran"
    job = _pickled_queue(redis).enqueue_call("os.system", args=[f"touch {proof}"])
    redis.hset(job.key, "data", zlib.compress(_pickle_that_touches(proof)))
    _work_everything(redis)
    assert not proof.exists()
    assert "job.refused" in caplog.text


def test_our_own_function_under_foreign_callbacks_runs_without_them(
    redis: Redis, seen: Seen, tmp_path: Path
) -> None:
    proof = tmp_path / "it-ran"
    [queue] = open_queues(redis, [TIMERS])
    job = queue.enqueue_call("workers.jobs.work_off", kwargs={"timers": [str(uuid4())]}, result_ttl=0)
    redis.hset(job.key, mapping={
        "success_callback_name": "tests.workers.test_known_jobs.touch",
        "failure_callback_name": "tests.workers.test_known_jobs.touch",
        "meta": json.dumps({"path": str(proof)}),
    })  # fmt: skip
    _work_everything(redis)
    assert len(seen) == 1
    assert not proof.exists()


def test_a_foreign_job_that_looks_abandoned_runs_nothing_when_it_is_cleared_away(
    redis: Redis, seen: Seen, tmp_path: Path
) -> None:
    proof = tmp_path / "it-ran"
    [queue] = open_queues(redis, [TIMERS])
    job = queue.enqueue_call("os.system", args=["true"])
    redis.hset(job.key, mapping={
        "failure_callback_name": "tests.workers.test_known_jobs.touch",
        "meta": json.dumps({"path": str(proof)}),
        "status": "started",
    })  # fmt: skip
    redis.delete(queue.key)
    redis.zadd(queue.started_job_registry.key, {f"{job.id}:1": 1})
    _work_everything(redis)
    assert not proof.exists()


def test_ids_that_are_no_ids_do_not_stop_the_jobs_behind_them(redis: Redis, seen: Seen) -> None:
    timer = uuid4()
    [queue] = open_queues(redis, [TIMERS])
    queue.enqueue_call("workers.jobs.work_off", kwargs={"timers": ["no id"]}, failure_ttl=1)
    queue.enqueue_call("workers.jobs.work_off", kwargs={"timers": 7}, failure_ttl=1)
    queue.enqueue_call("workers.jobs.work_off", kwargs={"timers": [str(timer)]}, result_ttl=0)
    _work_everything(redis)
    assert seen == [[timer]]


def test_what_is_put_on_the_queue_is_json_and_holds_ids_only(redis: Redis, seen: Seen) -> None:
    timer = uuid4()
    [queue] = open_queues(redis, [TIMERS])
    job = queue.enqueue_call("workers.jobs.work_off", kwargs={"timers": [str(timer)]})
    data = json.loads(zlib.decompress(redis.hget(job.key, "data")))  # type: ignore[arg-type]  # bytes, no decoding
    assert data == ["workers.jobs.work_off", None, [], {"timers": [str(timer)]}]


def touch(job: Job, *_: object) -> None:
    """What a foreign callback would do."""
    Path(job.meta["path"]).touch()


def _pickle_that_touches(proof: Path) -> bytes:
    """A pickle that runs a command when it is read."""
    return f"cposix\nsystem\n(S'touch {proof}'\ntR.".encode()
