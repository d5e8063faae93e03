"""A decision model as it was written: what the file says, nothing compiled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Boxed:
    """A boxed expression: the id of its element, for traces and findings."""

    id: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class LiteralBox(Boxed):
    """FEEL text; another language is refused."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name with a type and what it stands for: context entry, binding, column, list item."""

    name: str
    type_ref: str
    value: Boxed | None


@dataclass(frozen=True, slots=True)
class ContextBox(Boxed):
    """Entries, and perhaps a result that sees them."""

    entries: tuple[Entry, ...]
    result: Boxed | None


@dataclass(frozen=True, slots=True)
class InvocationBox(Boxed):
    """A call with arguments by name."""

    function: Boxed | None
    bindings: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ListBox(Boxed):
    """A list of expressions."""

    items: tuple[Boxed | None, ...]


@dataclass(frozen=True, slots=True)
class RelationBox(Boxed):
    """A list of contexts, as rows under columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Boxed | None, ...], ...]


@dataclass(frozen=True, slots=True)
class FunctionBox(Boxed):
    """A function: parameters and body; ``kind`` other than FEEL is not run."""

    kind: str
    parameters: tuple[Entry, ...]
    body: Boxed | None


@dataclass(frozen=True, slots=True)
class ConditionalBox(Boxed):
    """if, then, else."""

    condition: Boxed | None
    yes: Boxed | None
    no: Boxed | None


@dataclass(frozen=True, slots=True)
class FilterBox(Boxed):
    """The items of a list that match."""

    source: Boxed | None
    match: Boxed | None


@dataclass(frozen=True, slots=True)
class IteratorBox(Boxed):
    """``for``, ``some`` or ``every`` over a list."""

    kind: str
    variable: str
    source: Boxed | None
    body: Boxed | None


@dataclass(frozen=True, slots=True)
class InputColumn:
    """An input of a table."""

    id: str
    label: str
    text: str
    type_ref: str
    allowed: str


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """An output of a table."""

    id: str
    name: str
    label: str
    type_ref: str
    allowed: str
    default: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a table."""

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableBox(Boxed):
    """A decision table; ``hit_policy`` in capitals, ``aggregation`` empty or SUM, MIN, MAX, COUNT."""

    name: str
    hit_policy: str
    aggregation: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A type of the model."""

    name: str
    type_ref: str
    allowed: str
    is_collection: bool
    components: tuple[ItemDefinition, ...]
    function: tuple[tuple[str, ...], str] | None = None
    constraint: str = ""


@dataclass(frozen=True, slots=True)
class DrgElement:
    """An element of the requirements graph; the references are ``namespace#id``."""

    id: str
    name: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class InputData(DrgElement):
    """Something given from outside."""


@dataclass(frozen=True, slots=True)
class DecisionElement(DrgElement):
    """A decision: what it needs and its logic."""

    needs: tuple[str, ...]
    logic: Boxed | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeModel(DrgElement):
    """A function of the model."""

    needs: tuple[str, ...]
    logic: FunctionBox | None


@dataclass(frozen=True, slots=True)
class DecisionService(DrgElement):
    """Decisions offered together under one name."""

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    input_decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """Another model, under a name."""

    name: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """One file."""

    name: str
    namespace: str
    imports: tuple[Import, ...]
    types: tuple[ItemDefinition, ...]
    elements: tuple[DrgElement, ...]
