"""Forms put to customers: what their page has no place for is found when it is deployed."""

from __future__ import annotations

import orjson

from service.engine.progress import SourceFile
from tests.intake.diagrams import ASK, bpmn, broken, checked, straight


def test_a_questionnaire_asks_its_customer_for_no_file() -> None:
    picker = {"type": "filepicker", "key": "photo", "label": "Photo"}
    asked = SourceFile("sample/rating.form", orjson.dumps({"id": "rating", "components": [picker]}))
    telling = (
        '<serviceTask id="tell" camunda:type="external" camunda:topic="ask_customer"><extensionElements>'
        "<camunda:inputOutput>{}</camunda:inputOutput></extensionElements></serviceTask>"
    )
    named = telling.format('<camunda:inputParameter name="form">rating</camunda:inputParameter>')
    content = bpmn(straight(named, "tell"))
    (found,) = checked(content, asked).findings
    assert (found.path, found.element_id, found.rule) == (asked.path, "photo", "questionnaire-asks-for-file")
    unnamed = SourceFile("sample/questionnaire.form", asked.content.replace(b"rating", b"questionnaire"))
    assert broken(bpmn(straight(telling.format(""), "tell")), unnamed) == {(found.rule, "photo")}
    listed = {"type": "dynamiclist", "path": "parts", "components": [picker]}
    rows = SourceFile(asked.path, orjson.dumps({"id": "rating", "components": [listed]}))
    assert broken(content, rows) == {(found.rule, "parts.photo")}
    assert broken(bpmn(straight(ASK.replace('"ask"/', '"rating"/'))), asked) == set()
