"""Parts of the Camunda dialect that mean code or machinery this service does not have."""

from __future__ import annotations

from service.engine.intake.camunda import camunda, extensions
from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document, child
from service.engine.intake.findings import Hits
from service.engine.intake.house.rules import HouseBook, running

book = HouseBook()

_CODE_ATTRIBUTES = ("class", "delegateExpression", "expression")
_TASKS = ("serviceTask", "sendTask", "businessRuleTask")
_ASYNC = ("asyncBefore", "asyncAfter", "async")


@book.rule("code-in-diagram", 'Make it an external task: type "external", and a topic.')
def service_tasks_hold_no_code(deployment: Deployment, document: Document) -> Hits:
    """A diagram names no Java class and runs no expression as a service; nothing here would execute it."""
    for task in running(document, *_TASKS):
        for attribute in _CODE_ATTRIBUTES:
            if camunda(task, attribute):
                yield task, f"{attribute} asks to run code, which is not done."
        if any(True for _ in extensions(task, "connector")):
            yield task, "A connector is not run."


@book.rule("service-task-without-topic", 'Set its type to "external", and a topic such as notify.')
def service_tasks_have_a_topic(deployment: Deployment, document: Document) -> Hits:
    """A service task is done by an outside worker, found by its topic."""
    for task in running(document, "serviceTask"):
        if any(camunda(task, attribute) for attribute in _CODE_ATTRIBUTES):
            continue
        if camunda(task, "type") != "external" or not camunda(task, "topic"):
            yield task, "No worker could find this service task: it is not external, or has no topic."


@book.rule("script-format", 'Write the script in FEEL, and say scriptFormat="feel".')
def scripts_are_feel(deployment: Deployment, document: Document) -> Hits:
    """A script is FEEL with a variable for its result; no other language is run."""
    for task in running(document, "scriptTask"):
        if task.get("scriptFormat", "").strip().lower() != "feel":
            yield task, f"Scripts in {task.get('scriptFormat') or 'an unnamed language'} are not run."
        elif not camunda(task, "resultVariable") or child(task, "script") is None:
            yield task, "The script task has no script, or no variable for its result."


@book.rule("listener-ignored", "Model what it does as a task.")
def listeners_are_not_run(deployment: Deployment, document: Document) -> Hits:
    """Listeners are code beside the diagram; nobody reading it would see them."""
    for element in document.elements():
        for name in ("executionListener", "taskListener"):
            if any(True for _ in extensions(element, name)):
                yield element, f"An {name} is not run."


@book.advice("async-ignored", "Remove the mark; every wait is stored anyway.")
def asynchronous_marks_mean_nothing(deployment: Deployment, document: Document) -> Hits:
    """Asynchronous continuation marks have no effect here."""
    for element in document.elements():
        if any(camunda(element, name) == "true" for name in _ASYNC):
            yield element, "The asynchronous continuation has no effect."


@book.rule("script-in-mapping", "Write the value as FEEL after =.")
def mappings_hold_no_scripts(deployment: Deployment, document: Document) -> Hits:
    """A mapping's value is an expression; a script in it is not run."""
    for element in document.elements():
        for holder in extensions(element, "inputOutput"):
            if any(str(inner.tag).endswith("}script") for inner in holder.iterdescendants()):
                yield element, "A script in a mapping is not run."
