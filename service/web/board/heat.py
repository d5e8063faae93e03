"""Where the time goes: the elements of a process by how often, how long, how late; as a table and on the
drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.views import DefinitionView
from service.domain.views.diagrams import DiagramMarks, ElementMark
from service.domain.views.heat import ElementHeat, HeatView
from service.queries import definitions
from service.queries.figures.heat import HeatQuestion
from service.queries.figures.heat import heat as reckoned
from service.web.board.lengths import length_words
from service.web.diagram_pages import marks_answer
from service.web.door import signed_in, visitor
from service.web.rendering import page, runtime

if TYPE_CHECKING:
    from service.runtime import Runtime

heat_pages = Blueprint("heat_pages", __name__)

MEASURES: Mapping[str, Callable[[ElementHeat], float]] = {
    "time": lambda each: each.median_s or 0,
    "late": lambda each: each.breached_share or 0,
    "count": lambda each: each.count,
}
BEFORE = "before"


@heat_pages.get("/board/heat")
@signed_in
def heat(by: Actor) -> Answer:
    """The elements of a process in a period, beside those of another period or version where asked for."""
    rt = runtime()
    live = definitions.newest_of_each(rt)
    asked = _question(rt, live)
    found = reckoned(rt, asked, by=by)
    against = request.args.get("against", "")
    other = _other(asked, against)
    was = reckoned(rt, other, by=by) if other else None
    told = _told(asked, against)
    return page(
        "board/heat.html",
        visitor=visitor(),
        found=found,
        compared=was is not None,
        was={each.activity_id: each for each in was.elements} if was else {},
        asked=told,
        live=live,
        called=_called(rt, live, by.language),
        versions=range(_newest(live, asked.process_key), 0, -1),
        measures=tuple(MEASURES),
        length=lambda seconds: length_words(seconds, by.language),
        marks="/board/heat/marks.json?" + urlencode({**told, "language": by.language}),
        drawing=f"/desk/diagrams/definitions/{asked.process_key}/"
        f"{asked.version or _newest(live, asked.process_key)}.bpmn",
    )


def _called(rt: Runtime, live: tuple[DefinitionView, ...], language: str) -> dict[str, str]:
    """What these processes are called in this language."""
    return {each.key: rt.definitions.names(each.id, language).get(each.key, each.name) for each in live}


@heat_pages.get("/board/heat/marks.json")
@signed_in
def marks(by: Actor) -> Answer:
    """The same as marks on the drawing; the hottest element is 1."""
    rt = runtime()
    found = reckoned(rt, _question(rt, definitions.newest_of_each(rt)), by=by)
    measure = MEASURES.get(request.args.get("by", ""), MEASURES["time"])
    return marks_answer(_marks(found, measure, by.language))


def _marks(found: HeatView, measure: Callable[[ElementHeat], float], language: str) -> DiagramMarks:
    most = max((measure(each) for each in found.elements), default=0) or 1
    return DiagramMarks(
        {
            each.activity_id: ElementMark(
                heat=round(measure(each) / most, 3), label=_label(each, measure, language)
            )
            for each in found.elements
        }
    )


def _label(each: ElementHeat, measure: Callable[[ElementHeat], float], language: str) -> str:
    if measure is MEASURES["count"]:
        return str(each.count)
    if measure is MEASURES["late"]:
        return f"{(each.breached_share or 0):.0%}"
    return length_words(each.median_s, language) if each.median_s is not None else ""


def _newest(live: tuple[DefinitionView, ...], key: str) -> int:
    return next((each.version for each in live if each.key == key), 1)


def _question(rt: Runtime, live: tuple[DefinitionView, ...]) -> HeatQuestion:
    """What the address asks for; what it leaves out, or says wrongly, is the last thirty days of feedback."""
    today = rt.now().astimezone(ZoneInfo(rt.settings.time_zone)).date()
    keys = [each.key for each in live]
    process = request.args.get("process", "")
    if process not in keys:
        process = "feedback" if "feedback" in keys or not keys else keys[0]
    last = _day(request.args.get("last", "")) or today
    first = _day(request.args.get("first", "")) or last - timedelta(days=29)
    return HeatQuestion(
        process,
        min(first, last),
        last,
        version=_number(request.args.get("version", "")),
        tier=_number(request.args.get("tier", "")),
    )


def _other(asked: HeatQuestion, against: str) -> HeatQuestion | None:
    """What it is compared with: the period of the same length before it, or another version."""
    if against == BEFORE:
        days = asked.last - asked.first + timedelta(days=1)
        return replace(asked, first=asked.first - days, last=asked.last - days)
    version = _number(against)
    return replace(asked, version=version) if version else None


def _told(asked: HeatQuestion, against: str) -> dict[str, str]:
    measure = request.args.get("by", "")
    return {
        "process": asked.process_key,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "version": str(asked.version or ""),
        "tier": str(asked.tier or ""),
        "against": against,
        "by": measure if measure in MEASURES else "time",
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and 0 < int(text) < 10**6 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
