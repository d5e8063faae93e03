"""What cannot be done now, told to the person who tried, in their language and by people's names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from service.errors import AftercareError, Conflict, Invalid, NotAllowed, StepFailed, TooMany
from service.queries.desk import display_names
from service.web import language, words
from service.web.rendering import runtime

Result = TypeVar("Result")


def attempt(call: Callable[[], object]) -> str:
    """Do it; the empty text if it went well, else why not."""
    try:
        call()
    except (Conflict, NotAllowed, Invalid, StepFailed, TooMany) as refused:
        return sentence(refused)
    return ""


def sentence(refused: AftercareError) -> str:
    """The refusal as one sentence."""
    say = words.TABLES[language.asked_language()]
    facts = dict(refused.facts)
    facts["minutes"] = -(-int(str(facts.get("retry_after", 0))) // 60)
    template = say.get(f"refused_{refused.code}", say["refused_other"])
    for fact, logins in refused.people().items():
        if f"{{{fact}}}" in template:
            shown = display_names(runtime(), logins)
            facts[fact] = say["and_then"].join(shown[each] for each in logins)
    return template.format_map({name: str(fact) for name, fact in facts.items()})


def field_sentences(refused: Invalid) -> dict[str, list[str]]:
    """What is wrong with each field; a form's own sentences are asked from the form."""
    reads = language.asked_language()
    fields_in = getattr(refused.__cause__, "fields_in", None)
    if fields_in is not None:
        told: dict[str, list[str]] = fields_in(reads)
        return told
    say = words.TABLES[reads]
    return {name: [_told(say, each) for each in reasons] for name, reasons in refused.fields.items()}


def _told(say: Mapping[str, str], reason: str) -> str:
    """A reason in the page's words; the fact at its end, if it has one, stays."""
    head, _, fact = reason.partition(", on ")
    words = say.get("wrong_" + re.sub(r"[^a-z0-9]+", "_", head.lower()))
    return words.format(fact=fact) if words is not None else reason
