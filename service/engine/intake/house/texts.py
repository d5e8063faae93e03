"""Texts that are computed can be read, timers say a time, and names mean something."""

from __future__ import annotations

import re

from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document, Element, children, name_of, text_of
from service.engine.intake.findings import Hits
from service.engine.intake.house.expressions import Text, texts_of
from service.engine.intake.house.names import known_names
from service.engine.intake.house.rules import HouseBook, running
from service.feel.durations import read_duration
from service.feel.readings import read_date_time

book = HouseBook()

_CYCLE = re.compile(r"R(\d*)/(?:([^/]+)/)?(P[^/]+)")


@book.rule("expression-unreadable", "Correct the expression: FEEL after =, or JUEL in ${…}.")
def expressions_can_be_read(deployment: Deployment, document: Document) -> Hits:
    """Every expression of a process that is meant to run can be read."""
    for text in texts_of(document):
        problem = text.problem
        if problem is not None:
            yield text.element, f"{text.what}: {problem}"


@book.advice("variable-unknown", "Correct the name, or make sure that something sets the variable before.")
def variables_are_set_somewhere(deployment: Deployment, document: Document) -> Hits:
    """A variable that is read is set by a form, a mapping, a decision or the start of a case."""
    known = known_names(deployment)
    for text in (*texts_of(document), *_timers(document)):
        for name in sorted(text.names - known):
            yield text.element, f"{text.what}: nothing here sets the variable {name}."


def _timers(document: Document) -> list[Text]:
    return [
        Text(definition, name_of(time), text_of(time))
        for definition in running(document, "timerEventDefinition")
        for time in children(definition, "timeDate", "timeDuration", "timeCycle")
    ]


@book.rule("timer-missing", "Write a date, a duration or a cycle.")
def timers_say_when(deployment: Deployment, document: Document) -> Hits:
    """A timer has a date, a duration or a cycle, and it is not empty."""
    for definition in running(document, "timerEventDefinition"):
        times = children(definition, "timeDate", "timeDuration", "timeCycle")
        if not any(text_of(time) for time in times):
            yield definition, "The timer does not say when."


@book.rule("timer-unreadable", "Write ISO 8601, such as PT2H or 2026-01-31T09:00:00+08:00, or an expression.")
def timers_can_be_read(deployment: Deployment, document: Document) -> Hits:
    """The text of a timer is ISO 8601 of the right kind, or an expression that can be read."""
    for text in _timers(document):
        if not text.text:
            continue
        problem = text.problem if text.is_computed else _literal_problem(text.what, text.text)
        if problem is not None:
            yield text.element, f"{text.what}: {problem}"


def _literal_problem(what: str, text: str) -> str | None:
    if what == "timeDuration":
        return None if read_duration(text) is not None else f"{text[:80]!r} is not an ISO duration."
    if what == "timeDate":
        return None if read_date_time(text) is not None else f"{text[:80]!r} is not an ISO date and time."
    return None if _is_cycle(text) else f"{text[:80]!r} is not an ISO repetition such as R3/PT1H."


def _is_cycle(text: str) -> bool:
    if read_duration(text) is not None or read_date_time(text) is not None:
        return True
    found = _CYCLE.fullmatch(text)
    if found is None or read_duration(found[3]) is None:
        return False
    return found[2] is None or read_date_time(found[2]) is not None


@book.rule("message-without-name", "Choose a message, and give it a name.")
def messages_have_a_name(deployment: Deployment, document: Document) -> Hits:
    """What waits for or sends a message names one that has a name."""
    for element in running(document, "messageEventDefinition", "receiveTask", "sendTask"):
        if name_of(element) == "sendTask" and not element.get("messageRef"):
            continue
        if not _has_name(element, "messageRef", document):
            yield element, "It has no message with a name."


@book.rule("signal-without-name", "Choose a signal, and give it a name.")
def signals_have_a_name(deployment: Deployment, document: Document) -> Hits:
    """What waits for or throws a signal names one that has a name."""
    for element in running(document, "signalEventDefinition"):
        if not _has_name(element, "signalRef", document):
            yield element, "It has no signal with a name."


def _has_name(element: Element, attribute: str, document: Document) -> bool:
    target = document.resolve(element.get(attribute), element)
    return target is not None and bool((target.get("name") or "").strip())
