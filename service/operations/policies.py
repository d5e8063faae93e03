"""The company's promises, checked before they go live: each can be reckoned, none contradicts another.

Whether a table is complete is proved where files are taken in (``service.engine.intake``); here stands
what needs the working calendars too. Pure: files in, findings out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import product
from pathlib import PurePosixPath

import yaml

from service.domain.calendars import Calendars, CalendarsRefused, read_calendars
from service.domain.clocks.policy import COLUMNS, DECISION, PromiseUnclear, Source, promise_from
from service.domain.clocks.precedence import contact_that_turns_them_round
from service.domain.clocks.promises import Promise
from service.engine.progress import Checked, Finding, SourceFile
from service.feel import Value, compile_expression
from service.feel.dmn import Model, decide, parse_model
from service.feel.dmn.elements import DecisionElement, InputColumn, TableBox

CALENDARS = "calendars.yaml"
"""The file of the working calendars, by its name in a deployment."""
POLICY = "policy"
RESPONSE, RESOLUTION = "respond", "resolve"


def with_policy(checked: Checked, files: Sequence[SourceFile]) -> Checked:
    """The verdict on these files with that on their promises; files that are refused already are not read."""
    if checked.refused:
        return checked
    return replace(checked, findings=(*checked.findings, *policy_findings(files)))


def policy_findings(files: Sequence[SourceFile], known: Calendars | None = None) -> tuple[Finding, ...]:
    """What is wrong with the calendars and the table of deadlines among these files.

    ``known`` are the calendars where the files bring none.
    """
    calendars, refused = _calendars(files)
    calendars = calendars or known
    found = [finding for table in _deadline_tables(files) for finding in table.findings(calendars)]
    return (*refused, *found)


def _calendars(files: Sequence[SourceFile]) -> tuple[Calendars | None, list[Finding]]:
    file = next((each for each in files if PurePosixPath(each.path).name == CALENDARS), None)
    if file is None:
        return None, []
    try:
        return read_calendars(yaml.safe_load(file.content)), []
    except CalendarsRefused as refused:
        remedy = "Correct the line; the top of the file says how it is written."
        return None, [
            Finding(file.path, place, "calendar", f"{reason[:1].upper()}{reason[1:]}.", remedy)
            for place, reasons in refused.fields.items()
            for reason in reasons
        ]
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        reason = f"The file is not YAML: {str(error)[:200]}"
        return None, [Finding(file.path, None, "calendar", reason, "Correct the indentation.")]


def _deadline_tables(files: Sequence[SourceFile]) -> Iterator[_Deadlines]:
    for file in files:
        path = PurePosixPath(file.path)
        if path.suffix == ".dmn" and POLICY in path.parts[:-1]:
            model = parse_model(file.content)
            for decision in model.decisions:
                if decision.id == DECISION and isinstance(decision.logic, TableBox):
                    yield _Deadlines(file.path, model, decision, decision.logic)


@dataclass(frozen=True, slots=True)
class _Deadlines:
    """The table of deadlines in one file."""

    path: str
    model: Model
    decision: DecisionElement
    table: TableBox

    def findings(self, calendars: Calendars | None) -> Iterator[Finding]:
        missing = [name for name in COLUMNS if name not in {output.name for output in self.table.outputs}]
        if missing:
            reason = f"The table has no column {' and no column '.join(missing)}."
            yield self._finding("", reason, f"Give it the columns {', '.join(COLUMNS)}.")
            return
        unreadable = list(self._rows(calendars))
        yield from unreadable
        if calendars is not None and not unreadable:
            yield from self._order(calendars)

    def _rows(self, calendars: Calendars | None) -> Iterator[Finding]:
        for number, rule in enumerate(self.table.rules, start=1):
            cells = zip(self.table.outputs, rule.outputs, strict=False)
            row = {column.name: compile_expression(text or "null").evaluate({}) for column, text in cells}
            try:
                promise = promise_from(row, Source())
            except PromiseUnclear as unclear:
                reason = f"{unclear.reason[:1].upper()}{unclear.reason[1:]}."
                remedy = f"{unclear.remedy[:1].upper()}{unclear.remedy[1:]}."
                yield self._finding(f", row {number}, {unclear.column}", reason, remedy)
                continue
            if calendars is not None and promise.calendar not in calendars.by_key:
                close = get_close_matches(promise.calendar, list(calendars.by_key), n=1)
                remedy = (
                    f"Did you mean {close[0]}?" if close else "Add it to calendars.yaml, or name another."
                )
                reason = f"There is no calendar {promise.calendar!r}."
                yield self._finding(f", row {number}, calendar", reason, remedy)

    def _order(self, calendars: Calendars) -> Iterator[Finding]:
        """The response is never due after the resolution, for any case the table lists."""
        told: set[tuple[str, str]] = set()
        for case in self._cases():
            response, resolution = self._promised(RESPONSE, case), self._promised(RESOLUTION, case)
            if response is None or resolution is None or (response.row, resolution.row) in told:
                continue
            told.add((response.row, resolution.row))
            contact = contact_that_turns_them_round(response, resolution, calendars)
            if contact is not None:
                example = ", ".join(f"{name} = {value}" for name, value in case.items())
                local = contact.astimezone(calendars.default.zone)
                reason = (
                    f"Where {example}, the first response is due after the resolution: "
                    f"{_said(response)} against {_said(resolution)}, for a contact on {local:%A %H:%M}."
                )
                remedy = "Shorten the response, or lengthen the resolution."
                yield self._finding(f", rows {response.row} and {resolution.row}", reason, remedy)

    def _cases(self) -> Iterator[Mapping[str, Value]]:
        """Every combination of the values listed for the columns beside the kind of clock."""
        columns = [column for column in self.table.inputs if column.text != "kind"]
        for values in product(*(_listed(column) for column in columns)):
            yield {column.text: value for column, value in zip(columns, values, strict=True)}

    def _promised(self, kind: str, case: Mapping[str, Value]) -> Promise | None:
        decision = decide(self.model, DECISION, {"kind": kind, **case})
        rows = decision.trace[-1].matched if decision.trace else ()
        return promise_from(decision.outputs, Source(row=str(rows[0]))) if rows else None

    def _finding(self, place: str, reason: str, remedy: str) -> Finding:
        return Finding(self.path, f"{self.decision.name}{place}", "policy-promise", reason, remedy)


def _listed(column: InputColumn) -> list[Value]:
    values = compile_expression(f"[{column.allowed}]").evaluate({}) if column.allowed else [None]
    return values if isinstance(values, list) else [None]


def _said(promise: Promise) -> str:
    return f"{promise.amount} {promise.unit} on {promise.calendar}"
