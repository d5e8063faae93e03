"""Runs test cases of the DMN TCK's shape: ``*-test-*.xml`` beside the models they name.

Whether a case passes is the suite's own rule: every result node has the expected value; numbers are
compared to eight digits, since the suite writes some as doubles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from service.feel.dmn import Model, decide, parse_model
from service.feel.dmn.xml import Element, parse_xml
from service.feel.errors import FeelError
from service.feel.values import (
    Date,
    DateTime,
    Time,
    Value,
    read_date,
    read_date_time,
    read_duration,
    read_time,
)

TOLERANCE = Decimal("1e-8")
UNREADABLE = object()


@dataclass(frozen=True)
class Outcome:
    """One test case: where it is, and what went wrong (nothing: it passed)."""

    name: str
    failures: tuple[str, ...]


def run(folder: Path) -> int:
    """Run every test file below the folder; 0 when all cases pass."""
    outcomes = [outcome for file in sorted(folder.rglob("*-test-*.xml")) for outcome in _run_file(file)]
    for outcome in outcomes:
        for failure in outcome.failures:
            print(f"{outcome.name}: {failure}")
    passed = sum(1 for outcome in outcomes if not outcome.failures)
    print(f"dmn-tck: passed {passed} of {len(outcomes)}")
    return 0 if passed == len(outcomes) else 1


def _run_file(file: Path) -> Iterator[Outcome]:
    suite = parse_xml(file.read_bytes())
    cases = list(suite.all("testCase"))
    try:
        model = _load(file.parent / suite.text_of("modelName"))
    except (FeelError, OSError) as problem:
        yield from (Outcome(f"{file.parent.name}/{case.get('id')}", (f"model: {problem}",)) for case in cases)
        return
    for case in cases:
        yield Outcome(f"{file.parent.name}/{case.get('id')}", tuple(_run_case(model, case)))


def _load(path: Path) -> Model:
    content = path.read_bytes()
    wanted = {each.get("namespace") for each in parse_xml(content).all("import")}
    imports = []
    for other in sorted(path.parent.glob("*.dmn")):
        if other != path and parse_xml(other.read_bytes()).get("namespace") in wanted:
            imports.append(_load(other))
    return parse_model(content, imports=imports)


def _run_case(model: Model, case: Element) -> Iterator[str]:
    inputs = _inputs(case)
    for node in case.all("resultNode"):
        name = node.get("name")
        service = case.get("invocableName") if case.get("type") == "decisionService" else ""
        expected_node = node.first("expected")
        expected = _value(expected_node) if expected_node else None
        try:
            decision = decide(model, service or case.get("invocableName") or name, inputs)
        except FeelError as problem:
            yield f"{name}: raised {problem}"
            continue
        found = decision.value
        if service and isinstance(found, dict) and len(list(case.all("resultNode"))) > 1:
            found = found.get(name)
        if not _same(found, expected):
            yield f"{name}: expected {expected!r:.200}, found {found!r:.200} {decision.warnings!r:.200}"


def _inputs(case: Element) -> dict[str, Value]:
    inputs: dict[str, Value] = {}
    for node in case.all("inputNode"):
        value = _value(node)
        inputs[node.get("name")] = value
        *prefixes, name = node.get("name").split(".")
        under = inputs
        for prefix in prefixes:
            inner = under.setdefault(prefix, {})
            if not isinstance(inner, dict):
                break
            under = inner
        under[name] = value
    return inputs


def _value(element: Element) -> Value:
    listed = element.first("list")
    if listed is not None:
        return None if listed.get("nil") == "true" else [_value(item) for item in listed.all("item")]
    components = list(element.all("component"))
    if components:
        return {each.get("name"): _value(each) for each in components}
    value = element.first("value")
    return _leaf(value) if value is not None else None


def _leaf(value: Element) -> Value:
    kind, text = value.get("type").rpartition(":")[2], value.text
    if value.get("nil") == "true":
        return None
    if kind in ("decimal", "double", "integer", "int", "float", "long"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    readers = {"date": read_date, "time": read_time, "dateTime": read_date_time, "duration": read_duration}
    if kind in readers:
        found = readers[kind](text.strip())
        return UNREADABLE if found is None else found
    return text


def _same(found: Value, expected: Value) -> bool:
    if isinstance(found, int) and not isinstance(found, bool):
        found = Decimal(found)
    if isinstance(found, Decimal) and isinstance(expected, Decimal):
        return abs(found - expected) <= TOLERANCE * max(Decimal(1), abs(expected))
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(_same, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(_same(found[key], expected[key]) for key in expected)
    if isinstance(found, (Time, DateTime, Date)):
        return type(found) is type(expected) and str(found) == str(expected)
    return type(found) is type(expected) and found == expected
