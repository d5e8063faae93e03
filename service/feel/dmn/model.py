"""A decision model ready to decide: elements by id, logic compiled when first needed, imports resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.feel.dmn import elements as dmn
from service.feel.dmn.definitions import TypeBook, plain, property_names
from service.feel.dmn.logic import Logic, Problem, Workshop, compile_box
from service.feel.dmn.outline import names_in
from service.feel.dmn.reading import read_definitions
from service.feel.errors import DmnError
from service.feel.types import ANY, FunctionOf, Type


@dataclass(frozen=True, slots=True)
class Need:
    """Something an element needs: its model, and the imports that lead there (none: the same model)."""

    model: Model
    element: dmn.DrgElement
    path: tuple[str, ...]


class Model:
    """One DMN file with the models it imports."""

    def __init__(
        self, definitions: dmn.Definitions, imports: Iterable[Model] = (), *, undrawn: bool = False
    ) -> None:
        self.definitions = definitions
        self.undrawn = undrawn
        by_namespace = {model.namespace: model for model in imports}
        self.imports: dict[str, Model] = {}
        self.missing_imports: list[str] = []
        for each in definitions.imports:
            if each.namespace in by_namespace:
                self.imports[each.name] = by_namespace[each.namespace]
            else:
                self.missing_imports.append(each.namespace)
        self.elements = {each.id: each for each in definitions.elements}
        book = TypeBook(definitions.types, self._imported_types())
        properties = property_names(book.types.values()) | self._imported_names() | names_in(definitions)
        self.shop = Workshop(book, properties)
        self._logic: dict[str, Logic] = {}
        self.reachable = tuple(self._reachable())

    def _imported_types(self) -> dict[str, Type]:
        found: dict[str, Type] = {}
        for prefix, model in self.imports.items():
            for name, type_ in model.shop.book.types.items():
                found[f"{prefix}.{name}" if prefix else name] = type_
        return found

    def _imported_names(self) -> frozenset[str]:
        names = {each.name for model in self.imports.values() for each in model.definitions.elements}
        names |= {prefix for model in self.imports.values() for prefix in model.imports}
        return frozenset(names).union(*(model.shop.properties for model in self.imports.values()))

    def _reachable(self) -> Iterator[tuple[tuple[str, ...], Model]]:
        yield (), self
        for prefix, model in self.imports.items():
            yield from (((prefix, *path), inner) for path, inner in model.reachable)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.definitions.name

    @property
    def namespace(self) -> str:
        """The model's namespace."""
        return self.definitions.namespace

    @property
    def decisions(self) -> tuple[dmn.DecisionElement, ...]:
        """The decisions, in the order of the file."""
        return tuple(each for each in self.definitions.elements if isinstance(each, dmn.DecisionElement))

    @property
    def inputs(self) -> tuple[dmn.InputData, ...]:
        """What the model wants from outside."""
        return tuple(each for each in self.definitions.elements if isinstance(each, dmn.InputData))

    def find(self, reference: str) -> dmn.DrgElement:
        """The element with this id or name; raises DmnError."""
        if reference in self.elements:
            return self.elements[reference]
        named = [each for each in self.definitions.elements if each.name == reference]
        if not named:
            raise DmnError(f"there is no decision '{reference}' in the model '{self.name}'")
        return named[0]

    def needs(self, references: Iterable[str]) -> list[Need]:
        """The elements behind the references; one that leads nowhere is left out."""
        found: list[Need] = []
        for reference in references:
            namespace, _, identifier = reference.rpartition("#")
            for path, model in self.reachable:
                if model.namespace == namespace and identifier in model.elements:
                    found.append(Need(model, model.elements[identifier], path))
                    break
        return found

    def type_of(self, element: dmn.DrgElement) -> Type:
        """The type of an element's value; of a knowledge model the type of its result."""
        found = self.shop.book.find(element.type_ref) if element.type_ref else ANY
        if isinstance(element, dmn.KnowledgeModel) and isinstance(inner := plain(found), FunctionOf):
            return inner.result
        return found

    def names_for(self, references: Iterable[str]) -> frozenset[str]:
        """The names an element with these needs can use."""
        return frozenset(next(filter(None, need.path), need.element.name) for need in self.needs(references))

    def logic_of(self, element: dmn.DecisionElement | dmn.KnowledgeModel) -> Logic:
        """The compiled logic of a decision, or of the body of a knowledge model."""
        if element.id not in self._logic:
            self.shop.place = element.name
            names = self.names_for(element.needs)
            box: dmn.Boxed | None = element.logic
            if isinstance(box, dmn.FunctionBox) and isinstance(element, dmn.KnowledgeModel):
                names = names | {each.name for each in box.parameters} | {element.name}
                box = box.body
            self._logic[element.id] = compile_box(self.shop, box, names)
        return self._logic[element.id]

    def compile_all(self) -> list[Problem]:
        """Compile everything; what cannot be used."""
        for each in self.definitions.elements:
            if isinstance(each, (dmn.DecisionElement, dmn.KnowledgeModel)):
                self.logic_of(each)
        return [*self.shop.problems, *(Problem("", "", reason) for reason in self.shop.book.problems)]


def parse_model(
    content: bytes, *, imports: Iterable[Model] | Mapping[str, Model] = (), undrawn: bool = False
) -> Model:
    """Read a DMN file; ``imports`` are the models it may import. Raises DmnError when it is no DMN.

    With ``undrawn`` a decision also sees the inputs that nobody drew, as tables of Camunda 7 see variables.
    """
    models = imports.values() if isinstance(imports, Mapping) else imports
    try:
        return Model(read_definitions(content), tuple(models), undrawn=undrawn)
    except RecursionError as problem:
        raise DmnError("the model nests too deep") from problem
