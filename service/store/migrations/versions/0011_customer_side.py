"""The customer's side: links, notices, surveys, deliveries."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Nothing yet."""
