"""Closures of names, paths, filters, lists and contexts."""

from __future__ import annotations

from decimal import Decimal

from service.feel import tree
from service.feel.builtins import BUILTINS
from service.feel.compiler import Closure, Compiler, ItemFrame, compiles
from service.feel.kinds import KINDS, Value, adopt, described
from service.feel.numbers import is_whole
from service.feel.properties import get_property
from service.feel.run import Env, Run

DIRECT = frozenset(KINDS) - {int}


@compiles(tree.Name)
def _name(compiler: Compiler, node: tree.Name) -> Closure:
    return _resolve(compiler, node.name, len(compiler.frames))


def _resolve(compiler: Compiler, name: str, depth: int, *, unsure: bool = False) -> Closure:
    """Read the name from the innermost frame below ``depth`` that has it."""
    for level in range(depth - 1, -1, -1):
        frame = compiler.frames[level]
        if isinstance(frame, ItemFrame):
            return _item_name(frame.slot, name, _resolve(compiler, name, level, unsure=name != "?"))
        if name in frame:
            return _partial(frame[name]) if name == "partial" else _local(frame[name])
    (compiler.unsure if unsure else compiler.free).add(name)
    return _variable(name)


def _local(slot: int) -> Closure:
    return lambda env: env.slots[slot]


def _partial(slot: int) -> Closure:
    def copy(env: Env) -> Value:
        so_far = env.slots[slot]
        if isinstance(so_far, list):
            env.run.step(1 + len(so_far) // 10)
            return so_far[:]
        return so_far

    return copy


def _variable(name: str) -> Closure:
    builtin = BUILTINS.get(name)

    def read(env: Env) -> Value:
        try:
            value = env.scope[name]
        except KeyError:
            if builtin is None:
                env.run.warn(f"there is no variable named '{name}'")
            return builtin
        return value if type(value) in DIRECT else adopt(value)

    return read


def _item_name(slot: int, name: str, outer: Closure) -> Closure:
    is_item = name == "item"

    def read(env: Env) -> Value:
        item = env.slots[slot]
        if type(item) is dict and name in item:
            return adopt(item[name])
        if is_item:
            return item
        if type(item) not in (dict, list, str, Decimal, bool, type(None)):
            found = get_property(Run(None), item, name)
            if found is not None:
                return found
        return outer(env)

    return read


@compiles(tree.Path)
def _path(compiler: Compiler, node: tree.Path) -> Closure:
    source, name = compiler.compile(node.source), node.name

    def read(env: Env) -> Value:
        value = source(env)
        if type(value) is dict and name in value:
            found = value[name]
            return found if type(found) in DIRECT else adopt(found)
        return get_property(env.run, value, name)

    return read


@compiles(tree.ListOfNodes)
def _list(compiler: Compiler, node: tree.ListOfNodes) -> Closure:
    items = tuple(compiler.compile(item) for item in node.items)
    return lambda env: [item(env) for item in items]


@compiles(tree.ContextOfNodes)
def _context(compiler: Compiler, node: tree.ContextOfNodes) -> Closure:
    frame: dict[str, int] = {}
    compiler.frames.append(frame)
    entries: list[tuple[str, int, Closure]] = []
    for name, value in node.entries:
        slot = compiler.new_slot()
        if isinstance(value, tree.FunctionDefinition):
            frame[name] = compiler.own_slot = slot
        entries.append((name, slot, compiler.compile(value)))
        frame[name] = slot
    compiler.leave()

    def make(env: Env) -> Value:
        made: dict[str, Value] = {}
        for name, slot, value in entries:
            made[name] = env.slots[slot] = value(env)
        return made

    return make


@compiles(tree.Filter)
def _filter(compiler: Compiler, node: tree.Filter) -> Closure:
    source = compiler.compile(node.source)
    if isinstance(node.condition, tree.Literal) and isinstance(node.condition.value, Decimal):
        index = node.condition.value
        return lambda env: pick(env.run, source(env), index)
    slot = compiler.new_slot()
    compiler.frames.append(ItemFrame(slot))
    condition = compiler.compile(node.condition)
    compiler.leave()

    def keep(env: Env) -> Value:
        value = source(env)
        if value is None:
            return None
        return filter_items(env, value if type(value) is list else [value], slot, condition)

    return keep


def filter_items(env: Env, items: list[Value], slot: int, condition: Closure) -> Value:
    """The items for which the condition holds, or the one at the number that the condition is."""
    kept: list[Value] = []
    for position, item in enumerate(items):
        env.run.step()
        env.slots[slot] = adopt(item)
        found = condition(env)
        if found is True:
            kept.append(env.slots[slot])
        elif position == 0 and type(found) is Decimal:
            return pick(env.run, items, found)
        elif found is not False and found is not None:
            env.run.warn(f"a filter is {described(found)}, not a boolean")
            return None
    return kept if items else _filter_nothing(env, slot, condition)


def _filter_nothing(env: Env, slot: int, condition: Closure) -> Value:
    env.slots[slot] = None
    silent = Env(env.scope, env.slots, Run(None, env.run.limits))
    return None if type(condition(silent)) is Decimal else []


def pick(run: Run, value: Value, index: Decimal) -> Value:
    """The item at the position, counted from 1, or from the end with a negative one."""
    items = value if type(value) is list else ([] if value is None else [value])
    if is_whole(index) and index and abs(index) <= len(items):
        place = int(index)
        return adopt(items[place - 1 if place > 0 else place])
    run.warn(f"there is no item {index} in a list of {len(items)}")
    return None
