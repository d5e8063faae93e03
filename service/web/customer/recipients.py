"""What the recipients of messages are called on pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from service.queries import desk, people
from service.web import language, words
from service.web.rendering import runtime


def called(recipients: Iterable[str], reads: str) -> Callable[[str], str]:
    """What turns the recipients of deliveries into what people call them."""
    named = {one.strip(): one.strip().partition(":") for each in recipients for one in each.split(",")}
    persons = desk.display_names(runtime(), [name for kind, _, name in named.values() if kind == "person"])
    others = any(name and kind not in ("person", "customer") for kind, _, name in named.values())
    groups = people.group_names(runtime(), reads) if others else {}
    say = words.TABLES[language.asked_language()]
    known = {"customer": say["to_customer"], "supervisor": say["to_supervisor"]}

    def one_called(one: str) -> str:
        kind, _, name = one.partition(":")
        whoever = {"assignee": say["to_assignee"], "customer": say["to_customer"]}.get(kind, "")
        return known.get(one) or whoever or persons.get(name) or groups.get(name) or name or one

    return lambda recipient: say["and_then"].join(one_called(one.strip()) for one in recipient.split(","))
