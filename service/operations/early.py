"""Messages that came before anybody waited, or while the instance that waits was suspended: kept, and taken
once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import exists, select

from service.domain.cases import CaseStatus, ClosedHow, Ending
from service.domain.messages import EarlyMessage
from service.engine.progress import MessageReceived
from service.feel.values import dump_value, load_value
from service.ids import new_id
from service.store import hot

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.operations.messages import Message
    from service.runtime.transaction import Transaction

Opened = dict[tuple[str, str], str]
"""Waits for messages: engine ids by name and correlation."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A kept message on its way to its wait: as the engine takes it, whose it was, what it may end."""

    received: MessageReceived
    sender: str
    ending: Ending
    left_out: tuple[str, ...] = ()
    """What it brought along that the element which takes it does not declare."""

    @property
    def detail(self) -> dict[str, object]:
        """What the history tells of it."""
        told: dict[str, object] = {"name": self.received.name, "early": True}
        return told | ({"left_out": list(self.left_out)} if self.left_out else {})


def keep(tx: Transaction, message: Message, *, until: datetime) -> None:
    """Keep a message for the first fitting wait that begins before then."""
    tx.add(
        EarlyMessage(
            id=new_id(),
            name=message.name,
            correlation=message.correlation,
            variables=dump_value(dict(message.variables)),
            received_at=tx.at,
            expires_at=until,
            sender=message.actor,
            outside=message.outside,
            ending=told_of(message.ending),
        )
    )


def is_kept(tx: Transaction, name: str, correlation: str) -> bool:
    """Whether such a message waits already."""
    same = (EarlyMessage.name == name) & (EarlyMessage.correlation == correlation)
    alive = EarlyMessage.delivered_at.is_(None) & (EarlyMessage.expires_at > tx.at)
    return bool(tx.session.execute(select(exists().where(same, alive))).scalar())


def take(tx: Transaction, instance: ProcessInstance, opened: Opened) -> Taken | None:
    """The first message kept for one of these waits, taken so that nobody else gets it."""
    wanted = {
        "names": sorted({name for name, _ in opened}),
        "correlations": sorted({correlation for _, correlation in opened}),
        "at": tx.at,
    }
    for found in tx.connection.execute(hot.EARLY_FOR, wanted).all():
        engine_id = opened.get((found.name, found.correlation))
        if engine_id is None:
            continue
        if hot.TAKE_EARLY.run(tx.connection, {"wanted": found.id, "at": tx.at}):
            return _taken(tx, instance, engine_id, found)
    return None


def _taken(tx: Transaction, instance: ProcessInstance, engine_id: str, found: Any) -> Taken:  # Any: a row
    variables = cast("dict[str, object]", load_value(found.variables))
    left_out: tuple[str, ...] = ()
    if found.outside:
        declared = tx.definitions.get(instance.definition_id)
        brought = declared.brought_to(instance.waits[engine_id][2], found.name)
        left_out = tuple(sorted(variables.keys() - brought))
    fitting = {name: value for name, value in variables.items() if name not in left_out}
    received = MessageReceived(engine_id, found.name, fitting)
    return Taken(received, found.sender or "", ending_of(found.ending), left_out)


def told_of(ending: Ending) -> dict[str, object] | None:
    """An ending as it is kept; None for the ordinary one."""
    if ending == Ending():
        return None
    return {"status": ending.status.value, "how": ending.how.value, "reason": ending.reason}


def ending_of(kept: object) -> Ending:
    """The ending that was kept."""
    if not isinstance(kept, Mapping):
        return Ending()
    return Ending(CaseStatus(kept["status"]), ClosedHow(kept["how"]), str(kept["reason"]))
