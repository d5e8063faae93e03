"""Past cases like one, with what helped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.similar import SimilarCasesSchema
from service.domain.people import Actor
from service.queries.similar import similar_to_case
from service.runtime import Runtime

calls = Calls("similar", __name__, description="Past cases like one.")


@calls.reads("/cases/<uuid:case_id>/similar", access=SIGNED_IN, answer=SimilarCasesSchema)
def list_similar_cases(rt: Runtime, by: Actor, case_id: UUID) -> dict[str, Any]:
    """Closed cases of the same product and category, with what was found and done, the latest first."""
    return {"items": similar_to_case(rt, case_id, by=by)}
