"""Whether what lives in a run has a place in another version of its definition, and if not, why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from service.engine.definition import Definition
    from service.engine.runtime.run import Run
    from service.engine.runtime.scope import ScopeState
    from service.engine.runtime.token import Token
    from service.engine.specs.node import FlowNode
    from service.engine.specs.process import ProcessSpec
    from service.engine.specs.repeat import Repeat


@dataclass(slots=True)
class Fitted:
    """The names of tokens' elements and of scopes' specifications in the other version, and what blocks."""

    nodes: dict[int, str] = field(default_factory=dict)
    """By token; a token that is missing here is given up."""
    specs: dict[int, str] = field(default_factory=dict)
    """By the token that hosts the scope; 0 is the process itself."""
    found: list[tuple[str, str]] = field(default_factory=list)
    places: dict[int, FlowNode] = field(default_factory=dict)

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        """Element and reason, each once, in the order the run was looked through."""
        return tuple(dict.fromkeys(self.found))


def fit(run: Run, new: Definition, elements: Mapping[str, str | None]) -> Fitted:
    """Find the place of everything that lives, scope by scope from the outside in."""
    fitted = Fitted()
    if run.definition.key != new.key:
        fitted.found.append((new.key, f"it is another process, not a version of {run.definition.key!r}"))
        return fitted
    pending: list[tuple[ScopeState, ProcessSpec]] = [(run, new.spec)]
    while pending:
        scope, spec = pending.pop(0)
        _fit_scope(fitted, scope, spec)
        for token in sorted(scope.alive.values(), key=lambda each: each.id):
            node = _fit_token(fitted, token, spec, elements)
            inner = run.scopes.get(token.id)
            if node is not None and inner is not None:
                pending.append((inner, new.specs[node.spec]))
    return fitted


def _fit_scope(fitted: Fitted, scope: ScopeState, spec: ProcessSpec) -> None:
    fitted.specs[scope.host.id if scope.host is not None else 0] = spec.name
    for name in [*scope.queue, *_undone(scope.done)]:
        if name not in spec.task_specs:
            fitted.found.append((name, "it may still have to be done or undone, and is not there any more"))


def _undone(done: list[list[Any]]) -> list[str]:
    """The names of what could still be undone; what lies inside a sub-process goes with it."""
    return [name for entry in done for name in entry[: 2 if len(entry) == 2 else 1] if name]


def _fit_token(
    fitted: Fitted, token: Token, spec: ProcessSpec, elements: Mapping[str, str | None]
) -> FlowNode | None:
    """The element a token goes to; None if it is given up, or blocks."""
    node = token.task_spec
    wanted = elements.get(node.activity_id, node.activity_id)
    if token.owner is not None and token.owner.id not in fitted.places:
        return None  # what it lives with is given up, or blocks already
    if wanted is None:
        if not _only_listens(token):
            fitted.found.append((node.activity_id, "work waits there, which cannot just be given up"))
        return None
    there = next((each for each in spec.nodes() if each.activity_id == wanted), None)
    reason = _missing(token, wanted) if there is None else _difference(fitted, token, there)
    if there is None or reason:
        fitted.found.append((node.activity_id, reason))
        return None
    fitted.nodes[token.id], fitted.places[token.id] = there.name, there
    return there


def _only_listens(token: Token) -> bool:
    return bool(token.is_listener or token.task_spec.activity_type == "boundaryEvent")


def _missing(token: Token, wanted: str) -> str:
    if wanted == token.task_spec.activity_id:
        return "the other version has no such element at this place"
    return f"the other version has no {wanted!r} at this place"


def _difference(fitted: Fitted, token: Token, there: FlowNode) -> str:
    """Why a token cannot go on there; empty when it can."""
    here = token.task_spec
    if type(here) is not type(there):
        return f"it is a {there.activity_type} there, not a {here.activity_type}"
    if _shape(here.repeat) != _shape(there.repeat):
        return "it is done another number of times there"
    if "undo" in token.internal_data or "undoes" in token.internal_data:
        return "work is being undone there; let it end first"
    if here.waits_for_triggers and _waited_for(here) != _waited_for(there):
        return "it waits for something else there"
    if here.chooses_events and len(here.flows) != len(there.flows):
        return "the gateway waits for other events there"
    return _misplaced(fitted, token, there)


def _waited_for(node: FlowNode) -> list[tuple[str, str | None]]:
    return [(trigger.kind, trigger.name) for trigger in node.triggers]


def _misplaced(fitted: Fitted, token: Token, there: FlowNode) -> str:
    """Why its surroundings do not fit: what it sits on, what has arrived at it, what it chooses from."""
    owner = fitted.places.get(token.owner.id) if token.owner is not None else None
    on_it = owner is not None and (owner is there or there in owner.boundary)
    if there.activity_type == "boundaryEvent" and owner is not None and not on_it:
        return "it sits on another activity there"
    if owner is not None and owner.chooses_events and there.name not in {f.target for f in owner.flows}:
        return "the gateway does not wait for it there"
    come = token.internal_data.get("a", {}).keys() - {""}
    if come - {flow.id for flow in there.incoming}:
        return "paths that have come together there do not lead to it any more"
    return ""


def _shape(repeat: Repeat | None) -> tuple[bool, ...] | None:
    if repeat is None:
        return None
    return repeat.sequential, repeat.loop, repeat.keeps_results
