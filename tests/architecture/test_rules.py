"""Who may commit, what may never be called, which words we use, and what no file may say."""

from __future__ import annotations

import ast
import re

from tests.architecture.sources import Source, product, tracked

THE_ONE_COMMIT = "service/store/db.py"
NEVER_CALLED = {"eval", "exec", "compile", "__import__"}
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
NOT_NOUNS_OF_OURS = re.compile(r"^(utils?|helpers?|common|misc|managers?|.*_service|.*_utils?|.*_helpers?)$")
NOT_OUR_WORDS = re.compile(r"(?i)(ticket|work_?item|todo|human_?task|helper|manager$|utils?$)")


def test_only_the_database_module_commits() -> None:
    elsewhere = [each.path for each in product() if ".commit(" in each.text and each.path != THE_ONE_COMMIT]
    assert not elsewhere
    assert sum(each.text.count(".commit(") for each in product() if each.path == THE_ONE_COMMIT) == 1


def test_nothing_is_evaluated_by_python() -> None:
    called = [
        f"{each.path}:{node.lineno} {node.func.id}"
        for each in product()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NEVER_CALLED
    ]
    assert not called


def test_nothing_is_pickled() -> None:
    assert not [f"{each.path}: {name}" for each in product() for name in _imports(each) & NEVER_IMPORTED]


def test_modules_are_named_for_a_noun() -> None:
    parts = {(each.path, part) for each in product() for part in each.path.removesuffix(".py").split("/")}
    assert not [path for path, part in parts if NOT_NOUNS_OF_OURS.match(part)]


def test_classes_and_functions_use_the_words_of_the_glossary() -> None:
    named = [
        f"{each.path}:{node.lineno} {node.name}"
        for each in product()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and NOT_OUR_WORDS.search(node.name)
    ]
    assert not named


def test_no_tracked_file_names_a_package_registry_or_a_folder_of_one_machine() -> None:
    # Put together from pieces, so that this file does not say what it looks for.
    hosts = ["pypi" + ".org", "python" + "hosted", "npm" + "js.", "npm" + "mirror", "index" + "-url"]
    folders = ["/wo" + "rk/", "/ro" + "ot/", "/tmp/ve" + "nv", "/tmp/te" + "am", "/opt/py" + "pi"]
    said = [(path, word) for path, text in tracked() for word in [*hosts, *folders] if word in text]
    assert not said


def _imports(source: Source) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names
