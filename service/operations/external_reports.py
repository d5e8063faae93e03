"""What outside workers report, kept so that the same report is known again: its answer may have been lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import orjson

from service.operations.outbox import OPEN

if TYPE_CHECKING:
    from service.domain.outbox import OutboxMessage
    from service.domain.people import Actor

AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Reported:
    """What came of a report: ``done``, ``caught``, ``again`` (from ``retry_at`` on) or ``incident``."""

    result: str
    retry_at: datetime | None = None
    incident_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Who reports, and what, as far as it tells two reports apart."""

    owner: str
    digest: str

    def kept(self, told: Reported, *, retries: int | None = None) -> dict[str, object]:
        """The report with its answer, and how many attempts are left after it."""
        kept: dict[str, object] = {"report": self.digest, "result": told.result}
        kept |= {"retry_at": told.retry_at.isoformat()} if told.retry_at else {}
        kept |= {"retries": retries} if retries is not None else {}
        return kept | ({"incident_id": str(told.incident_id)} if told.incident_id else {})

    def answered(self, message: OutboxMessage, told: Reported, *, retries: int | None = None) -> Reported:
        """Keep the report with its answer."""
        message.answer = self.kept(told, retries=retries)
        return told


def report_of(owner: str, kind: str, told: object) -> Report:
    """The report of this worker."""
    said = orjson.dumps([owner, kind, told], default=str, option=orjson.OPT_SORT_KEYS)
    return Report(owner, hashlib.sha256(said).hexdigest())


def owner_of(by: Actor, worker_id: str) -> str:
    """A worker is known by its account as well: none reports for another company's."""
    return f"{by.name}/{worker_id}"


def told_before(message: OutboxMessage, report: Report) -> Reported | None:
    """What came of this report when it came first.

    Whoever has the task now may mean another attempt that failed for the same reason: a report of its own.
    """
    known = message.answer or {}
    if known.get("report") != report.digest:
        return None
    if message.state in OPEN and (known["result"] != AGAIN or message.worker == report.owner):
        return None
    retry_at, incident_id = (str(known.get(name) or "") for name in ("retry_at", "incident_id"))
    return Reported(
        str(known["result"]),
        datetime.fromisoformat(retry_at) if retry_at else None,
        UUID(incident_id) if incident_id else None,
    )
