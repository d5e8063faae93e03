"""The first release."""

from service.store.migrations import append_only
from service.store.migrations.initial import cases, definitions, outside, people, work

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table, and protect what must not be altered."""
    people.create()
    definitions.create()
    cases.create()
    work.create()
    outside.create()
    append_only.prepare()
    append_only.protect("history_event")
    append_only.protect("service_record")
