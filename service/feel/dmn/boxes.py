"""Boxed expressions out of XML elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.feel.dmn import elements as dmn
from service.feel.dmn.xml import Element
from service.feel.names import tidy

Read = Callable[[Element], dmn.Boxed]


def read_boxed(element: Element) -> dmn.Boxed | None:
    """The boxed expression an element is, or None when it is something else."""
    read = READERS.get(element.tag)
    return read(element) if read else None


def read_child(element: Element | None) -> dmn.Boxed | None:
    """The first boxed expression among the children."""
    if element is None:
        return None
    return next((box for child in element.children if (box := read_boxed(child))), None)


def _literal(element: Element) -> dmn.Boxed:
    text = element.first("text")
    language = element.get("expressionLanguage")
    return dmn.LiteralBox(
        element.get("id"), element.get("typeRef"), text.text.strip() if text else "", language
    )


def _entry(element: Element) -> dmn.Entry:
    variable = element.first("variable") or element.first("parameter")
    name = tidy(variable.get("name")) if variable else ""
    return dmn.Entry(name, variable.get("typeRef") if variable else "", read_child(element))


def _context(element: Element) -> dmn.Boxed:
    entries = [_entry(each) for each in element.all("contextEntry")]
    result = next((entry.value for entry in entries if not entry.name), None)
    named = tuple(entry for entry in entries if entry.name)
    return dmn.ContextBox(element.get("id"), element.get("typeRef"), named, result)


def _invocation(element: Element) -> dmn.Boxed:
    bindings = tuple(_entry(each) for each in element.all("binding"))
    return dmn.InvocationBox(element.get("id"), element.get("typeRef"), read_child(element), bindings)


def _list(element: Element) -> dmn.Boxed:
    items = tuple(read_boxed(each) for each in element.children if each.tag in READERS)
    return dmn.ListBox(element.get("id"), element.get("typeRef"), items)


def _relation(element: Element) -> dmn.Boxed:
    columns = tuple(tidy(each.get("name")) for each in element.all("column"))
    rows = tuple(
        tuple(read_boxed(cell) for cell in row.children if cell.tag in READERS) for row in element.all("row")
    )
    return dmn.RelationBox(element.get("id"), element.get("typeRef"), columns, rows)


def read_function(element: Element) -> dmn.FunctionBox:
    """A function definition, also the logic of a business knowledge model."""
    parameters = tuple(
        dmn.Entry(tidy(each.get("name")), each.get("typeRef"), None)
        for each in element.all("formalParameter")
    )
    kind = element.get("kind") or "FEEL"
    return dmn.FunctionBox(element.get("id"), element.get("typeRef"), kind, parameters, read_child(element))


def _conditional(element: Element) -> dmn.Boxed:
    parts = [read_child(element.first(tag)) for tag in ("if", "then", "else")]
    return dmn.ConditionalBox(element.get("id"), element.get("typeRef"), *parts)


def _filter(element: Element) -> dmn.Boxed:
    source, match = read_child(element.first("in")), read_child(element.first("match"))
    return dmn.FilterBox(element.get("id"), element.get("typeRef"), source, match)


def _iterator(element: Element) -> dmn.Boxed:
    body = read_child(element.first("return" if element.tag == "for" else "satisfies"))
    source, variable = read_child(element.first("in")), tidy(element.get("iteratorVariable"))
    return dmn.IteratorBox(element.get("id"), element.get("typeRef"), element.tag, variable, source, body)


def _table(element: Element) -> dmn.Boxed:
    return dmn.TableBox(
        element.get("id"),
        element.get("typeRef"),
        element.get("outputLabel"),
        (element.get("hitPolicy") or "UNIQUE").upper(),
        element.get("aggregation").upper(),
        tuple(_input(each) for each in element.all("input")),
        tuple(_output(each) for each in element.all("output")),
        tuple(_rule(each) for each in element.all("rule")),
    )


def _input(element: Element) -> dmn.InputColumn:
    expression = element.first("inputExpression")
    text = expression.text_of("text") if expression else ""
    type_ref = expression.get("typeRef") if expression else ""
    label = element.get("label") or text
    return dmn.InputColumn(element.get("id"), label, text or label, type_ref, _tests(element, "inputValues"))


def _output(element: Element) -> dmn.OutputColumn:
    default = element.first("defaultOutputEntry")
    return dmn.OutputColumn(
        element.get("id"),
        tidy(element.get("name")),
        element.get("label") or element.get("name"),
        element.get("typeRef"),
        _tests(element, "outputValues"),
        default.text_of("text") if default else "",
    )


def _tests(element: Element, tag: str) -> str:
    child = element.first(tag)
    return child.text_of("text") if child else ""


def _rule(element: Element) -> dmn.Rule:
    inputs = tuple(each.text_of("text") for each in element.all("inputEntry"))
    outputs = tuple(each.text_of("text") for each in element.all("outputEntry"))
    return dmn.Rule(element.get("id"), inputs, outputs, element.text_of("description"))


READERS: Mapping[str, Read] = {
    "literalExpression": _literal,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
    "decisionTable": _table,
}
