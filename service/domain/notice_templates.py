"""The words of notices: what may stand in them, and how they are filled in.

A placeholder is ``{name}``; nothing else in braces is accepted, and what fills a placeholder is put in once,
so that a customer's own braces stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Key, Words
from service.errors import Invalid

_PLACE = re.compile(r"\{([a-z_]+)\}")
MISSING = "–"
"""What stands for a fact nobody gave: a missing word must stop nothing."""

INSTANT = "instant"
"""Marks a fact that is an instant: it is told by the clock of whoever reads the notice."""

MOST_SUBJECT, MOST_TEXT = 300, 4_000

_CASE = ("case", "subject", "customer_name", "company", "link")
_CLOCK = ("case", "clock", "standing", "number")
_LATE = ("case", "late_activity", "late_group", "text")
_AWAY = ("who", "substitute", "absent", "group", "begins", "ends", "link")
_TASK = ("case", "what", "who", "text", "number", "link")
PLACES: Mapping[str, tuple[str, ...]] = {
    "received": (*_CASE, "due"),
    "progress": (*_CASE, "text", "expected_completion"),
    "delay": (*_CASE, "promise", "due"),
    "done": (*_CASE, "outcome"),
    "questionnaire": (*_CASE, "unsubscribe"),
    "questionnaire_reminder": (*_CASE, "unsubscribe"),
    "recourse": (*_CASE, "text"),
    "your_tier": ("customer_name", "tier", "company"),
    "consent": ("company",),
    "task_arrived": ("task", "group", "count", "desk"),
    "task_taken": ("case", "task", "desk"),
    "promise_due": ("case", "promise", "due", "desk"),
    "promise_broken": ("case", "promise", "due", "desk"),
    "breach": _LATE,
    "remind": _LATE,
    "clock_warning": _CLOCK,
    "clock_breach": _CLOCK,
    "clock_review": _CLOCK,
    "tier_changed": ("customer_name", "text", "tier", "tier_before"),
    "mentioned": _TASK,
    "case_copied": _TASK,
    "task_given": _TASK,
    "task_handed": _TASK,
    "task_lent": _TASK,
    "task_moved": _TASK,
    "section_unsigned": _TASK,
    "task_nudged": _TASK,
    "task_resolved": _TASK,
    "task_returned": _TASK,
    "task_sign_asked": _TASK,
    "task_sign_refused": _TASK,
    "task_signed": _TASK,
    "task_taken_back": _TASK,
    "substitute_named": (*_AWAY, "text"),
    "substitute_released": _AWAY,
    "wrote_after_closing": ("case", "text"),
    "plain": ("case", "text"),
}
"""Every template there is, with the placeholders that mean something in it."""

TO_CUSTOMERS = frozenset(
    {
        "received",
        "progress",
        "delay",
        "done",
        "questionnaire",
        "questionnaire_reminder",
        "recourse",
        "your_tier",
        "consent",
    }
)
"""What customers read; the others are for staff."""

PROMOTIONAL = frozenset({"questionnaire", "questionnaire_reminder"})
"""What nobody has to be told: whoever unsubscribed does not get these."""


class NoticeTemplate(Base):
    """A wording somebody gave a notice; the newest version holds, the older ones stay on record."""

    __tablename__ = "notice_template"

    key: Mapped[Key] = mapped_column(primary_key=True)
    language: Mapped[Key] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[Words]
    text: Mapped[Words]
    made_at: Mapped[datetime]
    made_by: Mapped[Key]


class NoticeMark(Base):
    """How far a duty that tells people of what happened has come."""

    __tablename__ = "notice_mark"

    name: Mapped[Key] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def check_words(key: str, subject: str, text: str) -> None:
    """Refuse words with a placeholder that means nothing here, or a brace that belongs to none."""
    wrong: dict[str, list[str]] = {}
    for name, words, most in (("subject", subject, MOST_SUBJECT), ("text", text, MOST_TEXT)):
        if not words.strip():
            wrong[name] = ["say something"]
        elif len(words) > most:
            wrong[name] = [f"at most {most} characters"]
        elif problem := _problem(key, words):
            wrong[name] = [problem]
    if wrong:
        raise Invalid(wrong)


def fill(words: str, facts: Mapping[str, str]) -> str:
    """The words with their placeholders filled in, once."""
    return _PLACE.sub(lambda found: facts.get(found[1]) or MISSING, words)


def _problem(key: str, words: str) -> str:
    known = PLACES.get(key, ())
    unknown = [name for name in _PLACE.findall(words) if name not in known]
    if unknown:
        return "no such placeholder: " + ", ".join(f"{{{name}}}" for name in unknown)
    rest = _PLACE.sub("", words)
    return "a brace that belongs to no placeholder" if "{" in rest or "}" in rest else ""
