"""Lengths of working time as people say them: ``1 h 20 min``, ``1 小时 20 分钟``."""

from __future__ import annotations


def length_words(seconds: float, language: str) -> str:
    """Hours and minutes, rounded to the minute; a sign is for the caller to tell."""
    minutes = round(abs(seconds) / 60)
    hours, left = divmod(minutes, 60)
    words = ("{} 小时", "{} 分钟") if language == "zh" else ("{} h", "{} min")
    parts = [words[0].format(hours)] if hours else []
    parts += [words[1].format(left)] if left or not hours else []
    return " ".join(parts)
