"""People named in a remark: told of it, if they may see what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.mentions import Mention, named_in
from service.domain.people import Person
from service.errors import MayNotSee, MentionNotFound
from service.ids import new_id
from service.operations.notifying import notify_of_task, person
from service.queries.mentions import readers

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.domain.tasks import TaskComment, UserTask
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


def mention(tx: Transaction, task: UserTask, comment: TaskComment, *, by: Actor) -> tuple[str, ...]:
    """Tell everybody a remark names; whoever may not see what it is about cannot be named."""
    written = named_in(comment.text)
    if not written:
        return ()
    known = set(tx.session.execute(select(Person.name).where(Person.name.in_(written))).scalars())
    names = [each for each in written if each in known and each != by.name]
    if not names:
        return ()
    seeing = {each.name for each in readers(tx.session, task, names)}
    blind = [each for each in names if each not in seeing]
    if blind:
        raise MayNotSee(names=", ".join(blind))
    tx.session.flush()
    for name in names:
        tx.add(
            Mention(
                id=new_id(),
                comment_id=comment.id,
                task_id=task.id,
                person_name=name,
                by=by.name,
                at=tx.at,
                seen_at=None,
            )
        )
    who = by.display_name or by.name
    notify_of_task(tx, task, map(person, names), "mentioned", who=who, text=comment.text)
    return tuple(names)


def see_mention(rt: Runtime, mention_id: UUID, *, by: Actor) -> UUID:
    """Note that somebody has read the remark that names them; tells which task it is on."""
    with rt.transaction() as tx:
        row = tx.session.get(Mention, mention_id)
        if row is None or row.person_name != by.name:
            raise MentionNotFound(mention_id=mention_id)
        row.seen_at = row.seen_at or tx.at
        return row.task_id
