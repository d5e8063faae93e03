"""More of the deadlines: when a matter was resolved."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what the clocks ask of a case."""
    op.add_column("service_case", sa.Column("resolved_at", INSTANT, nullable=True))
