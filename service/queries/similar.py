"""Past cases of the same product and category, with their solution (S1-3.4b): read off one index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import aliased

from service.domain.cases import Case, CaseStatus
from service.domain.customers import ServiceRecord
from service.domain.views.similar import SimilarCase
from service.errors import CaseNotFound
from service.store.visibility import sees_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime

MOST = 5
FOUND = ("assessment", "cause", "causes", "findings")
DONE = ("work_done", "solution", "remedy", "answer", "outcome_told")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What makes a case like another; ``but`` is the case that looks for others."""

    product_model: str | None
    category: str | None
    but: UUID | None = None


def similar_to_case(rt: Runtime, case_id: UUID, *, by: Actor) -> tuple[SimilarCase, ...]:
    """Closed cases like this one, the latest first."""
    wanted = select(Case.product_model, Case.category).where(Case.id == case_id, sees_case(by))
    with rt.reading() as session:
        found = session.execute(wanted).one_or_none()
    if found is None:
        raise CaseNotFound(case_id=case_id)
    return similar_cases(rt, Likeness(found.product_model, found.category, case_id), by=by)


def similar_cases(rt: Runtime, like: Likeness, *, by: Actor) -> tuple[SimilarCase, ...]:
    """Closed cases of this product and category that one may see, the latest first; of neither, none."""
    if not like.product_model or not like.category:
        return ()
    wanted = (
        select(Case, ServiceRecord.detail)
        .outerjoin(ServiceRecord, ServiceRecord.id == _latest_entry())
        .where(
            Case.product_model == like.product_model,
            Case.category == like.category,
            Case.status != CaseStatus.OPEN,
            Case.id != like.but,
            sees_case(by),
        )
        .order_by(Case.id.desc())
        .limit(MOST)
    )
    with rt.reading() as session:
        rows = session.execute(wanted).all()
    return tuple(_view(case, detail or {}) for case, detail in rows)


def _latest_entry() -> ScalarSelect[Any]:  # Any: an id
    """The last entry about the case; however many there are, the case is one."""
    other = aliased(ServiceRecord)
    wanted = select(other.id).where(other.case_id == Case.id).order_by(other.id.desc()).limit(1)
    return wanted.correlate(Case).scalar_subquery()


def _view(case: Case, detail: Mapping[str, object]) -> SimilarCase:
    return SimilarCase(
        id=case.id,
        number=case.number,
        subject=case.subject,
        status=case.status,
        closed_at=case.closed_at,
        round=case.round,
        satisfaction=case.satisfaction,
        cause=_first(detail, FOUND),
        solution=_first(detail, DONE),
    )


def _first(detail: Mapping[str, object], names: tuple[str, ...]) -> str:
    return next((str(detail[name]) for name in names if detail.get(name)), "")
