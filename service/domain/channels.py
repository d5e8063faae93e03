"""Ways by which customers reach us and we them: each has one name, whatever it was called when it was
entered.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_SAME = {
    "e_mail": "email",
    "mail": "email",
    "online_chat": "chat",
    "live_chat": "chat",
    "feedback_form": "form",
    "web_form": "form",
    "telephone": "phone",
    "call": "phone",
    "text": "sms",
    "short_message": "sms",
    "survey": "questionnaire",
    "online_rating": "rating",
    "face_to_face": "visit",
}


def channel_of(said: str, known: Collection[str]) -> str | None:
    """The channel meant by these words, None where it is none of the known ones."""
    name = re.sub(r"[\s_-]+", "_", said.strip().lower())
    return next((each for each in (name, _SAME.get(name, "")) if each in known), None)
