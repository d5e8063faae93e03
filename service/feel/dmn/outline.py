"""What stands inside boxed expressions: their parts, the tables among them, the names of their entries."""

from __future__ import annotations

from collections.abc import Iterator

from service.feel.dmn import elements as dmn


def parts(box: dmn.Boxed | None) -> Iterator[tuple[str, dmn.Boxed | None]]:
    """The boxed expressions directly inside, each with the name of its entry, if any."""
    if isinstance(box, dmn.ContextBox):
        yield from ((entry.name, entry.value) for entry in box.entries)
        yield "", box.result
    elif isinstance(box, dmn.FunctionBox):
        yield "", box.body
    elif isinstance(box, dmn.InvocationBox):
        yield "", box.function
        yield from (("", binding.value) for binding in box.bindings)
    elif isinstance(box, dmn.ListBox):
        yield from (("", item) for item in box.items)
    elif isinstance(box, dmn.RelationBox):
        yield from (("", cell) for row in box.rows for cell in row)
    elif isinstance(box, dmn.ConditionalBox):
        yield from (("", each) for each in (box.condition, box.yes, box.no))
    elif isinstance(box, dmn.FilterBox):
        yield from (("", each) for each in (box.source, box.match))
    elif isinstance(box, dmn.IteratorBox):
        yield from (("", each) for each in (box.source, box.body))


def tables_in(name: str, box: dmn.Boxed | None) -> Iterator[tuple[str, dmn.TableBox]]:
    """Every table inside a boxed expression, with a name for people."""
    if isinstance(box, dmn.TableBox):
        yield name, box
    for entry, part in parts(box):
        yield from tables_in(f"{name} / {entry}" if entry else name, part)


def names_in(definitions: dmn.Definitions) -> frozenset[str]:
    """The names of entries, columns and outputs that boxed expressions of the model give."""
    found: set[str] = set()
    pending: list[dmn.Boxed | None] = [
        each.logic
        for each in definitions.elements
        if isinstance(each, (dmn.DecisionElement, dmn.KnowledgeModel))
    ]
    while pending:
        box = pending.pop()
        if isinstance(box, dmn.TableBox) and len(box.outputs) > 1:
            found |= {output.name for output in box.outputs}
        if isinstance(box, dmn.RelationBox):
            found |= set(box.columns)
        for name, part in parts(box):
            found.add(name)
            pending.append(part)
    return frozenset(found - {""})
