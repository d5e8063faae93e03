"""A message to a customer names the customer, so that what concerns no case of theirs is found as well."""

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import where

revision = "0022"
down_revision = "0021"

_CUSTOMER = (
    "SELECT c.customer_id FROM process_instance i JOIN service_case c ON c.id = i.case_id"
    " WHERE i.id = outbox_message.instance_id"
)


def upgrade() -> None:
    """Add the column, and fill it in for every message sent to the customer of a case."""
    op.add_column("outbox_message", sa.Column("customer_id", sa.Uuid(), nullable=True))
    op.execute(
        f"UPDATE outbox_message SET customer_id = ({_CUSTOMER})"  # noqa: S608 - our own words
        " WHERE channel IS NOT NULL AND recipient = 'customer'"
    )
    op.create_index(
        "ix_outbox_message_customer",
        "outbox_message",
        ["customer_id", "id"],
        **where("customer_id IS NOT NULL"),
    )
