"""Refusals in the reader's language: English is written where the error is, Chinese in ``chinese``.

The language is the request's ``Accept-Language``; without one that we speak, English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from service import errors
from service.api import chinese, chinese_findings
from service.domain.calendars.chinese import REFUSED
from service.domain.words import translated

LANGUAGES = ("en", "zh")

_PROTOCOL_ENGLISH = {
    "bad_request": ("Bad request", "The server could not read this request."),
    "no_such_address": ("No such address", "There is nothing at this address."),
    "method_not_allowed": ("Method not allowed", "This address does not know this method; see Allow."),
    "not_acceptable": ("Not acceptable", "The answer is not to be had in the form asked for."),
    "length_required": ("Length required", "Say how long the body is."),
    "body_too_large": ("Body too large", "The body is larger than this address takes."),
    "address_too_long": ("Address too long", "The address is too long."),
    "unsupported_media_type": (
        "Unsupported media type",
        "Send the body as application/json (files as multipart/form-data).",
    ),
    "headers_too_large": ("Headers too large", "The request's headers are too large."),
    "internal_error": ("Internal error", "Something went wrong on the server; it is in its log."),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What the people and groups that refusals name are called, by their keys."""

    people: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


def asked_language() -> str:
    """The language this request asks for."""
    for tag, _quality in request.accept_languages:
        primary = tag.lower().split("-")[0]
        if primary in LANGUAGES:
            return primary
    return "en"


def title(code: str, language: str) -> str:
    """The short name of a kind of problem."""
    if language == "zh" and code in chinese.PROBLEMS:
        return chinese.PROBLEMS[code][0]
    if code in _PROTOCOL_ENGLISH:
        return _PROTOCOL_ENGLISH[code][0]
    return code.replace("_", " ").capitalize().replace("json", "JSON").replace("Csrf", "CSRF")


def protocol_detail(code: str, language: str) -> str:
    """What happened, for what the web server itself refuses."""
    told = chinese.PROBLEMS if language == "zh" else _PROTOCOL_ENGLISH
    return told[code][1] if code in told else ""


def detail(error: errors.AftercareError, language: str, names: Names | None = None) -> str:
    """What happened this time, with its facts; without a translation, in English."""
    names = names or Names()
    english = (type(error).__doc__ or "").strip().splitlines()[0]
    template = chinese.PROBLEMS.get(error.code, ("", english))[1] if language == "zh" else english
    facts = {name: sentence(str(fact), language) for name, fact in error.facts.items()}
    if "groups" in facts:
        facts["groups"] = named(facts["groups"], names.groups, language)
    for fact, logins in error.people().items():
        facts[fact] = named(", ".join(logins), names.people, language)
    return template.format_map(facts)


def named(listed: str, names: Mapping[str, str], language: str) -> str:
    """Groups or people listed by their keys, by the names others know them by."""
    between = "、" if language == "zh" else ", "
    return between.join(names.get(each, each) for each in listed.split(", "))


def field_messages(error: errors.Invalid, language: str) -> dict[str, list[str]]:
    """What is wrong with each field; a form's own sentences are asked from the form."""
    fields_in = getattr(error.__cause__, "fields_in", None)
    if fields_in is not None:
        told: dict[str, list[str]] = fields_in(language)
        return told
    return {name: [sentence(each, language) for each in reasons] for name, reasons in error.fields.items()}


def of_finding(rule: str, reason: str, remedy: str) -> tuple[str, str]:
    """What is wrong with a file and what mends it, in the language this request asks for."""
    if asked_language() != "zh":
        return reason, remedy
    general, mends = chinese_findings.RULES.get(rule, chinese_findings.OTHER)
    return translated(reason, chinese_findings.REASONS) or general, mends


def sentence(english: str, language: str) -> str:
    """One of our sentences in the language asked; one we have no translation for stays as it is."""
    if language != "zh":
        return english
    return translated(english, chinese.SENTENCES) or translated(english, REFUSED) or english
