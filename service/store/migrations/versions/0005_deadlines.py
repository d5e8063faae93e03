"""More of the deadlines."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing yet."""
