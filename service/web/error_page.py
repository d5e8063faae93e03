"""The page of what is not there, not theirs, or did not work: with the desk around it for who works there."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g

from service.web.rendering import page

_BY_STATUS = {HTTPStatus.FORBIDDEN: "forbidden", HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "large"}
_LOST = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE)


def error_page(status: HTTPStatus, about: str = "") -> Response:
    """What went wrong, in words, and where to go on; ``about`` names the words where the status does not.

    It knows the visitor by what was asked before and asks the database nothing, which may be what failed.
    """
    visitor = g.get("visitor")
    if not about:
        lost = "lost_at_desk" if visitor else "lost"
        about = lost if status in _LOST else _BY_STATUS.get(status, "trouble")
    return page("error.html", status=status, about=about, visitor=visitor)
