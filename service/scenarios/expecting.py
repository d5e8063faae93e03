"""What a scenario expects of the run as it stands; the first difference is raised as ``Differs``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from service.domain.calendars import WorkingCalendar
from service.feel.values import adopt, to_plain
from service.scenarios.playing import Differs, Playing
from service.scenarios.spelling import after


def expect(expected: Mapping[str, object], run: Playing) -> None:
    """Compare everything named."""
    for word, wanted in expected.items():
        _EXPECTING[word](wanted, run)


def _open(wanted: object, run: Playing) -> None:
    _same("open user tasks", _sorted(wanted), run.open_activities())


def _timers(wanted: object, run: Playing) -> None:
    _same("timers", _sorted(wanted), sorted(timer.activity_id for timer in run.timers.values()))


def _variables(wanted: object, run: Playing) -> None:
    for name, value in _named(wanted).items():
        _same(f"variable {name}", _plain(value), to_plain(run.variables.get(name)))


def _groups(wanted: object, run: Playing) -> None:
    for activity, groups in _named(wanted).items():
        _same(f"groups of {activity}", _sorted(groups), sorted(run.the_task(activity).candidate_groups))


def _due(wanted: object, run: Playing) -> None:
    for activity, within in _named(wanted).items():
        task = run.the_task(activity)
        calendar = run.calendars.default
        wanted_at = after(run.opened_at[task.engine_id], within, calendar)
        if task.due_at != wanted_at:
            found, expected = _local(task.due_at, calendar), _local(wanted_at, calendar)
            raise Differs(f"{activity} is due {found}, expected {within}, which is {expected}")


def _local(instant: datetime | None, calendar: WorkingCalendar) -> str:
    return "never" if instant is None else f"{instant.astimezone(calendar.zone):%a %Y-%m-%d %H:%M}"


def _told(wanted: object, run: Playing) -> None:
    _same("notifications since last asked", wanted, run.told)
    run.told.clear()


def _filed(wanted: object, run: Playing) -> None:
    if not run.filed:
        raise Differs("nothing was filed in the service record")
    detail = run.filed[-1].get("detail")
    for name, value in _named(wanted).items():
        found = detail.get(name) if isinstance(detail, dict) else None
        _same(f"filed {name}", _plain(value), to_plain(found))


def _ended(wanted: object, run: Playing) -> None:
    if run.outcome is None:
        waits = run.open_activities() + [timer.activity_id for timer in run.timers.values()]
        raise Differs(f"the run has not ended; it waits at {', '.join(waits) or 'a message'}")
    ends = [each.activity_id for each in run.trail[-1] if each.activity_type == "endEvent"]
    if wanted not in ends:
        raise Differs(f"the run ended at {', '.join(ends)}, expected {wanted}")


def _same(what: str, wanted: object, found: object) -> None:
    if wanted != found:
        raise Differs(f"{what}: expected {wanted}, found {found}")


def _plain(value: object) -> object:
    return to_plain(adopt(value))


def _sorted(wanted: object) -> list[str]:
    return sorted(map(str, wanted)) if isinstance(wanted, list) else [str(wanted)]


def _named(wanted: object) -> Mapping[str, object]:
    return wanted if isinstance(wanted, dict) else {}


_EXPECTING: Mapping[str, Callable[[object, Playing], None]] = {
    "open": _open,
    "timers": _timers,
    "variables": _variables,
    "groups": _groups,
    "due": _due,
    "told": _told,
    "filed": _filed,
    "ended": _ended,
}
