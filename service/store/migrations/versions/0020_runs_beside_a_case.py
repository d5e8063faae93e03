"""Runs that belong to a case without handling it: the service sheets opened so far among them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Create the table, and give each sheet there is its case."""
    op.create_table(
        "case_run",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_case_run_instance_id"),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_case_run_case_id"),
        sa.PrimaryKeyConstraint("instance_id", name="pk_case_run"),
    )
    op.create_index("ix_case_run_case_id", "case_run", ["case_id"])
    op.execute(
        "INSERT INTO case_run (instance_id, case_id)"
        " SELECT i.id, c.id FROM process_instance i JOIN service_case c ON c.number = i.business_key"
        " WHERE i.process_key = 'service_sheet' AND i.case_id IS NULL"
    )
