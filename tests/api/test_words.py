"""Nothing is said in half a language."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import service
from service import errors
from service.api import chinese, problems, reading, words
from service.api.schemas import fields
from service.web import words as pages

HOLE = re.compile(r"\{(\w+)\}")


for each in pkgutil.walk_packages(service.__path__, "service."):
    if not each.name.endswith("env"):  # Alembic's, which runs when imported
        importlib.import_module(each.name)


def tree(of: type[errors.AftercareError]) -> Iterator[type[errors.AftercareError]]:
    yield of
    for each in of.__subclasses__():
        yield from tree(each)


EVERY_ERROR = sorted(
    {
        each
        for each in tree(errors.AftercareError)
        if each.__module__.startswith("service.")
        and not each.__name__.startswith("_")  # workers answer nobody
    },
    key=lambda each: each.code,
)


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: error.code)
def test_every_refusal_is_said_in_chinese_with_the_same_facts(error: type[errors.AftercareError]) -> None:
    english = (error.__doc__ or "").splitlines()[0]
    title, detail = chinese.PROBLEMS[error.code]
    assert title
    assert set(HOLE.findall(detail)) <= set(HOLE.findall(english)), "a fact that the error does not have"


@pytest.mark.parametrize("code", sorted(problems.PROTOCOL_CODES.values()))
def test_what_the_web_server_refuses_is_said_in_both_languages(code: str) -> None:
    for language in words.LANGUAGES:
        assert words.title(code, language)
        assert words.protocol_detail(code, language)


def sentences_of_fields() -> Iterator[str]:
    for _, found in inspect.getmembers(fields, inspect.isclass):
        if found.__module__ == fields.__name__:
            yield from vars(found).get("default_error_messages", {}).values()
    yield from fields.Loaded.error_messages.values()


def test_every_sentence_about_a_field_is_said_in_chinese() -> None:
    said = set(sentences_of_fields())
    assert said
    assert not [each for each in said if words.sentence(each, "zh") == each]


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("At most 200 characters.", "最多 200 个字符。"),
        ("x is not one of the choices.", "“x”不在可选项中。"),
        ("This must be at least 1.", "不能小于 1。"),
        (f"This has more than {reading.MAX_ENTRIES} entries.", f"条目超过 {reading.MAX_ENTRIES} 个。"),
    ],
)
def test_facts_find_their_place_in_the_other_language(english: str, expected: str) -> None:
    assert words.sentence(english, "zh") == expected
    assert words.sentence(english, "en") == english


def test_a_sentence_nobody_translated_stays_as_it_is() -> None:
    assert words.sentence("Something new.", "zh") == "Something new."


def test_the_pages_say_the_same_things_in_both_languages() -> None:
    told, zh = pages.TABLES["en"], pages.TABLES["zh"]
    assert told.keys() == zh.keys()
    for key, english in told.items():
        assert set(HOLE.findall(english)) == set(HOLE.findall(zh[key])), key


def test_every_word_a_page_asks_for_is_there() -> None:
    folder = Path(inspect.getfile(pages)).parent / "templates"
    asked = {
        word
        for template in folder.glob("*.html")
        for word in re.findall(r"say\([\"'](\w+)[\"']\)", template.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked <= pages.TABLES["en"].keys()
