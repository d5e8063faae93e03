"""Who stands in for whom: one's own absences, whom one stands in for, and for supervisors those of their
groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, true

from service.domain.substitutions import Substitution
from service.domain.views.acts import SubstitutionView
from service.operations.substitutions import view_of_substitution

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

MOST_LISTED = 200


def substitutions(rt: Runtime, *, by: Actor, over: bool = False) -> tuple[SubstitutionView, ...]:
    """Those this person has a part in or supervises, the soonest first; ``over``: those that have ended."""
    now = rt.now()
    mine = or_(Substitution.absent == by.name, Substitution.substitute == by.name)
    seen = true() if by.supervises_all else mine | Substitution.group_name.in_(by.supervises)
    when = Substitution.until_at <= now if over else Substitution.until_at > now
    order = Substitution.until_at.desc() if over else Substitution.from_at
    wanted = select(Substitution).where(seen, when).order_by(order, Substitution.id).limit(MOST_LISTED)
    with rt.reading() as session:
        return tuple(view_of_substitution(each) for each in session.execute(wanted).scalars())
