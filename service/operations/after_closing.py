"""What the customer says after their case was closed: no process hears it, so the front desk is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.cases import CaseStatus
from service.domain.people import FRONT_DESK
from service.operations.notifying import notify

if TYPE_CHECKING:
    from service.domain.cases import Case
    from service.runtime.transaction import Transaction

TEMPLATE = "wrote_after_closing"


def came_late(case: Case, direction: str) -> bool:
    """Whether these are the customer's words on a case that nobody works on any more."""
    return direction == "in" and case.status != CaseStatus.OPEN


def tell_front_desk(tx: Transaction, case: Case, text: str) -> None:
    """Have somebody look: whether it asks for anything is not for a machine to say."""
    if case.instance_id is not None:
        notify(tx, case.instance_id, (f"group:{FRONT_DESK}",), TEMPLATE, text=text)
