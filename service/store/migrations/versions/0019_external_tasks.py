"""External tasks: who has fetched one, and until when it is theirs alone."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, WORD

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Note the worker and its lock on the request."""
    op.add_column("outbox_message", sa.Column("worker", WORD, nullable=True))
    op.add_column("outbox_message", sa.Column("locked_until", INSTANT, nullable=True))
