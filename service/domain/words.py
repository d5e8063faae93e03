"""Text that people read, in every language the product speaks; a leaf that imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def told_in(self, language: str) -> str:
        """The text for a reader of this language (``zh``, ``zh_CN``, ``en-GB`` …); English when unknown."""
        return self.zh if language.lower().startswith("zh") else self.en
