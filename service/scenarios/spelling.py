"""What a scenario writes in YAML, as values: FEEL values and spans of time."""

from __future__ import annotations

import re
from datetime import timedelta

from service.engine.progress import Value
from service.feel.values import adopt

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(min|minutes?|h|hours?|d|days?)")
_HOURS = {"m": 1 / 60, "h": 1, "d": 24}


def feel_values(raw: object) -> Value:
    """What YAML wrote, as FEEL values."""
    if isinstance(raw, dict):
        return {str(key): feel_values(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [feel_values(value) for value in raw]
    return adopt(raw)


def span(text: object) -> timedelta:
    """``2 h``, ``30 min``, ``3 days`` as a span of time."""
    found = _SPAN.fullmatch(str(text).strip())
    if found is None:
        raise ValueError(f"{text!r} is no span of time such as 2 h, 30 min or 3 days")
    return timedelta(hours=float(found[1]) * _HOURS[found[2][0]])
