"""Small files, small functions, few parameters, a promise on top of everything."""

from __future__ import annotations

import ast

from tests.architecture.sources import Function, Source, of_tests, product

FILE_LINES, FUNCTION_LINES, PARAMETERS = 300, 30, 5
MIGRATIONS = "service/store/migrations/"
"""Migrations list tables as they were on a day; they are as long as that list."""


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    files = [*product(), *of_tests()]
    long = {each.path: lines for each in files if (lines := each.text.count("\n")) > FILE_LINES}
    assert not long


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{source.path}:{function.lineno} {function.name}": lines
        for source in product()
        if not source.path.startswith(MIGRATIONS)
        for function in source.functions()
        if (lines := _lines(function)) > FUNCTION_LINES
    }
    assert not long


def test_no_function_takes_more_than_five_things() -> None:
    greedy = {
        f"{source.path}:{function.lineno} {function.name}": taken
        for source in product()
        for function in source.functions()
        if (taken := _parameters(function)) > PARAMETERS and function.name != "__init__"
    }
    assert not greedy


def test_every_module_says_what_lives_in_it() -> None:
    assert not [each.path for each in product() if not ast.get_docstring(each.tree)]


def test_everything_public_states_its_promise() -> None:
    silent = [f"{each.path}:{name}" for each in product() for name in _silent(each)]
    assert not silent


def _lines(function: Function) -> int:
    """The lines of its body, without the docstring."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 1


def _parameters(function: Function) -> int:
    """How many things it takes; the object it is a method of is none of them."""
    names = [
        each.arg for each in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    ]
    return len([name for name in names if name not in ("self", "cls")])


def _silent(source: Source) -> list[str]:
    """Public classes and functions of the module, and public methods, that state no promise."""
    named = [node for node in source.tree.body if isinstance(node, Function | ast.ClassDef)]
    methods = [
        method
        for node in named
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for method in node.body
        if isinstance(method, Function)
    ]
    return [
        node.name
        for node in [*named, *methods]
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
