"""Where the sequence flows of a drawing lead: asked when a case is to be sent back along them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.engine.definition import Definition
    from service.engine.specs.process import ProcessSpec


def leads_to(definition: Definition, activity_id: str) -> frozenset[str]:
    """The elements that sequence flows lead to from this one, within its own process or sub-process; boundary
    events are no way on.
    """
    for spec in definition.specs.values():
        begin = next((node.name for node in spec.nodes() if node.activity_id == activity_id), None)
        if begin is not None:
            return _reached(spec, begin)
    return frozenset()


def _reached(spec: ProcessSpec, begin: str) -> frozenset[str]:
    seen: set[str] = set()
    pending = [begin]
    while pending:
        for flow in spec.task_specs[pending.pop()].flows:
            if flow.target not in seen:
                seen.add(flow.target)
                pending.append(flow.target)
    return frozenset(spec.task_specs[name].activity_id for name in seen)
