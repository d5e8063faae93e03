"""Regular expressions as XPath writes them, in bounded time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.feel import FeelLimitExceeded, compile_expression
from service.feel.patterns import Pattern
from service.feel.run import Run


def matches(text: str, pattern: str, flags: str = "") -> object:
    expression = compile_expression("matches(t, p, f)")
    return expression.evaluate({"t": text, "p": pattern, "f": flags})


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("abab", r"(ab)\1", "", True),
        ("x", "[a-z-[aeiou]]", "", True),
        ("e", "[a-z-[aeiou]]", "", False),
        ("é", r"\p{L}", "", True),
        ("5", r"\P{Nd}", "", False),
        ("你", r"\p{IsCJKUnifiedIdeographs}", "", True),
        ("ABC", "abc", "i", True),
        ("a\nb", "^b", "", False),
        ("a\nb", "^b", "m", True),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("ab", "a b", "x", True),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("aaa", "^a{2,3}$", "", True),
        ("aaaa", "^a{2,3}$", "", False),
        ("a-b", r"\i\c+", "", True),
    ],
)
def test_patterns_mean_what_xpath_says(text: str, pattern: str, flags: str, found: bool) -> None:
    assert matches(text, pattern, flags) is found


@pytest.mark.parametrize(
    "pattern",
    ["[", "(", ")", "a{2,1}", "(?=x)", r"\z", "a**", r"\p{Nope}", "[z-a]", r"(a)\2", "*", "a{99999}"],
)
def test_what_is_no_pattern_is_null(pattern: str) -> None:
    assert matches("a", pattern) is None


def test_unknown_flags_are_null() -> None:
    assert matches("a", "a", "p") is None


atoms = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(?:ab)", "(a*)", "a|b"])
pieces = st.builds(
    "{}{}".format, st.builds("({})".format, atoms), st.sampled_from(["", "*", "+", "?", "*?", "+?", "{1,2}"])
)
patterns = st.lists(pieces, min_size=1, max_size=4).map("".join)


@settings(deadline=None)
@given(pattern=patterns, text=st.text("ab", max_size=8))
def test_where_pythons_engine_has_the_same_rules_the_match_is_the_same(pattern: str, text: str) -> None:
    theirs = re.search(pattern, text)
    ours = Pattern.of(pattern, "").search(Run(None), text, 0)
    assert (ours[:2] if ours else None) == (theirs.span() if theirs else None)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^(a+)+$", "a" * 5000 + "b"),
        ("(a|aa)*c", "a" * 5000),
        ("(x+x+)+y", "x" * 2000),
        ("(.*)*(.*)*(.*)*=", "a" * 500),
    ],
)
def test_patterns_made_to_run_for_years_end_at_once(pattern: str, text: str) -> None:
    began = time.monotonic()
    assert matches(text, pattern) is False
    assert time.monotonic() - began < 5


def test_back_references_are_bounded_by_steps() -> None:
    with pytest.raises(FeelLimitExceeded):
        matches("a" * 60, r"^(a+)+\1b$")


def test_a_replacement_cannot_grow_without_bound() -> None:
    with pytest.raises(FeelLimitExceeded):
        compile_expression('replace(t, "a", r)').evaluate({"t": "a" * 2000, "r": "x" * 2000})


def test_a_pattern_that_matches_nothing_cannot_split_or_replace() -> None:
    assert compile_expression('split("abc", "x*")').evaluate({}) is None
    assert compile_expression('replace("abc", "x*", "-")').evaluate({}) is None
    assert compile_expression('replace("abc", "b", "$")').evaluate({}) is None
