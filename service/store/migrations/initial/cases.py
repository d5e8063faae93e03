"""Customers, cases, words exchanged, the service record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.initial.types import INSTANT, JSON, WORD


def create() -> None:
    """Create these tables."""
    _case_counter()
    _customer()
    _contact()
    _service_case()
    _case_message()
    _service_record()


def _case_counter() -> None:
    op.create_table(
        "case_counter",
        sa.Column("prefix", WORD, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name="pk_case_counter"),
    )


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("phone", WORD, nullable=False),
        sa.Column("email", WORD, nullable=False),
        sa.Column("company", WORD, nullable=False),
        sa.Column("industry", WORD, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
    )
    op.create_index("ix_customer_name", "customer", ["name"])
    op.create_index("ix_customer_phone", "customer", ["phone"])


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("phone", WORD, nullable=False),
        sa.Column("email", WORD, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_contact_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_index("ix_contact_customer_id", "contact", ["customer_id"])
    op.create_index("ix_contact_phone", "contact", ["phone"])


def _service_case() -> None:
    op.create_table(
        "service_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("contacted_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", WORD, nullable=False),
        sa.Column("entry_delay_s", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("order_no", WORD, nullable=True),
        sa.Column("product_model", WORD, nullable=True),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("contracted_on", sa.Date(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("expected_solution", sa.Text(), nullable=True),
        sa.Column("category", WORD, nullable=True),
        sa.Column("severity", WORD, nullable=True),
        sa.Column("urgency", WORD, nullable=True),
        sa.Column("responsibility", WORD, nullable=True),
        sa.Column("department", WORD, nullable=True),
        sa.Column("compensation", sa.Numeric(), nullable=True),
        sa.Column("satisfied_outcome", sa.Boolean(), nullable=True),
        sa.Column("satisfied_handling", sa.Boolean(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("tracking_token_hash", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_service_case_contact_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_service_case_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_service_case"),
        sa.UniqueConstraint("number", name="uq_service_case_number"),
        sa.UniqueConstraint("tracking_token_hash", name="uq_service_case_tracking_token_hash"),
    )
    op.create_index("ix_service_case_customer_id", "service_case", ["customer_id", "id"])
    op.create_index("ix_service_case_status", "service_case", ["status", "id"])


def _case_message() -> None:
    op.create_table(
        "case_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("direction", WORD, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_case_message_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_message"),
    )
    op.create_index("ix_case_message_case_id", "case_message", ["case_id", "id"])


def _service_record() -> None:
    op.create_table(
        "service_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name="fk_service_record_case_id"),
        sa.ForeignKeyConstraint(["corrects_id"], ["service_record.id"], name="fk_service_record_corrects_id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_service_record_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_service_record"),
    )
    op.create_index("ix_service_record_case_id", "service_record", ["case_id"])
    op.create_index("ix_service_record_customer_id", "service_record", ["customer_id", "id"])
