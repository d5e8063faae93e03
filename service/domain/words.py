"""Text that people read, in every language the product speaks; a leaf that imports nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Words:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def told_in(self, language: str) -> str:
        """The text for a reader of this language (``zh``, ``zh_CN``, ``en-GB`` …); English when unknown."""
        return self.zh if language.lower().startswith("zh") else self.en


def translated(english: str, table: Mapping[str, str]) -> str | None:
    """A sentence by the first template of the table that fits, its facts put into the translation."""
    for template, translation in table.items():
        found = _pattern(template).fullmatch(english)
        if found:
            return translation.format_map(found.groupdict())
    return None


@lru_cache(maxsize=1024)
def _pattern(template: str) -> re.Pattern[str]:
    """A template such as ``At most {length} characters.`` as a pattern that gives its facts back."""
    parts = re.split(r"\{(\w+)\}", template)
    text = "".join(f"(?P<{part}>.*)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile(text, re.DOTALL)
