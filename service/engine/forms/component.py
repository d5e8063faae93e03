"""One component of a form file read into a ``Field``, and what is wrong with how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from service.engine.forms.expressions import is_expression, problem_of
from service.engine.forms.model import OPTION_KINDS, Bounds, Field, Kind, Options
from service.engine.forms.patterns import UnsafePattern, safe_pattern
from service.engine.forms.values import adopt_answer

Problem = tuple[str, str, str]
Component = Mapping[str, object]

MOST_REPETITIONS = 100
SUBTYPES = frozenset({"date", "time", "datetime"})
CAPTURES = ("photo", "signature")
VALIDATION_TYPES = frozenset({"", "custom", "email", "phone"})


def read_field(component: Component, kind: Kind, path: tuple[str, ...]) -> tuple[Field, list[Problem]]:
    """The field, with (rule, reason, remedy) for each thing wrong with it."""
    problems: list[Problem] = []
    validate = component.get("validate")
    rules: Component = validate if isinstance(validate, dict) else {}
    field = Field(
        kind=kind,
        path=path,
        label=_text(component.get("label")) or _text(component.get("dateLabel")) or path[-1],
        component_id=_text(component.get("id")) or None,
        required=rules.get("required") is True,
        disabled=component.get("disabled") is True,
        readonly=_readonly(component.get("readonly"), problems),
        default=adopt_answer(component.get("defaultValue")),
        bounds=_bounds(component, rules, problems),
        options=_options(component, kind, problems),
        subtype=_subtype(component, kind, problems),
        as_text=component.get("serializeToString") is True,
        expression=_expression(component, kind, problems),
        multiple=component.get("multiple") not in (None, False),
        capture=_capture(component, problems),
        repetitions=_repetitions(component, problems),
        grows=component.get("allowAddRemove") is not False,
    )
    return field, problems


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _readonly(value: object, problems: list[Problem]) -> bool | str:
    if not isinstance(value, str) or not is_expression(value):
        return value is True
    problem = problem_of(value)
    if problem:
        problems.append(
            ("form-condition-invalid", f"readonly cannot be read: {problem}.", "Correct the FEEL.")
        )
    return value


def _number(raw: object, what: str, problems: list[Problem]) -> Decimal | None:
    if raw is None or raw == "" or is_expression(raw):
        return None
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        number = Decimal("nan")
    if number.is_finite() and not isinstance(raw, bool):
        return number
    problems.append(("form-limit-invalid", f"{what} {raw!r} is not a number.", "Write a number."))
    return None


def _count(raw: object, what: str, problems: list[Problem]) -> int | None:
    number = _number(raw, what, problems)
    if number is None or (number == int(number) and 0 <= number < 10**9):
        return None if number is None else int(number)
    problems.append(
        ("form-limit-invalid", f"{what} {raw!r} is not a count.", "Write a whole number from 0 on.")
    )
    return None


def _bounds(component: Component, rules: Component, problems: list[Problem]) -> Bounds:
    bounds = Bounds(
        minimum=_number(rules.get("min"), "min", problems),
        maximum=_number(rules.get("max"), "max", problems),
        decimal_digits=_count(component.get("decimalDigits"), "decimalDigits", problems),
        step=_step(component, problems),
        min_length=_count(rules.get("minLength"), "minLength", problems),
        max_length=_count(rules.get("maxLength"), "maxLength", problems),
        pattern=_pattern(rules.get("pattern"), problems),
        validation_type=_validation_type(rules.get("validationType"), problems),
    )
    _check_order(bounds.minimum, bounds.maximum, "min", problems)
    _check_order(bounds.min_length, bounds.max_length, "minLength", problems)
    return bounds


def _repetitions(component: Component, problems: list[Problem]) -> int:
    """With how many rows a list begins."""
    count = _count(component.get("defaultRepetitions"), "defaultRepetitions", problems)
    if count is None or count <= MOST_REPETITIONS:
        return 1 if count is None else count
    problems.append(
        ("form-limit-invalid", f"A list begins with {count} rows.", f"Begin with at most {MOST_REPETITIONS}.")
    )
    return 1


def _step(component: Component, problems: list[Problem]) -> Decimal | None:
    step = _number(component.get("increment"), "increment", problems)
    return step if step is None or step > 0 else None


def _check_order(
    low: Decimal | int | None, high: Decimal | int | None, what: str, problems: list[Problem]
) -> None:
    if low is not None and high is not None and low > high:
        problems.append(
            ("form-limit-invalid", f"{what} {low} is above {high}.", "No answer could fit: swap them.")
        )


def _pattern(raw: object, problems: list[Problem]) -> str | None:
    if not isinstance(raw, str) or not raw:
        return None
    try:
        safe_pattern(raw)
    except UnsafePattern as error:
        problems.append(
            ("form-pattern-invalid", f"The pattern cannot be used: {error}.", "Write a simpler pattern.")
        )
        return None
    return raw


def _validation_type(raw: object, problems: list[Problem]) -> str | None:
    if raw is None or (isinstance(raw, str) and raw in VALIDATION_TYPES):
        return str(raw) if raw in ("email", "phone") else None
    problems.append(
        ("form-validation-unknown", f"{raw!r} is not a known validation.", "Use email, phone, or a pattern.")
    )
    return None


def _subtype(component: Component, kind: Kind, problems: list[Problem]) -> str:
    subtype = component.get("subtype", "date")
    if kind is Kind.DATETIME and str(subtype) not in SUBTYPES:
        problems.append(
            (
                "form-subtype-unknown",
                f"{subtype!r} is neither date, time nor datetime.",
                "Choose one of the three.",
            )
        )
    return str(subtype) if str(subtype) in SUBTYPES else "date"


def _capture(component: Component, problems: list[Problem]) -> str:
    """How a file is taken on the spot: a property of the field, for the form's own editor knows none."""
    properties = component.get("properties")
    capture = properties.get("capture") if isinstance(properties, dict) else None
    if capture in (None, *CAPTURES):
        return str(capture or "")
    problems.append(
        ("form-capture-unknown", f"capture {capture!r} is not known.", "Write photo or signature.")
    )
    return ""


def _expression(component: Component, kind: Kind, problems: list[Problem]) -> str | None:
    if kind is not Kind.EXPRESSION:
        return None
    text = component.get("expression")
    if not isinstance(text, str) or not is_expression(text):
        problems.append(
            ("form-expression-invalid", "The expression is empty or not FEEL.", "Begin it with =.")
        )
        return None
    problem = problem_of(text)
    if problem:
        problems.append(
            ("form-expression-invalid", f"The expression cannot be read: {problem}.", "Correct the FEEL.")
        )
        return None
    return text


def _options(component: Component, kind: Kind, problems: list[Problem]) -> Options:
    if kind not in OPTION_KINDS:
        return Options()
    key, expression, values = (component.get(name) for name in ("valuesKey", "valuesExpression", "values"))
    if isinstance(expression, str) and expression:
        problem = problem_of(expression)
        if problem:
            problems.append(
                ("form-options-invalid", f"The options cannot be read: {problem}.", "Correct the FEEL.")
            )
        return Options(expression=None if problem else expression)
    if isinstance(key, str) and key:
        return Options(key=key)
    return Options(values=_static_options(values, problems))


def _static_options(values: object, problems: list[Problem]) -> tuple[object, ...]:
    if not isinstance(values, list) or not values:
        problems.append(
            ("form-options-missing", "There is nothing to choose from.", "Add options, or a variable.")
        )
        return ()
    found: list[object] = []
    for option in values:
        if not isinstance(option, dict) or option.get("value") in (None, ""):
            problems.append(
                ("form-option-without-value", "An option has no value.", "Give each option a value.")
            )
            continue
        value = adopt_answer(option["value"])
        if value in found:
            problems.append(
                ("form-option-duplicate", f"The option {value} is there twice.", "Remove one of them.")
            )
        found.append(value)
    return tuple(found)
