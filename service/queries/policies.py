"""What a changed policy table would have meant: reckoned from the ledgers, nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.cases import Case
from service.domain.clocks import ClockLedger, Promise
from service.domain.clocks.policy import DECISION, Source, because_of, promise_from, question
from service.domain.clocks.rows import Clock
from service.domain.clocks.what_if import Trial, compare
from service.domain.people import PROCESS_OWNER
from service.domain.views.policies import (
    VERDICTS,
    Figures,
    PolicyComparisonView,
    PolicyWhatIfView,
)
from service.engine.intake import check_files
from service.engine.progress import Finding, Severity, SourceFile
from service.errors import FilesRefused, NotInGroup
from service.feel.dmn import Model, decide, parse_model
from service.operations.policies import policy_findings
from service.store.clocks import events_of

if TYPE_CHECKING:
    from collections import Counter

    from sqlalchemy.orm import Session

    from service.domain.calendars import Calendars
    from service.domain.clocks.what_if import Verdict
    from service.domain.people import Actor
    from service.runtime import Runtime

PATH = "policy/deadlines.dmn"
_AT_ONCE = 500
_NEEDS_A_PROCESS = "nothing-executable"
_Found = tuple[Clock, str | None, str | None]
"""A clock, and of its case the kind and the severity."""


def policy_whatif(rt: Runtime, table: bytes, since: date, *, by: Actor) -> PolicyWhatIfView:
    """How the promises made since this day would have fared under this table of deadlines."""
    if not by.is_in(PROCESS_OWNER):
        raise NotInGroup(name=by.name, groups=PROCESS_OWNER)
    calendars, now = rt.calendars, rt.now()
    changed = _Changed(_accepted(table, calendars), now)
    begin = datetime.combine(since, time(), tzinfo=calendars.default.zone)
    with rt.reading() as session:
        trials = [
            each for found in _clocks(session, begin) for each in _trials(session, found, changed, calendars)
        ]
    comparisons = [
        PolicyComparisonView(int(tier), kind, _figures(found.before), _figures(found.after))
        for (tier, kind), found in sorted(compare(trials, now).items())
    ]
    return PolicyWhatIfView(since, len(trials), tuple(comparisons))


def _accepted(table: bytes, calendars: Calendars) -> Model:
    """The table, read once it is known to be harmless and complete; else ``FilesRefused``."""
    file = SourceFile(PATH, table)
    checked = check_files([file])
    wrong: Sequence[Finding] = [
        each for each in checked.findings if each.severity is Severity.ERROR and each.rule != _NEEDS_A_PROCESS
    ] or policy_findings([file], calendars)
    if wrong:
        raise FilesRefused(tuple(wrong))
    model = parse_model(table)
    if not any(decision.id == DECISION for decision in model.decisions):
        reason, remedy = f"The file holds no decision {DECISION}.", "Send the table of deadlines."
        raise FilesRefused((Finding(PATH, None, "decision-not-found", reason, remedy),))
    return model


@dataclass(slots=True)
class _Changed:
    """The changed table; cases of one sort are asked for once."""

    model: Model
    now: datetime
    _known: dict[tuple[object, ...], Promise | None] = field(default_factory=dict)

    def promise(self, kind: str, facts: Mapping[str, object]) -> Promise | None:
        """What it promises for this kind of clock; None where it is silent."""
        asked = question(kind, facts)
        key = tuple(asked.values())
        if key not in self._known:
            decision = decide(self.model, DECISION, asked, now=self.now)
            rows = decision.trace[-1].matched if decision.trace else ()
            source = Source(version="changed", row=", ".join(map(str, rows)), because=because_of(asked))
            self._known[key] = promise_from(decision.outputs, source) if rows else None
        return self._known[key]


def _clocks(session: Session, begin: datetime) -> Iterator[Sequence[_Found]]:
    """The clocks started since, some at a time, each with the kind and severity of its case."""
    last = None
    while True:
        wanted = select(Clock, Case.kind, Case.severity).outerjoin(Case, Case.id == Clock.case_id)
        wanted = wanted.where(Clock.started_at >= begin).order_by(Clock.id).limit(_AT_ONCE)
        found = session.execute(wanted if last is None else wanted.where(Clock.id > last)).all()
        if not found:
            return
        yield [(clock, kind, severity) for clock, kind, severity in found]
        last = found[-1][0].id


def _trials(
    session: Session, found: Sequence[_Found], changed: _Changed, calendars: Calendars
) -> Iterator[Trial]:
    """These clocks beside what the changed table promises; where it is silent there is no trial."""
    events = events_of(session.connection(), [clock.id for clock, _, _ in found])
    for clock, case_kind, severity in found:
        facts = {"tier": clock.tier, "kind": case_kind, "severity": severity}
        promise = changed.promise(clock.kind, facts)
        if promise is not None:
            yield Trial(ClockLedger(events[clock.id], calendars), str(clock.tier), promise)


def _figures(counted: Counter[Verdict]) -> Figures:
    return {verdict: counted.get(verdict, 0) for verdict in VERDICTS}  # type: ignore[call-overload]  # a StrEnum
