"""Policy tables, tried before they are deployed."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.api.access import members
from service.api.calls import Calls
from service.api.schemas.policies import WhatIfAnswerSchema, WhatIfSchema
from service.domain.people import Actor
from service.domain.views.policies import PolicyWhatIfView
from service.queries import policies as queries
from service.runtime import Runtime

calls = Calls("policy", __name__, description="What a changed policy would have meant.")


@calls.changes(
    "/policy/whatif",
    access=members("process_owner"),
    body=WhatIfSchema,
    answer=WhatIfAnswerSchema,
    max_body=1_500_000,
    or_form=True,
)
def try_policy(rt: Runtime, by: Actor, body: dict[str, Any]) -> PolicyWhatIfView:
    """Reckon the closed and running promises under a changed table of deadlines; nothing is changed.

    The table is checked as at a deployment: a finding of severity `error` refuses it. Instead of JSON a
    `multipart/form-data` body will do, with the file as the part `dmn` and the day as the part `since`.
    """
    since: date = body["since"]
    return queries.policy_whatif(rt, body["dmn"].encode(), since, by=by)
