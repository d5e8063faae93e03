"""Statements of the inbox that are written once for each shape of a filter, and filled in each time.

Writing such a statement costs several times what the database needs to answer it. A shape says which parts a
statement has; what is asked for is filled in by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, String, bindparam

from service.domain.base import Instant
from service.frozen import frozen

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.queries.tasks import TaskFilter

Mark = BindParameter[Any]  # Any: whatever is filled in
Values = dict[str, object]


def mark(name: str, kind: Any = String) -> Mark:  # Any: a column type of SQLAlchemy's
    """A place in a statement where a value of this name is filled in."""
    return bindparam(name, type_=kind, required=True)


NOW, ME = mark("now", Instant), mark("me")


@frozen
class Shape:
    """Which parts a statement has: how many groups, which of the filter's questions, what went before."""

    groups: int = 0
    asked: frozenset[str] = frozenset()
    """Of ``assignee``, ``process_key``, ``tier``, ``state``, ``group``, ``unassigned``, ``due_before``."""
    standing: str | None = None
    late: bool = False
    """Whether tasks are past their warning whose risk nobody has noted yet."""
    sort: str = "created_at"
    after: type | None = None
    """After a cursor: the kind of its sort key."""

    def group_marks(self) -> list[Mark]:
        """A mark for each group."""
        return [mark(f"group{place}") for place in range(self.groups)]


_QUESTIONS = ("assignee", "process_key", "tier", "group", "due_before")


def asked_by(wanted: TaskFilter) -> frozenset[str]:
    """The questions this filter asks of a task beside being open and how it stands."""
    found = {name for name in _QUESTIONS if getattr(wanted, name) is not None}
    found |= {"state"} if wanted.state not in ("open", None) else set()
    return frozenset(found | ({"unassigned"} if wanted.unassigned else set()))


def filled_in(wanted: TaskFilter, now: datetime | None, by: Actor, groups: Sequence[str] = ()) -> Values:
    """What is filled in where the marks are."""
    told: Values = {name: getattr(wanted, name) for name in (*_QUESTIONS, "state")}
    named = {f"group{place}": group for place, group in enumerate(groups)}
    return told | named | {"now": now, "me": by.name}
