"""JSON documents in and out of columns."""

from __future__ import annotations

import orjson

from service.feel.values import to_plain

load_json = orjson.loads
"""The document that a text writes."""


def dump_json(value: object) -> str:
    """The value as JSON text; FEEL values become what people read."""
    # A FEEL date is a dataclass: left to orjson, it would be taken apart into its fields.
    return orjson.dumps(value, default=to_plain, option=orjson.OPT_PASSTHROUGH_DATACLASS).decode()
