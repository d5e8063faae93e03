"""What a page asks of the database."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import event

from service.runtime import Runtime
from service.store import prepared


def note_statements(office: Runtime, asked: list[str], changed: pytest.MonkeyPatch) -> None:
    """Note every statement that reaches the database from here, whichever way it takes.

    The hub listens beside whoever looks at pages, in a thread of its own: what it asks is no page's.
    """
    here, real = threading.get_ident(), prepared.on_driver

    def note(statement: str) -> None:
        if threading.get_ident() == here:
            asked.append(statement)

    def on_driver(connection: Any) -> Any:  # Any: whatever the driver's connection is
        note("prepared")
        return real(connection)

    changed.setattr(prepared, "on_driver", on_driver)
    event.listen(office.database.engine, "before_cursor_execute", lambda *told: note(str(told[2])))
