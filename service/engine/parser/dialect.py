"""Reading the Camunda 7 and Operaton attributes and extension elements of one XML element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.engine.language import Expression, Gathered, Language
from service.engine.progress import CannotRun
from service.engine.specs.node import Details, Parameter

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = ("http://camunda.org/schema/1.0/bpmn", "http://operaton.org/schema/1.0/bpmn")

CODE_ATTRIBUTES = ("class", "delegateExpression", "variableMappingClass", "variableMappingDelegateExpression")
CODE_ELEMENTS = ("executionListener", "taskListener", "connector", "field")


def tag(node: Any) -> str:
    """The local name of an element."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def bpmn(name: str) -> str:
    """A BPMN element's full tag."""
    return f"{{{BPMN}}}{name}"


def children(node: Any, *names: str) -> Iterator[Any]:
    """The child elements of BPMN with one of these local names."""
    for child in node:
        if isinstance(child.tag, str) and child.tag.startswith(f"{{{BPMN}}}") and tag(child) in names:
            yield child


def child(node: Any, name: str) -> Any | None:
    """The first BPMN child element of that name."""
    return next(children(node, name), None)


def text_in(node: Any | None) -> str:
    """The text of an element, without the blanks around it."""
    return "" if node is None else "".join(node.itertext()).strip()


def camunda(node: Any, name: str) -> str | None:
    """A Camunda (or Operaton) attribute."""
    return next(
        (node.get(f"{{{uri}}}{name}") for uri in CAMUNDA if node.get(f"{{{uri}}}{name}") is not None), None
    )


def extensions(node: Any, name: str) -> Iterator[Any]:
    """The Camunda (or Operaton) extension elements of that name."""
    holder = child(node, "extensionElements")
    if holder is not None:
        yield from (each for each in holder if each.tag in {f"{{{uri}}}{name}" for uri in CAMUNDA})


class DialectReader:
    """Reads what the dialect adds to one element."""

    def __init__(self, node: Any, language: Language) -> None:
        """A reader for one element."""
        self.node = node
        self.language = language
        self.element_id = node.get("id")

    def refuse(self, reason: str, remedy: str) -> CannotRun:
        """The error that says what cannot be run here, to be raised."""
        return CannotRun(reason, activity_id=self.element_id, remedy=remedy)

    def refuse_code(self) -> None:
        """Raise CannotRun for anything that would be code of another engine."""
        for name in CODE_ATTRIBUTES:
            if camunda(self.node, name) is not None:
                raise self.refuse(
                    f"camunda:{name} names code, which is not run", "use an external task with a topic"
                )
        for name in CODE_ELEMENTS:
            if next(extensions(self.node, name), None) is not None:
                raise self.refuse(f"camunda:{name} is not run", "draw it as an element of the process")

    def expression(self, name: str) -> Expression | None:
        """A Camunda attribute as an expression; absent or empty is None."""
        text = camunda(self.node, name)
        return None if text is None or not text.strip() else self.language.text(text.strip(), self.element_id)

    def properties(self) -> dict[str, str]:
        """The extension properties, as written."""
        found = {}
        for holder in extensions(self.node, "properties"):
            for each in holder:
                if tag(each) == "property":
                    found[each.get("name") or each.get("id") or ""] = each.get("value") or ""
        return found

    def details(self) -> Details:
        """Extension properties and input and output mappings."""
        raw = self.properties()
        mapping = next(extensions(self.node, "inputOutput"), None)
        inputs: list[Parameter] = []
        outputs: list[Parameter] = []
        for each in mapping if mapping is not None else ():
            kind = tag(each)
            if kind in ("inputParameter", "outputParameter"):
                target = inputs if kind == "inputParameter" else outputs
                target.append(Parameter(each.get("name") or "", self.parameter_value(each)))
        properties = {name: self.property_value(name, text) for name, text in raw.items()}
        return Details(properties, raw, tuple(inputs), tuple(outputs))

    def property_value(self, name: str, text: str) -> Expression:
        """A property's value: an expression where it is written as one."""
        return self.language.text(text, self.element_id)

    def parameter_value(self, node: Any) -> Expression:
        """The value of a parameter, list item or map entry: text, expression, script, list or map."""
        inner = next((each for each in node if isinstance(each.tag, str)), None)
        if inner is None:
            return self.language.text(text_in(node), self.element_id)
        kind = tag(inner)
        if kind == "list":
            return Gathered([self._item(each) for each in inner if isinstance(each.tag, str)])
        if kind == "map":
            entries = [each for each in inner if tag(each) == "entry"]
            return Gathered(
                [self.parameter_value(each) for each in entries], [e.get("key") or "" for e in entries]
            )
        if kind == "script":
            return self.language.script(inner.get("scriptFormat") or "", text_in(inner), self.element_id)
        raise self.refuse(f"a mapping cannot hold camunda:{kind}", "use text, an expression, a list or a map")

    def _item(self, node: Any) -> Expression:
        if tag(node) == "script":
            return self.language.script(node.get("scriptFormat") or "", text_in(node), self.element_id)
        return self.parameter_value(node)

    def correlation(self, properties: Mapping[str, str]) -> dict[str, Expression]:
        """The keys of a message: ``correlation_key``, or one ``correlation_key.<name>`` for each."""
        return {
            name.partition(".")[2] or "correlation_key": self.language.text(value, self.element_id)
            for name, value in properties.items()
            if name == "correlation_key" or name.startswith("correlation_key.")
        }
