"""From XML elements to a decision model as written; accepts the namespaces of DMN 1.1 to 1.5."""

from __future__ import annotations

from service.feel.dmn import elements as dmn
from service.feel.dmn.boxes import read_boxed, read_child, read_function
from service.feel.dmn.xml import Element, parse_xml
from service.feel.errors import DmnError
from service.feel.names import tidy

NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/",
    "http://www.omg.org/spec/DMN/20180521/",
    "http://www.omg.org/spec/DMN/20191111/",
    "https://www.omg.org/spec/DMN/20191111/",
    "https://www.omg.org/spec/DMN/20211108/",
    "http://www.omg.org/spec/DMN/20211108/",
    "https://www.omg.org/spec/DMN/20230324/",
)
REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
REFERENCES = ("requiredDecision", "requiredInput", "requiredKnowledge")


def read_definitions(content: bytes) -> dmn.Definitions:
    """The model a file holds; raises DmnError when it is no DMN file."""
    root = parse_xml(content)
    if root.tag != "definitions" or not root.namespace.startswith(NAMESPACES):
        raise DmnError("the file is not DMN 1.1 to 1.5")
    namespace = root.get("namespace")
    imports = tuple(
        dmn.Import(tidy(each.get("name")), each.get("namespace"))
        for each in root.all("import")
        if "DMN" in each.get("importType")
    )
    types = tuple(_item_definition(each) for each in root.all("itemDefinition"))
    found = [_drg_element(each, namespace) for each in root.children]
    return dmn.Definitions(
        root.get("name"), namespace, imports, types, tuple(each for each in found if each is not None)
    )


def _drg_element(element: Element, namespace: str) -> dmn.DrgElement | None:
    variable = element.first("variable")
    name = tidy(element.get("name"))
    type_ref = variable.get("typeRef") if variable else ""
    if element.tag == "inputData":
        return dmn.InputData(element.get("id"), name, type_ref)
    if element.tag == "decision":
        needs = _needs(element, namespace)
        logic = next((box for child in element.children if (box := read_boxed(child))), None)
        return dmn.DecisionElement(element.get("id"), name, type_ref, needs, logic, element.get("label"))
    if element.tag == "businessKnowledgeModel":
        logic_element = element.first("encapsulatedLogic")
        function = read_function(logic_element) if logic_element else None
        return dmn.KnowledgeModel(element.get("id"), name, type_ref, _needs(element, namespace), function)
    if element.tag == "decisionService":
        return dmn.DecisionService(
            element.get("id"),
            name,
            type_ref,
            _references(element, "outputDecision", namespace),
            _references(element, "inputData", namespace),
            _references(element, "inputDecision", namespace),
        )
    return None


def _needs(element: Element, namespace: str) -> tuple[str, ...]:
    found: list[str] = []
    for requirement in element.children:
        if requirement.tag in REQUIREMENTS:
            for tag in REFERENCES:
                found += _references(requirement, tag, namespace)
    return tuple(found)


def _references(element: Element, tag: str, namespace: str) -> tuple[str, ...]:
    return tuple(_full_reference(each.get("href"), namespace) for each in element.all(tag))


def _full_reference(href: str, namespace: str) -> str:
    base, mark, identifier = href.rpartition("#")
    return f"{base if mark and base else namespace}#{identifier}"


def _item_definition(element: Element) -> dmn.ItemDefinition:
    function = element.first("functionItem")
    signature = None
    if function is not None:
        parameters = tuple(each.get("typeRef") for each in function.all("parameters"))
        signature = (parameters, function.get("outputTypeRef"))
    return dmn.ItemDefinition(
        name=tidy(element.get("name")),
        type_ref=element.text_of("typeRef") or element.get("typeRef"),
        allowed=_constraint(element, "allowedValues"),
        is_collection=element.get("isCollection") == "true",
        components=tuple(_item_definition(each) for each in element.all("itemComponent")),
        function=signature,
        constraint=_constraint(element, "typeConstraint"),
    )


def _constraint(element: Element, tag: str) -> str:
    child = element.first(tag)
    return child.text_of("text") if child else ""


__all__ = ["read_child", "read_definitions"]
