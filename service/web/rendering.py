"""A page made of a template and facts, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, current_app, make_response, render_template, request

from service import __version__
from service.runtime import Runtime
from service.web import attachment_words, language, words
from service.web.bundle import asset_url
from service.web.times import Times


def page(template: str, *, status: HTTPStatus = HTTPStatus.OK, **facts: object) -> Response:
    """A page in the reader's language, with times by the clock of the fact ``zone``, else the company's."""
    reads = language.asked_language()
    rt = runtime()
    zone = str(facts.pop("zone", "") or rt.settings.time_zone)
    if "names" in facts:
        facts["names"] = _and_who_is_nobody(cast("Mapping[str, str]", facts["names"]), words.TABLES[reads])
    html = render_template(
        template,
        say=words.TABLES[reads].__getitem__,
        word=lambda kind, value: words.TABLES[reads].get(f"{kind}_{value}", value),
        language=reads,
        tags=language.TAGS,
        languages=language.LANGUAGES,
        switched=_switched,
        asset=asset_url,
        lasting=lambda seconds: words.lasting(seconds, reads),
        times=Times(rt.now(), zone, reads),
        release=__version__,
        size_words=attachment_words.size_words,
        attachment_limit=rt.settings.attachment_bytes,
        **facts,
    )
    response = make_response(html, status)
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Cache-Control"] = "no-cache"
    return language.keep_choice(response, secure=rt.settings.over_tls)


def _and_who_is_nobody(names: Mapping[str, str], say: Mapping[str, str]) -> Mapping[str, str]:
    """What people are called, and what those who act without being people are."""
    return {**names, "system": say["who_system"], "customer": say["who_customer"]}


def runtime() -> Runtime:
    """The runtime of the app that serves this request."""
    rt: Runtime = current_app.extensions["aftercare"]
    return rt


def _switched(code: str) -> str:
    """This address in another language; for the answer to a form, the page it was sent from."""
    path, asked = "", [*request.args.items(multi=True)]
    sent_from = urlsplit(request.referrer or "")
    if request.method == "POST" and sent_from.netloc == request.host:
        path, asked = "/" + sent_from.path.lstrip("/"), parse_qsl(sent_from.query)
    return f"{path}?" + urlencode([*(each for each in asked if each[0] != "lang"), ("lang", code)])
