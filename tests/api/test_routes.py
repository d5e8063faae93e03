"""Every route says who may call it; every handler stays small."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from service import api

OPEN_TO_ALL = {
    "health",
    "health.get_health",
    "sessions.sign_in",
    "api-docs.openapi_json",
    "pages.static",
    "pages.front",
    "pages.docs",
    "form_pages.empty",
    "form_pages.send",
    "link_pages.answer",
    "link_pages.leave",
    "link_pages.left",
    "link_pages.photo",
    "link_pages.qr",
    "link_pages.questionnaire",
    "link_pages.sign_off",
    "link_pages.tracked",
    "link_pages.withdraw",
    "link_pages.write",
    "public-cases.get_empty_form",
    "public-cases.open_public_case",
    "tracking.answer_questions",
    "tracking.get_photo",
    "tracking.get_questions",
    "tracking.get_tracked",
    "tracking.send_photo",
    "tracking.take_it_back",
    "tracking.want_surveys",
    "tracking.write_to_us",
    "signing.sign_in",
    "signing.sign_in_now",
    "signing.signed_out",
    "oidc_pages.to_company",
    "oidc_pages.back",
    "oidc_pages.told_to_sign_out",
}


def test_every_route_declares_who_may_call_it(bare_app: Flask) -> None:
    undeclared = []
    for rule in bare_app.url_map.iter_rules():
        view = bare_app.view_functions[rule.endpoint]
        declared = any(hasattr(view, each) for each in ("declared", "public_because", "for_staff"))
        if not declared and rule.endpoint not in {"pages.static", "api-docs.openapi_json"}:
            undeclared.append(rule.endpoint)
    assert undeclared == []


def test_only_these_routes_are_for_everybody(bare_app: Flask) -> None:
    everybody = set()
    for rule in bare_app.url_map.iter_rules():
        view = bare_app.view_functions[rule.endpoint]
        declared = getattr(view, "declared", None)
        if not hasattr(view, "for_staff") and (declared is None or not declared.access.signed_in):
            everybody.add(rule.endpoint)
    assert everybody == OPEN_TO_ALL


def test_nobody_unknown_gets_past_the_door(bare: FlaskClient, bare_app: Flask) -> None:
    """No database is asked: without a token there is nobody to look up."""
    for rule in bare_app.url_map.iter_rules():
        declared = getattr(bare_app.view_functions[rule.endpoint], "declared", None)
        if declared is None or not declared.access.signed_in:
            continue
        values = {
            name: 1 if name == "version" else str(ID) if name != "key" else "x" for name in rule.arguments
        }
        with bare_app.test_request_context():
            address = rule.build(values)[1]  # type: ignore[index]
        answer = bare.open(address, method=declared.method, json={} if declared.changes else None)
        assert answer.status_code == 401, (declared.method, address)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json["code"] == "not_signed_in"


ID = "019aa1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b"


def handlers() -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for path in sorted(Path(inspect.getfile(api)).parent.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and any(
                "calls." in ast.unparse(each) for each in node.decorator_list
            ):
                found.append((f"{path.stem}.{node.name}", node))
    return found


def test_a_handler_is_short_and_catches_nothing() -> None:
    for name, node in handlers():
        body = node.body[1:]
        assert body[-1].end_lineno - body[0].lineno + 1 <= 10, name  # type: ignore[operator]
        assert not [each for each in ast.walk(node) if isinstance(each, ast.Try)], name


def test_error_statuses_are_written_in_one_place_only() -> None:
    for path in sorted(Path(inspect.getfile(api)).parent.rglob("*.py")):
        if path.name == "problems.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, int):
                assert not 400 <= node.value < 600 or path.parent.name == "schemas", (
                    f"{path.name}: {node.value}"
                )
