"""A table of promises and a drawing for the tests of clocks: small, on the office's calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from service.engine.progress import SourceFile
from tests.operations.drawings import chain, drawing, flows, properties, task

SHANGHAI = ZoneInfo("Asia/Shanghai")

Row = tuple[str, str, str, str, str]
"""Kind, tier, amount, unit, calendar, as cells."""

ROWS: tuple[Row, ...] = (
    ('"respond"', "1", "15", '"min"', '"around_the_clock"'),
    ('"respond"', "[2..3]", "8", '"h"', '"office"'),
    ('"respond"', "4", "16", '"h"', '"office"'),
    ('"assess"', "-", "2", '"WD"', '"office"'),
    ('"resolve"', "1", "8", '"h"', '"office"'),
    ('"resolve"', "[2..4]", "3", '"WD"', '"office"'),
    ('"read_message"', "-", "4", '"h"', '"office"'),
    ('"escalation_step"', "-", "1", '"h"', '"office"'),
)

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="d">'
    '<decision id="deadline" name="Deadlines"><variable id="v" name="deadline"/>'
    '<decisionTable id="t" hitPolicy="UNIQUE">'
)


def deadlines(rows: tuple[Row, ...] = ROWS) -> SourceFile:
    """A decision ``deadline`` with these rows; it warns at 80 percent."""
    kinds = ",".join(dict.fromkeys(row[0] for row in rows))
    told = _HEAD + _input("kind", "string", kinds) + _input("tier", "number", "1,2,3,4")
    for name, kind in (
        ("amount", "number"),
        ("unit", "string"),
        ("calendar", "string"),
        ("warn_percent", "number"),
    ):
        told += f'<output id="out_{name}" name="{name}" typeRef="{kind}"/>'
    for number, row in enumerate(rows, 1):
        cells = [
            f'<inputEntry id="r{number}i{at}"><text>{text}</text></inputEntry>'
            for at, text in enumerate(row[:2])
        ]
        cells += [
            f'<outputEntry id="r{number}o{at}"><text>{text}</text></outputEntry>'
            for at, text in enumerate((*row[2:], "80"))
        ]
        told += f'<rule id="r{number}">{"".join(cells)}</rule>'
    return SourceFile("policy/deadlines.dmn", f"{told}</decisionTable></decision></definitions>".encode())


def _input(name: str, kind: str, values: str) -> str:
    return (
        f'<input id="in_{name}"><inputExpression id="e_{name}" typeRef="{kind}"><text>{name}</text>'
        f'</inputExpression><inputValues id="iv_{name}"><text>{values}</text></inputValues></input>'
    )


def timed(timer_id: str, host: str, sla: str) -> str:
    """A boundary timer event that is a promise, and does not interrupt."""
    return (
        f'<boundaryEvent id="{timer_id}" attachedToRef="{host}" cancelActivity="false"><timerEventDefinition>'
        f'<timeDate xsi:type="tFormalExpression">={sla}</timeDate></timerEventDefinition></boundaryEvent>'
    )


PROMISED = drawing(
    "feedback",
    task("respond", inside=properties(sla="respond")),
    task("assess", "technical_support", inside=properties(sla="assess")),
    task("resolve", "technical_support", inside=properties(sla="resolve")),
    timed("late", "respond", "sla(&quot;respond&quot;)"),
    timed("nearly_late", "respond", "sla(&quot;respond&quot;, 0.5)"),
    task("look_into_it", "management_group"),
    task("hurry", "technical_support"),
    '<endEvent id="seen"/><endEvent id="hurried"/>',
    chain("start", "respond", "assess", "resolve", "end"),
    flows("late>look_into_it", "look_into_it>seen", "nearly_late>hurry", "hurry>hurried"),
)
"""Respond, assess, resolve, each promised; half of the first promise and its breach wake somebody else."""


def at(text: str) -> datetime:
    """This wall time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)
