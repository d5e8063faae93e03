"""Every text of a process file that is computed: where it stands, and whether it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service import feel
from service.engine.intake.camunda import camunda, extensions, properties
from service.engine.intake.document import Document, Element, child, name_of, text_of
from service.engine.intake.house.rules import running
from service.feel.errors import FeelError

_ATTRIBUTES = (
    "candidateGroups",
    "candidateUsers",
    "assignee",
    "dueDate",
    "followUpDate",
    "priority",
    "topic",
    "collection",
)
_COMPUTED_PROPERTIES = frozenset({"excluded", "round", "correlation_key", "correlationKey", "correlation"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is computed: the element it belongs to, what it is there, whether it is FEEL even bare."""

    element: Element
    what: str
    text: str
    bare: bool = False

    @property
    def is_computed(self) -> bool:
        """Whether it is an expression rather than itself."""
        return self.bare or self.text.lstrip().startswith("=") or "${" in self.text or "#{" in self.text

    def compile(self) -> feel.Expression:
        """The expression; raises ``FeelError``."""
        if self.bare and "${" not in self.text and "#{" not in self.text:
            return feel.compile_expression(self.text.lstrip().removeprefix("="))
        return feel.compile_text(self.text)

    @property
    def problem(self) -> str | None:
        """Why it cannot be read, or None."""
        if not self.is_computed:
            return None
        try:
            self.compile()
        except FeelError as error:
            return str(error)
        return None

    @property
    def names(self) -> frozenset[str]:
        """The variables it reads; none when it cannot be read."""
        if not self.is_computed:
            return frozenset()
        try:
            return self.compile().sure_names
        except FeelError:
            return frozenset()


def texts_of(document: Document) -> Iterator[Text]:
    """Every computed text of the processes that are meant to run."""
    yield from _conditions(document)
    yield from _mappings(document)
    for element in running(
        document, "userTask", "serviceTask", "sendTask", "businessRuleTask", "callActivity"
    ):
        for attribute in _ATTRIBUTES:
            if camunda(element, attribute):
                yield Text(element, attribute, camunda(element, attribute))
    for element in running(document, "multiInstanceLoopCharacteristics"):
        if camunda(element, "collection").startswith(("=", "$", "#")):
            yield Text(element, "collection", camunda(element, "collection"))
    for task in running(document, "scriptTask"):
        if task.get("scriptFormat", "").lower() == "feel":
            yield Text(task, "script", text_of(child(task, "script")), bare=True)


def _conditions(document: Document) -> Iterator[Text]:
    for name in (
        "conditionExpression",
        "loopCardinality",
        "loopCondition",
        "completionCondition",
        "condition",
    ):
        for element in running(document, name):
            if text_of(element):
                yield Text(element, name, text_of(element), bare=True)


def _mappings(document: Document) -> Iterator[Text]:
    for element in running(document, *_WITH_EXTENSIONS):
        for holder in extensions(element, "inputOutput"):
            for parameter in holder.iterdescendants():
                if isinstance(parameter.tag, str) and not len(parameter) and name_of(parameter) != "script":
                    yield Text(element, name_of(parameter), text_of(parameter))
        for mapping in (*extensions(element, "in"), *extensions(element, "out")):
            if mapping.get("sourceExpression"):
                yield Text(element, "sourceExpression", mapping.get("sourceExpression"))
        for name, value in properties(element):
            if name in _COMPUTED_PROPERTIES:
                yield Text(element, name, value)


_WITH_EXTENSIONS = (
    "userTask",
    "serviceTask",
    "sendTask",
    "receiveTask",
    "scriptTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "messageEventDefinition",
    "message",
)
