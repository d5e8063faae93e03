"""Requests made up from the document: whatever is sent, the answer is a promised one, never a crash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.operations import sessions
from tests.api.company import PASSWORD, Company

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 8


@pytest.mark.slow
def test_every_call_answers_made_up_requests_as_promised(sqlite_company: Company) -> None:
    sqlite_company.open_case()
    tokens = [sessions.sign_in(sqlite_company.rt, name, PASSWORD).token for name in ("manager", "owner")]
    schema = schemathesis.openapi.from_wsgi("/openapi.json", sqlite_company.app)
    for found in schema.get_all_operations():
        _ask(found.ok(), [{"Authorization": f"Bearer {token}"} for token in tokens])


def _ask(operation: Any, askers: Sequence[dict[str, str]]) -> None:
    """Send some made-up requests to this operation, each by all who ask: making them up takes longest."""
    if operation.label == "DELETE /api/v1/sessions/current":
        return

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        for headers in askers:
            response = case.call(headers=headers)
            case.validate_response(response, checks=CHECKS)

    ask()
