"""Views of the inbox: kept under a name, shared with a group, dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from service.domain.saved_views import FILTERS, MOST_SAVED, SavedView
from service.errors import Invalid, NotAllowed, SavedViewNotFound
from service.ids import new_id
from service.operations.audit import note_act
from service.store.shaping import saved_view_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.domain.views import SavedViewView
    from service.runtime import Runtime

_LONGEST_NAME = 60
_LONGEST_ASKED = 200


@dataclass(frozen=True, slots=True)
class NewView:
    """A filter to keep; ``group``: whom to share it with."""

    name: str
    asked: Mapping[str, str]
    group: str | None = None


def save_view(rt: Runtime, new: NewView, *, by: Actor) -> SavedViewView:
    """Keep it; of the same name and sharing there is one, the newer."""
    name = " ".join(new.name.split())
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise Invalid.field("name", f"1 to {_LONGEST_NAME} printable characters")
    if new.group is not None and not (by.is_in(new.group) or by.supervises_any((new.group,))):
        raise NotAllowed(reason=f"you are not in the group {new.group}")
    asked: dict[str, object] = {key: new.asked[key][:_LONGEST_ASKED] for key in FILTERS if new.asked.get(key)}
    with rt.transaction() as tx:
        mine = SavedView.owner == by.name
        same = (SavedView.name == name) & SavedView.group_name.is_not_distinct_from(new.group)
        row = tx.session.execute(select(SavedView).where(mine, same)).scalar_one_or_none()
        if row is None:
            held = tx.session.execute(select(func.count()).where(mine)).scalar_one()
            if held >= MOST_SAVED:
                raise Invalid.field("name", f"at most {MOST_SAVED} views; drop one first")
            row = SavedView(id=new_id(), owner=by.name, group_name=new.group, name=name, created_at=tx.at)
            tx.add(row)
        row.asked = asked
        note_act(tx, "view.saved", name, by=by.name, group=new.group, asked=asked)
        return saved_view_view(row, by)


def drop_view(rt: Runtime, view_id: UUID, *, by: Actor) -> None:
    """Drop a view of one's own, or one shared with a group one supervises."""
    with rt.transaction() as tx:
        row = tx.session.get(SavedView, view_id)
        seen = row is not None and (row.owner == by.name or row.group_name in by.groups)
        if row is None or not (seen or row.may_be_dropped_by(by)):
            raise SavedViewNotFound(view_id=view_id)
        if not row.may_be_dropped_by(by):
            raise NotAllowed(reason="only who shared it, or the group's supervisor, may drop it")
        note_act(tx, "view.dropped", row.name, by=by.name, group=row.group_name)
        tx.session.delete(row)
        tx.session.flush()
