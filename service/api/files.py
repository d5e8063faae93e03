"""Tables as files to take along."""

from __future__ import annotations

from flask import Response, stream_with_context

from service.queries.spreadsheets import MEDIA_TYPES, Sheet, csv_of, xlsx_of


def file_answer(sheet: Sheet, kind: str) -> Response:
    """The sheet as a download, never shown in the browser and kept by no cache."""
    body = stream_with_context(csv_of(sheet)) if kind == "csv" else xlsx_of(sheet)
    response = Response(body, mimetype=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response
