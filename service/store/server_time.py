"""What time it is at the database server."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Connection


def time_at(connection: Connection) -> datetime:
    """The PostgreSQL server's wall clock, at the moment it read the question."""
    return cast(datetime, connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one())
