"""The variables that something in a deployment sets; whatever else is read is probably misspelt."""

from __future__ import annotations

from collections.abc import Iterator

from service.engine.intake.camunda import camunda, extensions
from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document, name_of

START_NAMES = frozenset(
    {
        "kind",
        "channel",
        "subject",
        "description",
        "order_no",
        "product_model",
        "purchased_on",
        "contracted_on",
        "expected_solution",
        "address",
        "customer_name",
        "contact_name",
        "contact_phone",
        "contact_email",
        "tier",
        "case_number",
        "case_id",
        "contacted_at",
        "round",
        "message_text",
        "message_channel",
        "reason",
        "business_key",
    }
)
_HOST_NAMES = frozenset({"sla", "now", "today", "loopCounter", "nrOfInstances", "nrOfCompletedInstances"})
_TABLE_NAMES = frozenset({"case_kind"})
"""What the service itself tells the table of deadlines, beside the variables of the case."""
_MULTI_INSTANCE_NAMES = frozenset({"nrOfActiveInstances"})


def known_names(deployment: Deployment) -> frozenset[str]:
    """Every variable set by a form, a mapping, a decision, a loop or the start of a case."""
    found = set(START_NAMES | _HOST_NAMES | _TABLE_NAMES | _MULTI_INSTANCE_NAMES)
    for form in deployment.forms.values():
        found |= {field.path[0] for field in form.fields}
        if form.sections:
            found.add("signed_sections")
    for document in deployment.documents:
        found |= set(_set_by(document))
    return frozenset(found)


def _set_by(document: Document) -> Iterator[str]:
    for element in document.elements():
        name = name_of(element)
        yield from _set_by_extensions(element)
        for attribute in ("resultVariable", "elementVariable", "errorCodeVariable", "errorMessageVariable"):
            if camunda(element, attribute):
                yield camunda(element, attribute)
        if name in ("inputDataItem", "outputDataItem", "dataObject", "property") and element.get("name"):
            yield element.get("name")


def _set_by_extensions(element: object) -> Iterator[str]:
    for holder in extensions(element, "inputOutput"):
        yield from (parameter.get("name") or "" for parameter in holder)
    for mapping in (*extensions(element, "in"), *extensions(element, "out")):
        if mapping.get("target"):
            yield mapping.get("target")
