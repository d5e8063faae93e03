"""The column types of the first release."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
WORD = sa.String(255)


def where(condition: str) -> dict[str, Any]:  # Any: alembic's dialect keywords
    """The condition of a partial index, for both databases."""
    clause = sa.text(condition)
    return {"sqlite_where": clause, "postgresql_where": clause}
