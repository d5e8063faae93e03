"""Work for programs outside in an office: runs of a process that has parcels weighed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from service.domain.people import SYSTEM, Actor
from service.operations.deployments import deploy
from service.operations.external_tasks import ExternalTask, Failure, fail_external, fetch_and_lock
from service.operations.starting import Beginning, begin
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, external

SCALES = Actor("scales", frozenset({"external_worker"}))
A_MINUTE = timedelta(minutes=1)
PARCEL = drawing("parcel", external("weigh", "weigh_parcel"), chain("start", "weigh", "end"))


def parcels(rt: Runtime, count: int) -> list[UUID]:
    """So many runs that wait for the scales."""
    deploy(rt, [PARCEL], by=SYSTEM)
    with rt.transaction() as tx:
        return [begin(tx, "parcel", Beginning({}, SYSTEM.name, f"P-{at}")).id for at in range(1, count + 1)]


def fetched(rt: Runtime, most: int = 1) -> list[ExternalTask]:
    """The oldest work, taken by the scales for a minute."""
    return list(fetch_and_lock(rt, "scales-1", {"weigh_parcel": A_MINUTE}, most=most, by=SCALES))


def some_of_each(rt: Runtime) -> list[UUID]:
    """Runs whose work stands differently: stuck, to be tried again, being done, waiting."""
    runs = parcels(rt, 4)
    stuck, later = fetched(rt, 2)
    fail_external(rt, stuck.id, "scales-1", Failure("The scales do not answer.", 0), by=SCALES)
    fail_external(rt, later.id, "scales-1", Failure("No paper", 2, A_MINUTE * 5), by=SCALES)
    fetched(rt)
    return runs
