"""Fields whose refusals are whole sentences, the same ones forms use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing, validate

SHORT = 200
LONG = 20_000
NO_REASON = "no reason given"

_REQUIRED = "An answer is required."
_COMMON = {
    "required": _REQUIRED,
    "null": "This cannot be null.",
    "validator_failed": "This is not acceptable.",
}


class Loaded(Schema):
    """A schema for what is sent to us: unknown names are refused."""

    error_messages = {
        "unknown": "There is no such field here.",
        "type": "This must be an object with fields.",
    }

    def _deserialize(self, data: Any, **given: Any) -> Any:
        """As marshmallow does it, without asking fields for values nobody sent: most fields of most requests.

        Our fields are sent under their own names.
        """
        if not isinstance(data, Mapping) or given["many"] or given["partial"]:
            return super()._deserialize(data, **given)
        errors, found = given["error_store"], {}
        for name, field in self.load_fields.items():
            value = field.load_default() if callable(field.load_default) else field.load_default
            if name in data or field.required:
                try:
                    value = field.deserialize(data.get(name, missing), name, data)
                except ValidationError as wrong:
                    errors.store_error(wrong.messages, name)
                    value = wrong.valid_data or missing
            if value is not missing:
                found[name] = value
        for name in data.keys() - self.load_fields.keys():
            errors.store_error([self.error_messages["unknown"]], name)
        return found


class Shown(Schema):
    """A schema for what we answer; used for the document only."""

    class Meta:
        unknown = EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Promise no lengths: they limit what is sent to us, not what we tell."""
        promised = [each for each in field_obj.validators if not isinstance(each, validate.Length)]
        field_obj.validators = promised


def _told(description: str, example: object) -> dict[str, Any]:
    """Metadata for the document."""
    found: dict[str, Any] = {"description": description} if description else {}
    if example is not None:
        found["examples"] = [example]
    return found


class Text(fields.String):
    """Text of at most ``most`` characters; required text must hold more than white space."""

    default_error_messages = {
        **_COMMON,
        "invalid": "This must be text.",
        "invalid_utf8": "This must be text.",
    }

    def __init__(self, told: str = "", *, example: object = None, most: int = SHORT, **given: Any) -> None:
        """A text field with its description and limits."""
        least = 1 if given.get("required") else 0
        length = validate.Length(min=least or None, max=most, error=f"At most {most} characters.")
        super().__init__(metadata=_told(told, example), validate=[length, *given.pop("also", ())], **given)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **given: Any) -> Any:
        text = super()._deserialize(value, attr, data, **given)
        if self.required and not text.strip():
            raise self.make_error("required")
        return text


class Choice(Text):
    """One word out of a few."""

    def __init__(self, options: Iterable[str], told: str = "", **given: Any) -> None:
        """A field that takes only these words."""
        words = tuple(options)
        one_of = validate.OneOf(words, error="{input} is not one of the choices.")
        super().__init__(told, also=(one_of,), **given)


class Instant(fields.AwareDateTime):
    """An instant with its offset, kept in UTC."""

    default_error_messages = {
        **_COMMON,
        "invalid": "This must be a date and time like 2026-01-31T14:30:00+08:00.",
        "invalid_awareness": "This must be a date and time like 2026-01-31T14:30:00+08:00.",
        "format": "This must be a date and time like 2026-01-31T14:30:00+08:00.",
    }

    def __init__(
        self, told: str = "", *, example: object = "2026-01-31T14:30:00+08:00", **given: Any
    ) -> None:
        """An instant with its description."""
        super().__init__(format="iso", metadata=_told(told, example), **given)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **given: Any) -> datetime:
        found: datetime = super()._deserialize(value, attr, data, **given)
        try:
            return found.astimezone(UTC)
        except OverflowError as wrong:
            raise self.make_error("invalid") from wrong


class Day(fields.Date):
    """A date."""

    default_error_messages = {
        **_COMMON,
        "invalid": "This must be a date like 2026-01-31.",
        "format": "This must be a date like 2026-01-31.",
    }

    def __init__(self, told: str = "", *, example: object = "2025-11-03", **given: Any) -> None:
        """A date with its description."""
        super().__init__(format="iso", metadata=_told(told, example), **given)


class Whole(fields.Integer):
    """A whole number inside bounds; from JSON only a number will do."""

    default_error_messages = {
        **_COMMON,
        "invalid": "This must be a whole number.",
        "too_large": "This must be a whole number.",
    }

    def __init__(
        self, told: str = "", *, least: int, most: int, example: object = None, **given: Any
    ) -> None:
        """A whole number with its description and bounds."""
        bounds = (
            validate.Range(min=least, error=f"This must be at least {least}."),
            validate.Range(max=most, error=f"This must be at most {most}."),
        )
        super().__init__(metadata=_told(told, example), validate=bounds, **given)


class Exact(fields.Decimal):
    """An exact decimal number, written as a JSON number."""

    default_error_messages = {**_COMMON, "invalid": "This must be a number."}

    def __init__(self, told: str = "", *, example: object = None, **given: Any) -> None:
        """A decimal number with its description."""
        super().__init__(metadata=_told(told, example), **given)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **given: Any) -> Decimal:
        if isinstance(value, (bool, str)):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **given)


class Identifier(fields.UUID):
    """An id of ours."""

    default_error_messages = {**_COMMON, "invalid_uuid": "This must be an id."}

    def __init__(
        self, told: str = "", *, example: object = "019aa1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b", **given: Any
    ) -> None:
        """An id with its description."""
        super().__init__(metadata=_told(told, example), **given)


class YesNo(fields.Boolean):
    """True or false, and nothing that merely looks like it."""

    default_error_messages = {**_COMMON, "invalid": "This must be true or false."}

    def __init__(self, told: str = "", *, example: object = None, **given: Any) -> None:
        """A yes-or-no field with its description."""
        super().__init__(metadata=_told(told, example), **given)


class Inside(fields.Nested):
    """An object inside an object."""

    default_error_messages = {**_COMMON, "type": "This must be an object with fields."}

    def __init__(self, schema: type[Schema], told: str = "", **given: Any) -> None:
        """A nested object with its description."""
        super().__init__(schema, metadata=_told(told, None), **given)


class Free(fields.Dict):
    """An object whose names are not ours: a process's variables, a form's answers."""

    default_error_messages = {**_COMMON, "invalid": "This must be an object with fields."}

    def __init__(self, told: str = "", *, example: object = None, **given: Any) -> None:
        """A free object with its description."""
        super().__init__(keys=fields.String(), metadata=_told(told, example), **given)


class Many(fields.List[Any]):
    """A list."""

    default_error_messages = {**_COMMON, "invalid": "This must be a list."}

    def __init__(
        self, inner: fields.Field[Any], told: str = "", *, example: object = None, **given: Any
    ) -> None:
        """A list with its description."""
        super().__init__(inner, metadata=_told(told, example), **given)


class WholeList(Shown):
    """A list that always comes whole; its ``items`` are told by each."""

    next_cursor = Text("Always null: nothing follows.", allow_none=True, required=True)
