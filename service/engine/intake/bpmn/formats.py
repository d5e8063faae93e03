"""What attributes write in the formats of other standards: media types and addresses of languages."""

from __future__ import annotations

import re

from service.engine.intake.document import XSI_TYPE, Document
from service.engine.intake.findings import Hits, Rulebook

book = Rulebook()

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;.*)?", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


@book.rule("text-format", "Write a media type such as text/plain, or leave it out.")
def texts_name_a_media_type(document: Document) -> Hits:
    """The format of a documentation or text annotation is a media type."""
    for element in document.all("documentation", "textAnnotation"):
        text_format = element.get("textFormat")
        if text_format is not None and not _MEDIA_TYPE.fullmatch(text_format.strip()):
            yield element, f"textFormat {text_format[:60]!r} is no media type."


@book.rule("script-media-type", "Write the script's media type.", formal=True)
def scripts_name_a_media_type(document: Document) -> Hits:
    """The format of a script is a media type."""
    for task in document.all("scriptTask", "globalScriptTask"):
        name = task.get("scriptFormat", task.get("scriptLanguage"))
        if name is not None and not _MEDIA_TYPE.fullmatch(name.strip()):
            yield task, f"The script's format {name[:60]!r} is no media type."


@book.rule("language-address", "Write the language's address (URI).", formal=True)
def languages_have_an_address(document: Document) -> Hits:
    """The languages of expressions and types are named by an address."""
    for definitions in document.all("definitions"):
        for attribute in ("expressionLanguage", "typeLanguage"):
            value = definitions.get(attribute)
            if value is not None and not _URI.fullmatch(value.strip()):
                yield definitions, f"{attribute} {value[:60]!r} is no address."
    for element in document.elements():
        language = element.get("language")
        if language is not None and element.get(XSI_TYPE) and not _URI.fullmatch(language.strip()):
            yield element, f"The language {language[:60]!r} is no address."
