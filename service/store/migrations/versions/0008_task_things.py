"""What belongs to a task and a case: attachments, mentions, signatures."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nothing yet."""
