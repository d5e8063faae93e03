"""A run as bytes and back: what lives, the variables, and nothing of the specification.

The format is a JSON object with a version. Writing what is newer than this release reads raises
StateTooNew, so that an old release beside a new one refuses cleanly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from service.engine.progress import EngineError, StateTooNew, Value
from service.engine.runtime.branches import Branch
from service.engine.runtime.token import Token
from service.engine.specs.triggers import Kind
from service.feel.storage import dump_value, load_value

if TYPE_CHECKING:
    from service.engine.runtime.run import Run
    from service.engine.runtime.scope import ScopeState

VERSION = 1
_PLAIN = frozenset({str, type(None), bool})
"""What is the same in JSON: most of what a run carries."""


def dump(run: Run) -> bytes:
    """The run as bytes: the same run always gives the same bytes."""
    document: dict[str, Any] = {
        "v": VERSION,
        "n": run.last_id,
        "vars": dump_variables(run.variables or {}),
        "scopes": [_dump_scope(scope) for scope in run.all_scopes()],
        "tokens": [_dump_token(token) for scope in run.all_scopes() for token in scope.tasks.values()],
    }
    if run.branches.open:
        document["branches"] = {
            str(number): [branch.parent, branch.writes] for number, branch in run.branches.open.items()
        }
        document["b"] = run.branches.last
    if run.ended:
        document["ended"] = run.ended
    return orjson.dumps(document)


def load(run: Run, state: bytes) -> None:
    """Fill an empty run with a state; raises StateTooNew or EngineError."""
    document = read_document(state)
    run.last_id = document["n"]
    run.variables = load_variables(document["vars"])
    run.ended = document.get("ended", "")
    for number, (parent, writes) in document.get("branches", {}).items():
        run.branches.open[int(number)] = Branch(parent, writes)
    run.branches.last = document.get("b", 0)
    scopes: dict[int, ScopeState] = {0: run}
    pending = {row[0]: row for row in document["scopes"]}
    _fill_scope(run, pending.pop(0))
    _load_tokens(run, scopes, pending, document["tokens"])


def read_document(state: bytes) -> dict[str, Any]:
    """The JSON of a state, if this release can read it."""
    try:
        document: dict[str, Any] = orjson.loads(state)
        version = document["v"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as problem:
        raise EngineError("the stored state cannot be read") from problem
    if version > VERSION:
        raise StateTooNew(
            f"the state has format {version}, this release reads up to {VERSION}",
            remedy="let the newer release take this step",
        )
    return document


def dump_variables(variables: dict[str, Value]) -> dict[str, Any]:
    """Variables as JSON."""
    return {name: value if type(value) in _PLAIN else dump_value(value) for name, value in variables.items()}


def load_variables(document: dict[str, Any]) -> dict[str, Value]:
    """Variables from JSON."""
    return {name: value if type(value) in _PLAIN else load_value(value) for name, value in document.items()}


def _dump_scope(scope: ScopeState) -> list[Any]:
    host = scope.host.id if scope.host is not None else 0
    own = None if scope.variables is None or not host else dump_variables(scope.variables)
    row = [host, scope.spec.name, scope.business_key, own, scope.done, scope.queue]
    while len(row) > 2 and not row[-1] and row[-1] != {}:
        row.pop()
    return row


def _fill_scope(scope: ScopeState, row: list[Any]) -> None:
    row = row + [None] * (6 - len(row))
    scope.business_key = row[2] or ""
    scope.done = row[4] or []
    scope.queue = row[5] or []


def _dump_token(token: Token) -> list[Any]:
    host = token.workflow.host
    row = [
        token.id,
        host.id if host is not None else 0,
        token.task_spec.name,
        token._state,
        token.owner.id if token.owner is not None else 0,
        token.branch,
        token.internal_data,
        dump_variables(token.data) if token.data else None,
    ]
    while not row[-1]:
        row.pop()
    return row


def _load_tokens(run: Run, scopes: dict[int, ScopeState], pending: dict[int, Any], rows: list[Any]) -> None:
    """Tokens by age; a scope is opened as soon as its host is there."""
    tokens: dict[int, Token] = {}
    waiting = rows
    while waiting:
        left = []
        for row in waiting:
            scope = scopes.get(row[1])
            if scope is None:
                left.append(row)
                continue
            token = _load_token(scope, row, tokens)
            tokens[token.id] = token
            if token.id in pending:
                scopes[token.id] = _open_scope(run, token, pending.pop(token.id))
        if len(left) == len(waiting):
            raise EngineError("the stored state has tokens without a scope")
        waiting = left
    for row in rows:
        owner = tokens.get(row[4]) if len(row) > 4 else None
        if owner is not None and tokens[row[0]].owner is None:
            tokens[row[0]].belongs_to(owner)


def _open_scope(run: Run, host: Token, row: list[Any]) -> ScopeState:
    spec = run.definition.specs.get(row[1])
    if spec is None:
        raise EngineError(
            f"the definition has no {row[1]!r} any more", activity_id=host.task_spec.activity_id
        )
    own = row[3] if len(row) > 3 else None
    scope = run.open_scope(host, spec, None if own is None else load_variables(own))
    _fill_scope(scope, row)
    return scope


def _load_token(scope: ScopeState, row: list[Any], tokens: dict[int, Token]) -> Token:
    ident, _, name, state, _, branch, internal, data = row + [None] * (8 - len(row))
    node = scope.spec.task_specs.get(name)
    if node is None:
        raise EngineError(f"the definition has no element {name!r} any more", activity_id=name)
    token = Token(ident, scope, node, None, branch or 0)
    token._set_state(state)
    token.internal_data = internal or {}
    if data:
        token.data = load_variables(data)
    if "a" in token.internal_data and token.is_live:
        scope.joins[name] = token
    elif token.is_live and _watches(token):
        scope.top.watching.append(token)
    return token


def _watches(token: Token) -> bool:
    node = token.task_spec
    if not node.waits_for_triggers or not node.triggers or "true" not in token.internal_data:
        return False
    trigger = node.triggers[token.internal_data.get("i", 0)]
    return bool(trigger.kind is Kind.CONDITIONAL)
