"""Values that never change: dataclasses whose fields nobody may set, as mypy sees to it.

At run time they are not frozen: Python would pay a call for each field of each one made, and a step makes
some thirty. A leaf: imports nothing of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(made: type[Made]) -> type[Made]:
    """The class as a dataclass with slots, compared and hashed by its fields."""
    return dataclass(slots=True, unsafe_hash=True)(made)
