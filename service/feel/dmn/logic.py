"""Boxed expressions compiled: each becomes one function of the scope and the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from service.feel.closures_calls import external_function, invoke_named
from service.feel.closures_loops import NotIterable, iterate
from service.feel.closures_paths import pick
from service.feel.compiler import Compiler
from service.feel.dmn import elements as dmn
from service.feel.dmn.definitions import TypeBook, fit
from service.feel.errors import FeelError
from service.feel.expressions import Expression, UnaryTests
from service.feel.functions import Function, Parameter, Signature
from service.feel.kinds import Value, adopt, described, kind
from service.feel.parser import parse_expression, parse_unary_tests
from service.feel.run import Run

Scope = Mapping[str, Value]
Logic = Callable[[Scope, Run], Value]
Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Problem:
    """A text that cannot be used: in which decision, at which element, and why."""

    place: str
    element: str
    reason: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A text that was compiled.

    In which decision, at which element, the names it reads and those it may read.
    """

    place: str
    element: str
    reads: Names
    names: Names


@dataclass
class Workshop:
    """What compiling a model shares.

    Its types, the names of entries, what was compiled and what went wrong.
    """

    book: TypeBook
    properties: Names
    place: str = ""
    problems: list[Problem] = field(default_factory=list)
    compiled: list[Compiled] = field(default_factory=list)

    def note(self, element: str, reason: str) -> None:
        """Remember a problem."""
        self.problems.append(Problem(self.place, element, reason))

    def expression(self, element: str, text: str, names: Names) -> Expression | None:
        """The text compiled; None, and a problem noted, when it is not FEEL."""
        try:
            tree = parse_expression(text, names, self.properties)
            expression = Expression(text, tree, Compiler(names, self.book.types))
        except FeelError as problem:
            self.note(element, str(problem))
            return None
        self.compiled.append(Compiled(self.place, element, expression.sure_names, names))
        return expression

    def tests(self, element: str, text: str, names: Names) -> UnaryTests | None:
        """The tests of a cell compiled; None, and a problem noted, when they are not FEEL."""
        try:
            tree = parse_unary_tests(text, names, self.properties)
            tests = UnaryTests(text, tree, Compiler(names, self.book.types))
        except FeelError as problem:
            self.note(element, str(problem))
            return None
        self.compiled.append(Compiled(self.place, element, tests.free_names, names))
        return tests


def compile_box(shop: Workshop, box: dmn.Boxed | None, names: Names) -> Logic:
    """The logic of a boxed expression; none at all is null."""
    if box is None:
        return lambda scope, run: run.warn("there is no logic")
    logic = MAKERS[type(box)](shop, box, names)
    type_ = shop.book.find(box.type_ref) if box.type_ref and not isinstance(box, dmn.FunctionBox) else None
    if type_ is None:
        return logic
    return lambda scope, run: fit(run, logic(scope, run), type_, "the result")


def compile_text(shop: Workshop, element: str, text: str, names: Names) -> Logic:
    """The logic of FEEL text; empty text is null, text that is no FEEL is null with the reason."""
    if not text.strip():
        return lambda scope, run: None
    expression = shop.expression(element, text, names)
    if expression is None:
        reason = shop.problems[-1].reason
        return lambda scope, run: run.warn(reason)
    return expression.evaluate_in


def _literal(shop: Workshop, box: dmn.LiteralBox, names: Names) -> Logic:
    if box.language and not box.language.rstrip("/").lower().endswith("feel"):
        shop.note(box.id, f"the language {box.language} is not FEEL")
        return lambda scope, run: run.warn(f"the language {box.language} is not FEEL")
    return compile_text(shop, box.id, box.text, names)


def _context(shop: Workshop, box: dmn.ContextBox, names: Names) -> Logic:
    entries: list[tuple[str, Logic]] = []
    for entry in box.entries:
        inner = names | {entry.name} if isinstance(entry.value, dmn.FunctionBox) else names
        entries.append((entry.name, _typed(shop, entry, compile_box(shop, entry.value, inner))))
        names = names | {entry.name}
    result = compile_box(shop, box.result, names) if box.result else None

    def make(scope: Scope, run: Run) -> Value:
        inner = dict(scope)
        made: dict[str, Value] = {}
        for name, logic in entries:
            made[name] = inner[name] = logic(inner, run)
        return result(inner, run) if result else made

    return make


def _typed(shop: Workshop, entry: dmn.Entry, logic: Logic) -> Logic:
    if not entry.type_ref or isinstance(entry.value, dmn.FunctionBox):
        return logic
    type_ = shop.book.find(entry.type_ref)
    return lambda scope, run: fit(run, logic(scope, run), type_, f"'{entry.name}'")


def _invocation(shop: Workshop, box: dmn.InvocationBox, names: Names) -> Logic:
    function = compile_box(shop, box.function, names)
    bindings = [(each.name, compile_box(shop, each.value, names)) for each in box.bindings]

    def call(scope: Scope, run: Run) -> Value:
        return invoke_named(run, function(scope, run), {name: logic(scope, run) for name, logic in bindings})

    return call


def _list(shop: Workshop, box: dmn.ListBox, names: Names) -> Logic:
    items = [compile_box(shop, item, names) for item in box.items]
    return lambda scope, run: [item(scope, run) for item in items]


def _relation(shop: Workshop, box: dmn.RelationBox, names: Names) -> Logic:
    rows = [
        [(name, compile_box(shop, cell, names)) for name, cell in zip(box.columns, row, strict=False)]
        for row in box.rows
    ]
    return lambda scope, run: [{name: cell(scope, run) for name, cell in row} for row in rows]


def _function(shop: Workshop, box: dmn.FunctionBox, names: Names) -> Logic:
    parameters = make_parameters(shop, box)
    if box.kind != "FEEL":
        outside = external_function([each.name for each in box.parameters])
        return lambda scope, run: outside
    body = compile_box(shop, box.body, names | {each.name for each in box.parameters})

    def define(scope: Scope, run: Run) -> Value:
        return make_function("function", parameters, body, scope)

    return define


def make_parameters(shop: Workshop, box: dmn.FunctionBox) -> tuple[Parameter, ...]:
    """The parameters of a function with their types."""
    return tuple(Parameter(each.name, shop.book.find(each.type_ref)) for each in box.parameters)


def make_function(name: str, parameters: tuple[Parameter, ...], body: Logic, scope: Scope) -> Function:
    """A function that evaluates the body in the scope with its arguments."""
    names = [each.name for each in parameters]

    def call(run: Run, *arguments: Value) -> Value:
        run.enter()
        result = body({**scope, **dict(zip(names, arguments, strict=True))}, run)
        run.leave()
        return result

    return Function(name, (Signature(parameters, call),))


def _conditional(shop: Workshop, box: dmn.ConditionalBox, names: Names) -> Logic:
    condition, yes, no = (compile_box(shop, each, names) for each in (box.condition, box.yes, box.no))

    def choose(scope: Scope, run: Run) -> Value:
        return yes(scope, run) if condition(scope, run) is True else no(scope, run)

    return choose


def _filter(shop: Workshop, box: dmn.FilterBox, names: Names) -> Logic:
    source = compile_box(shop, box.source, names)
    match = compile_box(shop, box.match, names | shop.properties | {"item"})

    def keep(scope: Scope, run: Run) -> Value:
        value = source(scope, run)
        if value is None:
            return None
        kept: list[Value] = []
        items = value if isinstance(value, list) else [value]
        for position, each in enumerate(items):
            run.step()
            item = adopt(each)
            inner = {**scope, "item": item, **(item if isinstance(item, dict) else {})}
            found = match(inner, run)
            if found is True:
                kept.append(item)
            elif position == 0 and kind(found) == "number":
                return pick(run, items, found)  # type: ignore[arg-type]  # a number, as just asked
            elif found is not False and found is not None:
                run.warn(f"the filter is {described(found)}, not a boolean")
                return None
        return kept

    return keep


def _iterator(shop: Workshop, box: dmn.IteratorBox, names: Names) -> Logic:
    source = compile_box(shop, box.source, names)
    body = compile_box(shop, box.body, names | {box.variable, "partial"})

    def turns(scope: Scope, run: Run) -> Value:
        results: list[Value] = []
        try:
            for item in iterate(run, source(scope, run)):
                run.step()
                results.append(body({**scope, box.variable: item, "partial": results[:]}, run))
        except NotIterable:
            return None
        if box.kind == "for":
            return results
        return _decide(results, decisive=box.kind == "some")

    return turns


def _decide(results: list[Value], *, decisive: bool) -> bool | None:
    if any(each is decisive for each in results):
        return decisive
    return (not decisive) if all(each is (not decisive) for each in results) else None


def _table(shop: Workshop, box: dmn.TableBox, names: Names) -> Logic:
    from service.feel.dmn.tables import compile_table

    return compile_table(shop, box, names)


MAKERS: Mapping[type[dmn.Boxed], Callable[..., Logic]] = {
    dmn.LiteralBox: _literal,
    dmn.ContextBox: _context,
    dmn.InvocationBox: _invocation,
    dmn.ListBox: _list,
    dmn.RelationBox: _relation,
    dmn.FunctionBox: _function,
    dmn.ConditionalBox: _conditional,
    dmn.FilterBox: _filter,
    dmn.IteratorBox: _iterator,
    dmn.TableBox: _table,
}
