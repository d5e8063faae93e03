"""Quiet hours: when nothing that rings is sent."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(hours: str, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours that hold now end there; None outside them. ``hours``: ``21:00-08:00``."""
    if not hours.strip():
        return None
    begins, ends = (time.fromisoformat(each.strip()) for each in hours.split("-"))
    local = now.astimezone(ZoneInfo(zone))
    at = local.time()
    inside = begins <= at < ends if begins <= ends else at >= begins or at < ends
    if not inside:
        return None
    day = local.date() if at < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, ZoneInfo(zone)).astimezone(now.tzinfo)
