"""R2: a web process killed around its commit; the client asks again with its key and it is done once."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from service.commands import web
from service.operations.people import NewPerson, add_person
from service.operations.tasks import claim_task
from service.runtime import Runtime
from service.settings import Settings
from tests.faults.invariants import check_after_fault
from tests.faults.mortal import MOMENTS, tell_to_die
from tests.operations.stage import AGENT, TWO_TASKS, a_case, open_tasks, put_live, the_task
from tests.operations.test_races import told
from tests.setup.processes import wait_until
from tests.walks.caller import Caller, answers

pytestmark = pytest.mark.slow


def test_a_completion_cut_off_by_a_killed_web_process_is_asked_for_again_and_done_once(
    live_rt: Runtime, settings: Settings
) -> None:
    put_live(live_rt, TWO_TASKS)
    add_person(live_rt, NewPerson("agent", "correct horse", groups=["customer_service"]))
    with _mortal_web(settings) as address:
        agent = Caller.signed_in(address, "agent", "correct horse")
        for moment in MOMENTS:
            _cut_off_and_ask_again(live_rt, agent, moment)
    check_after_fault(live_rt)


def _cut_off_and_ask_again(rt: Runtime, agent: Caller, moment: str) -> None:
    instance_id: UUID = a_case(rt).instance_id
    task_id = the_task(rt, instance_id, "respond")
    claim_task(rt, task_id, by=AGENT)
    tell_to_die(rt.settings, moment)

    def complete() -> object:
        return agent.call(
            "POST", f"/tasks/{task_id}/complete", {"answers": {"answer": "Oil"}}, key=moment[:5]
        )

    with pytest.raises(OSError):
        complete()
    assert list(open_tasks(rt, instance_id)) == (["respond"] if moment == MOMENTS[0] else ["assess"])
    wait_until(lambda: answers(agent.address), within_s=30)
    first, again = complete(), complete()
    assert first == again
    assert getattr(first, "status", None) == 200
    assert list(open_tasks(rt, instance_id)) == ["assess"]
    assert told(rt, instance_id, "task.completed") == 1


@contextmanager
def _mortal_web(settings: Settings) -> Iterator[str]:
    """Gunicorn with one worker that can be told to die; gunicorn starts another, as in earnest."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        said = {"DATABASE_URL": settings.database_url, "AFTERCARE_DATA_DIR": str(settings.data_dir)}
        words = web.command(f"fd://{door.fileno()}", workers=1)
        words[words.index("service.app:create_app()")] = "tests.faults.mortal:mortal_app()"
        server = subprocess.Popen(words, env={**os.environ, **said}, pass_fds=(door.fileno(),))
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        try:
            wait_until(lambda: answers(address), within_s=60)
            yield address
        finally:
            server.terminate()
            server.wait(30)
