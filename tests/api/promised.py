"""Answers held against the OpenAPI document: what was promised is there, and nothing else is."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from typing import Any

import jsonschema_rs
from flask import Flask
from werkzeug.test import TestResponse


class Promises:
    """The document of an application, ready to hold answers against."""

    def __init__(self, app: Flask) -> None:
        """Read the document; every object with named fields is closed."""
        self._app = app
        self._document = deepcopy(dict(app.test_client().get("/openapi.json").json))
        for schema in self._document["components"]["schemas"].values():
            if "properties" in schema:
                schema["additionalProperties"] = False
        self._validator = lru_cache(maxsize=None)(self._build)

    def hold(self, method: str, answer: TestResponse) -> None:
        """Fail on an answer whose status, type or shape the document does not promise."""
        rule = self._rule(answer)
        if rule is None:
            return
        told = self._document["paths"][rule][method.lower()]["responses"]
        status = str(answer.status_code)
        assert status in told, (
            f"{method} {rule} does not promise {status}: {answer.get_data(as_text=True)[:500]}"
        )
        found = self._validator(rule, method.lower(), status, answer.mimetype)
        if found is not None and answer.mimetype.endswith("json"):
            found.validate(answer.json)

    def _build(self, rule: str, method: str, status: str, media_type: str) -> Any:
        told = self._document["paths"][rule][method]["responses"][status]
        if "$ref" in told:
            told = self._document["components"]["responses"][told["$ref"].rsplit("/", 1)[1]]
        if "content" not in told:
            return None
        assert media_type in told["content"], f"{method} {rule} does not promise {media_type} with {status}"
        schema = {**told["content"][media_type]["schema"], "components": self._document["components"]}
        return jsonschema_rs.validator_for(schema, validate_formats=True)

    def _rule(self, answer: TestResponse) -> str | None:
        """The path in the document that this answer's request was routed to."""
        adapter = self._app.url_map.bind("localhost")
        request = answer.request
        try:
            rule, _ = adapter.match(request.path, method=request.method, return_rule=True)
        except Exception:
            return None
        path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
        return path if path in self._document["paths"] else None
