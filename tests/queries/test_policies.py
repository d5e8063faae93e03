"""What a changed table of deadlines would have meant is told by tier and kind, and changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from service.clock import SetClock
from service.commands.policy import told
from service.engine.progress import SourceFile
from service.errors import FilesRefused, NotInGroup
from service.queries.policies import policy_whatif
from service.runtime import Runtime
from tests.operations.drawings import chain, drawing, properties, task
from tests.operations.stage import AGENT, OWNER, a_case, do, put_live

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
TABLE = (PROCESSES / "policy" / "deadlines.dmn").read_text()
ANSWERED = drawing(
    "feedback", task("respond", inside=properties(sla="respond")), chain("start", "respond", "end")
)
LONG_AGO = date(2026, 1, 1)
TWO_HOURS = 'id="deadline_2_out_1">\n          <text>2</text>'


def table(hours_of_tier_2: int) -> bytes:
    """The company's table with another first response of tier 2."""
    changed = TABLE.replace(TWO_HOURS, TWO_HOURS.replace("2</text>", f"{hours_of_tier_2}</text>"))
    assert changed != TABLE or hours_of_tier_2 == 2
    return changed.encode()


@pytest.fixture
def lived(rt: Runtime, clock: SetClock) -> Runtime:
    """Two customers of tier 2 answered: after half an hour, and after three; a third still waits."""
    put_live(rt, ANSWERED, SourceFile("policy/deadlines.dmn", TABLE.encode()))
    for waited in (timedelta(minutes=30), timedelta(hours=3)):
        case = a_case(rt)
        clock.set(clock.now() + waited)
        do(rt, case.instance_id, "respond", AGENT, answer="yes")
    a_case(rt)
    return rt


def figures(rt: Runtime, hours: int, since: date = LONG_AGO) -> tuple[dict[str, int], dict[str, int]]:
    (found,) = policy_whatif(rt, table(hours), since, by=OWNER).comparisons
    assert (found.tier, found.kind) == (2, "respond")
    return found.before, found.after


def test_a_longer_promise_would_have_been_kept_where_a_shorter_was_missed(lived: Runtime) -> None:
    before, after = figures(lived, 4)
    assert before == {"kept": 1, "missed": 1, "running": 1, "void": 0}
    assert after == {"kept": 2, "missed": 0, "running": 1, "void": 0}


def test_a_shorter_promise_would_have_been_missed_where_a_longer_was_kept(
    lived: Runtime, clock: SetClock
) -> None:
    clock.set(clock.now() + timedelta(minutes=70))
    before, after = figures(lived, 1)
    assert before == {"kept": 1, "missed": 1, "running": 1, "void": 0}
    assert after == {"kept": 1, "missed": 2, "running": 0, "void": 0}


def test_only_promises_made_since_that_day_count(lived: Runtime, clock: SetClock) -> None:
    assert policy_whatif(lived, table(4), date(2027, 1, 1), by=OWNER).clocks == 0


def test_asking_changes_nothing(lived: Runtime) -> None:
    assert figures(lived, 4) == figures(lived, 4)
    before, after = figures(lived, 2)
    assert before == after


def test_a_table_that_could_not_be_deployed_is_refused(lived: Runtime) -> None:
    with pytest.raises(FilesRefused) as refused:
        policy_whatif(
            lived,
            TABLE.replace('<text>"hotline"</text>', '<text>"hotlin"</text>').encode(),
            LONG_AGO,
            by=OWNER,
        )
    assert "no calendar 'hotlin'" in refused.value.findings[0].reason
    with pytest.raises(FilesRefused):
        policy_whatif(lived, b"<html/>", LONG_AGO, by=OWNER)


def test_only_process_owners_try_policies(rt: Runtime) -> None:
    with pytest.raises(NotInGroup):
        policy_whatif(rt, TABLE.encode(), LONG_AGO, by=AGENT)


def test_the_command_tells_it_in_columns(lived: Runtime) -> None:
    head, line = told(policy_whatif(lived, table(4), LONG_AGO, by=OWNER).comparisons)
    assert head.split() == ["tier", "clock", "kept", "missed", "running", "void"]
    assert line.startswith("2     respond  1 → 2  1 → 0   1")
