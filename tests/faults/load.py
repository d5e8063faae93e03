"""People at work through the API, who ask again with the same key when they are told to come later."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from service.domain.cases import Case
from service.runtime import Runtime
from tests.api.company import NEW_CASE, Company
from tests.setup.processes import wait_until

PEOPLE = 3
ANSWERS = {"answers": {"severity": "general", "answer": "Oil"}}


@dataclass
class Load:
    """What people did and what they were told meanwhile."""

    company: Company
    statuses: Counter[int] = field(default_factory=Counter)
    cases: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def done(self, at_least: int) -> None:
        """Wait until so many more cases were opened and answered."""
        enough = len(self.cases) + at_least
        wait_until(lambda: len(self.cases) >= enough, within_s=30)

    def work(self) -> None:
        """Open a case, claim its task, complete it; and again, until it is over."""
        while not self.over.is_set():
            case = self._sent("/cases", NEW_CASE)
            (task,) = self._read(f"/tasks?case={case['id']}")["items"]
            self._sent(f"/tasks/{task['id']}/claim", None)
            self._sent(f"/tasks/{task['id']}/complete", ANSWERS)
            self.cases.append(case["id"])

    def _sent(self, address: str, body: Any) -> Any:
        key = uuid.uuid4().hex
        return self._until_done("POST", address, body, Idempotency_Key=key)

    def _read(self, address: str) -> Any:
        return self._until_done("GET", address, None)

    def _until_done(self, method: str, address: str, body: Any, **headers: str) -> Any:
        """What is answered in the end; before it, only "come again later" will do."""
        agent = self.company.as_("agent")
        while True:
            answer = agent(method, address, body, **headers)
            self.statuses[answer.status_code] += 1
            if answer.status_code < 300:
                return answer.json
            assert answer.status_code == 503, answer.get_data(as_text=True)
            assert int(answer.headers["Retry-After"]) > 0


@contextmanager
def load(company: Company) -> Iterator[Load]:
    """People who work until the block ends; what went wrong for them is raised there."""
    company.as_("agent")
    people = Load(company)
    with ThreadPoolExecutor(PEOPLE) as pool:
        working = [pool.submit(people.work) for _ in range(PEOPLE)]
        try:
            yield people
        finally:
            people.over.set()
        for each in working:
            each.result()


def cases_on_record(rt: Runtime) -> set[str]:
    """The ids of all cases there are."""
    with rt.reading() as session:
        return {str(each.id) for each in session.query(Case.id)}
