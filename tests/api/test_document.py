"""The OpenAPI document: valid, complete, and true to the routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def document(bare: FlaskClient) -> dict[str, Any]:
    return dict(bare.get("/openapi.json").json)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield method, path, operation


def references(inside: Any) -> Iterator[str]:
    if isinstance(inside, dict):
        if isinstance(inside.get("$ref"), str):
            yield inside["$ref"]
        for each in inside.values():
            yield from references(each)
    elif isinstance(inside, list):
        for each in inside:
            yield from references(each)


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(document).validate()


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in set(references(document)):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            assert step in found, reference
            found = found[step]


def test_every_api_route_is_in_the_document(bare_app: Flask, document: dict[str, Any]) -> None:
    told = {(method.upper(), path) for method, path, _ in operations(document)}
    there = {
        (method, re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in bare_app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert told == there


def test_every_call_of_the_issue_is_there(document: dict[str, Any]) -> None:
    told = {(method.upper(), path.removeprefix("/api/v1")) for method, path, _ in operations(document)}
    case, task, instance = "/cases/{case_id}", "/tasks/{task_id}", "/instances/{instance_id}"
    wanted = {
        ("POST", "/sessions"),
        ("POST", "/cases"),
        ("GET", "/cases"),
        ("GET", case),
        ("GET", f"{case}/history"),
    }
    wanted |= {("POST", f"{case}/{verb}") for verb in ("messages", "withdraw")}
    wanted |= {("GET", "/tasks"), ("GET", task), ("PUT", f"{task}/draft")}
    wanted |= {
        ("POST", f"{task}/{verb}")
        for verb in ("claim", "unclaim", "complete", "reassign", "delegate", "comments")
    }
    wanted |= {("GET", "/instances"), ("GET", instance), ("GET", f"{instance}/history")}
    wanted |= {("POST", f"{instance}/{verb}") for verb in ("suspend", "resume", "terminate")}
    wanted |= {("GET", "/timers"), ("POST", "/timers/{timer_id}/move"), ("GET", "/incidents")}
    wanted |= {("POST", f"/incidents/{{incident_id}}/{verb}") for verb in ("retry", "resolve")}
    wanted |= {("POST", "/deployments"), ("GET", "/definitions"), ("GET", "/definitions/{key}/{version}/xml")}
    wanted |= {("POST", "/messages"), ("GET", "/health")}
    assert wanted <= told


def test_every_operation_says_what_it_does_and_who_may(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["x-access"], (method, path)
        assert "security" in operation, (method, path)
        if operation["security"]:
            assert {"401", "403"} <= operation["responses"].keys(), (method, path)


def test_every_post_that_changes_something_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        names = {each["name"] for each in operation.get("parameters", ())}
        # A public form has its stamp for a key: nobody is known there whose key it could be.
        expected = method == "post" and path not in ("/api/v1/sessions", "/api/v1/public-cases")
        assert ("Idempotency-Key" in names) == expected, (method, path)


def test_every_field_of_a_request_is_described(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        if name == "PaginationMetadata":
            continue
        for field, told in schema.get("properties", {}).items():
            assert told.get("description") or "$ref" in told or "allOf" in told, f"{name}.{field}"


def test_refusals_are_problems_in_the_document(document: dict[str, Any]) -> None:
    for name, response in document["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name
    assert "Retry-After" in document["components"]["responses"]["TOO_MANY_REQUESTS"]["headers"]


def test_every_list_says_what_follows_or_that_nothing_does(document: dict[str, Any]) -> None:
    boards = {"/api/v1/breaches", "/api/v1/figures"}  # tables with sums beside their rows
    schemas = document["components"]["schemas"]
    lists = []
    for method, path, operation in operations(document):
        shape = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
        name = shape.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
        fields = schemas.get(name, {}).get("properties", {})
        if method == "get" and "items" in fields and path not in boards:
            lists.append(path)
            assert "next_cursor" in fields and "next_cursor" in schemas[name]["required"], path
    assert len(lists) > 30


def test_every_field_of_a_query_is_in_the_document(bare_app: Flask, document: dict[str, Any]) -> None:
    asked = {}
    for name, view in bare_app.view_functions.items():
        declared = getattr(view, "declared", None)
        if declared is not None and declared.query is not None:
            asked[name.rpartition(".")[2]] = set(declared.query().load_fields)
    told = {
        operation["operationId"]: {each["name"] for each in operation["parameters"] if each["in"] == "query"}
        for _, _, operation in operations(document)
        if operation["operationId"] in asked
    }
    assert told == asked
    assert {"state", "group", "assignee", "case", "process", "sort", "limit", "cursor"} <= told["list_tasks"]
