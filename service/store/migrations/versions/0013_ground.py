"""How and why a case was closed, by whom; whose a kept message is and what it was to end."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, JSON, WORD

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Note on the case how it ended, and on a kept message who sent it."""
    op.add_column("service_case", sa.Column("closed_how", WORD, nullable=True))
    op.add_column("service_case", sa.Column("closed_by", WORD, nullable=True))
    op.add_column("service_case", sa.Column("closed_reason", sa.Text(), nullable=True))
    op.add_column("service_case", sa.Column("withdrawn_at", INSTANT, nullable=True))
    op.add_column("early_message", sa.Column("sender", WORD, nullable=True))
    op.add_column("early_message", sa.Column("outside", sa.Boolean(), nullable=True))
    op.add_column("early_message", sa.Column("ending", JSON, nullable=True))
