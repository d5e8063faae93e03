"""The kinds of errors: what the caller can do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar


class AftercareError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "aftercare_error"
    names_people: ClassVar[tuple[str, ...]] = ()
    """The facts that are sign-in names; whoever reads the refusal is told what those people are called."""

    def __init_subclass__(cls) -> None:
        """Derive the stable code from the class's name."""
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, **facts: object) -> None:
        """Keep the facts as attributes and put them into the message."""
        self.facts: Mapping[str, object] = facts
        self.__dict__.update(facts)
        super().__init__(self._message())

    def people(self) -> dict[str, tuple[str, ...]]:
        """The sign-in names among the facts, by fact; one fact may list several."""
        told = {fact: str(self.facts[fact]) for fact in self.names_people if self.facts.get(fact)}
        return {fact: tuple(text.split(", ")) for fact, text in told.items()}

    def _message(self) -> str:
        first = (type(self).__doc__ or "").strip().partition("\n\n")[0]
        return " ".join(first.split()).format_map({key: str(value) for key, value in self.facts.items()})


class NotFound(AftercareError):
    """There is no such thing here."""


class NotAllowed(AftercareError):
    """You may not do this: {reason}."""


class Invalid(AftercareError):
    """What was sent cannot be accepted."""

    def __init__(self, fields: Mapping[str, Sequence[str]], **facts: object) -> None:
        """Keep, for each field at fault, what is wrong with it."""
        self.fields: dict[str, list[str]] = {name: list(reasons) for name, reasons in fields.items()}
        super().__init__(**facts)

    @classmethod
    def field(cls, name: str, reason: str) -> Invalid:
        """The error for a single field."""
        return cls({name: [reason]})

    def __str__(self) -> str:
        """The message with the fields, for logs and command lines."""
        told = "; ".join(f"{name}: {', '.join(reasons)}" for name, reasons in self.fields.items())
        return f"{self._message()} {told}".strip()


class Conflict(AftercareError):
    """This contradicts what has happened meanwhile."""


class TooMany(AftercareError):
    """Too many attempts; try again in {retry_after} seconds."""


class Unavailable(AftercareError):
    """The database does not answer at the moment; try again shortly."""
