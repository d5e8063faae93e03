"""The inbox: views people keep, words customers are found by, what its filters are read off."""

import sqlalchemy as sa
from alembic import op

from service.domain.searching import words_of
from service.store.migrations.initial.types import INSTANT, JSON, WORD, where

revision = "0007"
down_revision = "0006"

_BATCH = 1_000


def upgrade() -> None:
    """Create the tables of the inbox, and let the customers of old be found by their words."""
    _views()
    _words()
    op.add_column("user_task_group", sa.Column("at_risk", sa.Boolean(), nullable=True))
    op.drop_index("ix_user_task_group_due", "user_task_group")
    due = ["group_name", "sort_due_at", "task_id"]
    op.create_index("ix_user_task_group_due", "user_task_group", [*due, "at_risk", "open"], **where("open"))
    op.create_index(
        "ix_user_task_group_risk", "user_task_group", [*due, "at_risk", "open"], **where("open AND at_risk")
    )
    op.create_index("ix_user_task_due", "user_task", ["process_key", "sort_due_at", "id"], **where("open"))
    op.create_index("ix_service_case_tier", "service_case", ["tier", "id"])
    _risk_of_old()
    _words_of_old()


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", WORD, nullable=False),
        sa.Column("group_name", WORD, nullable=True),
        sa.Column("name", WORD, nullable=False),
        sa.Column("asked", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["person.name"], name="fk_saved_view_owner"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
    )
    op.create_index("ix_saved_view_owner", "saved_view", ["owner", "name"])
    op.create_index("ix_saved_view_group_name", "saved_view", ["group_name", "name"])


def _words() -> None:
    # By code points, so that how a word begins is a range whatever language the database sorts by.
    word = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
    op.create_table(
        "customer_word",
        sa.Column("word", word, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_customer_word_customer_id"),
        sa.PrimaryKeyConstraint("word", "customer_id", name="pk_customer_word"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_customer_word_customer_id", "customer_word", ["customer_id"])


def _risk_of_old() -> None:
    """Open tasks whose clock was warned of already; later ones are noted when their clock is."""
    op.execute(
        "UPDATE user_task_group SET at_risk = true WHERE open AND task_id IN ("
        "SELECT c.task_id FROM clock c JOIN clock_event e ON e.clock_id = c.id AND e.type = 'warned'"
        " WHERE c.ended_at IS NULL AND c.task_id IS NOT NULL)"
    )


def _words_of_old() -> None:
    connection = op.get_bind()
    whose = sa.text(
        "SELECT c.id AS id, c.name AS name, c.company AS company, c.phone AS phone,"
        " t.name AS contact, t.phone AS contact_phone"
        " FROM customer c LEFT JOIN contact t ON t.customer_id = c.id ORDER BY c.id"
    ).columns(id=sa.Uuid())
    words = sa.table("customer_word", sa.column("word", sa.String), sa.column("customer_id", sa.Uuid()))
    kept: dict[tuple[str, object], None] = {}
    for row in connection.execute(whose):
        kept |= dict.fromkeys((word, row.id) for word in words_of([text or "" for text in row[1:]]))
    rows = [{"word": word, "customer_id": customer_id} for word, customer_id in kept]
    for start in range(0, len(rows), _BATCH):
        connection.execute(words.insert(), rows[start : start + _BATCH])
