"""What people may do with a task."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing yet."""
