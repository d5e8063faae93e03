"""The check of tables: gaps, overlaps, dead rows, types and names, each with where, why and an example."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given as for_all
from hypothesis import strategies as st

from service.feel import compile_unary_tests
from service.feel.dmn import Finding, check_model, parse_model

from .models import decision, given, literal, model, table, xml

AGE = ("age", "number", "")
TIER = ("tier", "string", '"gold", "silver"')
OUT = [("o", "number", "")]


def findings(
    inputs: Sequence[tuple[str, str, str]], rows: Sequence[Sequence[str]], policy: str = "UNIQUE"
) -> list[Finding]:
    names = [text for text, _, _ in inputs]
    made = model(
        *(given(name) for name in names), decision("D", table(inputs, OUT, rows, policy=policy), names)
    )
    return check_model(made, variables=names)


def test_a_complete_table_has_nothing_wrong() -> None:
    rows = [("< 18", "-", "1"), (">= 18", '"gold"', "2"), (">= 18", 'not("gold")', "3")]
    assert findings([AGE, TIER], rows) == []


def test_a_gap_names_an_example() -> None:
    (gap,) = findings([AGE, TIER], [("< 18", "-", "1"), ("> 18", "-", "2")])
    assert (gap.table, gap.rule, gap.row) == ("D", "gap", None)
    assert gap.example == 'age = 18, tier = "gold"'


def test_the_edge_between_two_ranges_is_seen() -> None:
    assert [each.example for each in findings([AGE], [("< 10", "1"), ("[10..20)", "2"), ("> 20", "3")])] == [
        "age = 20"
    ]
    assert findings([AGE], [("< 10", "1"), ("[10..20]", "2"), ("> 20", "3")]) == []


def test_an_overlap_names_both_rows() -> None:
    rows = [("<= 18", "-", "1"), (">= 18", "-", "2")]
    (overlap,) = findings([AGE, TIER], rows)
    assert (overlap.rule, overlap.row) == ("overlap", 2)
    assert "rows 1 and 2" in overlap.reason
    assert overlap.example.startswith("age = 18")
    assert findings([AGE, TIER], rows, policy="FIRST") == []


def test_rows_that_agree_may_overlap_where_any_is_allowed() -> None:
    assert findings([AGE], [("<= 18", "1"), (">= 18", "1")], policy="ANY") == []
    assert [each.rule for each in findings([AGE], [("<= 18", "1"), (">= 18", "2")], policy="ANY")] == [
        "overlap"
    ]


def test_a_row_behind_rows_that_take_everything_can_never_match() -> None:
    rows = [("< 50", "1"), (">= 40", "2"), ("[10..60]", "3")]
    (never,) = findings([AGE], rows, policy="FIRST")
    assert (never.rule, never.row) == ("never", 3)


def test_a_cell_outside_the_allowed_values_can_never_match() -> None:
    found = findings([TIER], [('"gold"', "1"), ('"silver"', "2"), ('"bronze"', "3")])
    assert [(each.rule, each.row, each.column) for each in found] == [("never", 3, "tier")]


def test_a_cell_of_another_type_is_found() -> None:
    found = findings([AGE], [('"old"', "1"), ("-", "2")], policy="FIRST")
    assert ("type", 1, "age") in [(each.rule, each.row, each.column) for each in found]
    assert [each.rule for each in findings([AGE], [("-", '"x"')])] == ["type"]


def test_dates_booleans_and_durations_are_cut_too() -> None:
    assert (
        findings([("day", "date", "")], [('< date("2024-01-01")', "1"), ('>= date("2024-01-01")', "2")]) == []
    )
    assert [each.example for each in findings([("ok", "boolean", "")], [("true", "1")])] == ["ok = false"]
    assert findings([("d", "days and time duration", "")], [('< @"P1D"', "1"), ('>= @"P1D"', "2")]) == []


def test_cells_that_compute_are_not_guessed_about() -> None:
    made = model(
        given("age"),
        given("limit"),
        decision("D", table([AGE], OUT, [("< limit", "1"), (">= limit", "2")]), ["age", "limit"]),
    )
    assert check_model(made) == []


def test_an_unknown_name_is_found_with_a_proposal() -> None:
    made = model(given("customer age"), decision("D", literal("customer agee + 1"), ["customer age"]))
    (found,) = check_model(made)
    assert (found.rule, found.table) == ("name", "D")
    assert "customer age" in found.remedy


def test_a_name_that_exists_but_is_not_required_asks_for_the_requirement() -> None:
    made = model(given("a"), decision("D", literal("a")))
    (found,) = check_model(made)
    assert "draw a requirement from 'a' to 'D'" in found.remedy


def test_an_input_the_process_does_not_provide_is_found() -> None:
    (found,) = check_model(
        model(given("severity"), decision("D", literal("severity"), ["severity"])), variables=["severty"]
    )
    assert found.rule == "input"
    assert "severty" in found.remedy


def test_a_variable_that_nobody_drew_is_wrong_only_when_the_process_has_none_of_its_name() -> None:
    undrawn = parse_model(xml(decision("D", literal("severity + 1"))), undrawn=True)
    assert check_model(undrawn) == []
    assert check_model(undrawn, variables=["severity"]) == []
    assert [each.rule for each in check_model(undrawn, variables=["category"])] == ["name"]


def test_text_that_is_no_feel_is_found_in_its_row() -> None:
    found = findings([AGE], [("< ", "1"), ("-", "2")], policy="FIRST")
    assert [(each.rule, each.row) for each in found] == [("text", 1)]


def test_requirements_that_lead_nowhere_are_found() -> None:
    assert [each.rule for each in check_model(model(decision("D", literal("1"), ["gone"])))] == [
        "requirement"
    ]


def test_a_table_too_large_to_search_says_so() -> None:
    inputs = [(f"i{place}", "number", "") for place in range(12)]
    rows = [[f"{(row * (place + 3)) % 97}" for place in range(12)] + ["1"] for row in range(60)]
    rules = {each.rule for each in findings(inputs, rows, policy="FIRST")}
    assert rules <= {"size", "gap", "never"}
    assert rules


cells = st.sampled_from(["-", "< 3", "<= 3", "> 3", ">= 5", "[2..4]", "(2..4)", "3", "3, 5", "not(3)"])


@for_all(rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_gaps_and_overlaps_agree_with_trying_every_point(rows: list[tuple[str, str]]) -> None:
    inputs = [("a", "number", ""), ("b", "number", "")]
    found = findings(inputs, [(*row, str(place)) for place, row in enumerate(rows)])
    tests = [(compile_unary_tests(first), compile_unary_tests(second)) for first, second in rows]
    points = [place / 2 for place in range(13)]
    hits = [
        sum(1 for a, b in tests if a.matches(x, {}) is True and b.matches(y, {}) is True)
        for x in points
        for y in points
    ]
    assert (min(hits) == 0) == any(each.rule == "gap" for each in found)
    assert (max(hits) > 1) == any(each.rule == "overlap" for each in found)
