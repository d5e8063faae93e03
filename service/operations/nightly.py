"""What is done once a night, by whichever sweeper comes first: clocks are held against their ledgers (D9),
files that a crash left without a row are taken away.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from service.domain.notice_templates import NoticeMark
from service.operations.attachments import sweep_files
from service.operations.recomputing import recompute_clocks

if TYPE_CHECKING:
    from service.runtime import Runtime

_DONE, _BUSY = "nightly_done", "nightly_busy"
_FROM = 2
"""The hour of the company's clock from which a night's work may begin."""
_AT_MOST = timedelta(minutes=30)
"""Whoever began so long ago and has not ended is taken for dead: another begins again."""


def look_after_the_night(rt: Runtime) -> bool:
    """Do the work of the last night if nobody has; tells whether this call did it.

    The night counts as done only after the work: what a fault or a crash left undone is begun again after a
    while, and a service that was down at night does it when it is up.
    """
    begun_at = _begun(rt)
    if begun_at is None:
        return False
    recompute_clocks(rt)
    sweep_files(rt)
    with rt.transaction() as tx:
        tx.session.get_one(NoticeMark, _DONE, with_for_update=True).at = begun_at
    return True


def _begun(rt: Runtime) -> datetime | None:
    """Take the night's work on; None if it is done or another is at it."""
    with rt.reading() as session:  # most looks find nothing to do: they must not queue with the writers
        done = session.get(NoticeMark, _DONE)
        if done is not None and done.at >= _last_night(rt, rt.now()):
            return None
    with rt.transaction() as tx:
        done = tx.session.get(NoticeMark, _DONE, with_for_update=True)
        busy = tx.session.get(NoticeMark, _BUSY, with_for_update=True)
        if done is None or busy is None:  # the first day: the coming night will do
            tx.session.add_all(NoticeMark(name=name, at=tx.at) for name in (_DONE, _BUSY))
            return None
        if done.at >= _last_night(rt, tx.at) or busy.at > tx.at:
            return None
        busy.at = tx.at + _AT_MOST
        return tx.at


def _last_night(rt: Runtime, now: datetime) -> datetime:
    """When the last night's work could begin."""
    local = now.astimezone(ZoneInfo(rt.settings.time_zone))
    day = local.date() if local.hour >= _FROM else local.date() - timedelta(days=1)
    return datetime.combine(day, time(_FROM), local.tzinfo)
