"""A form-js file read into a ``Form``, with a finding for whatever would fail a person later."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import orjson

from service.engine.forms.component import read_field
from service.engine.forms.expressions import is_expression, problem_of
from service.engine.forms.messages import sentence
from service.engine.forms.model import CONTAINER_KINDS, DISPLAY_KINDS, Field, Form, Kind, Section
from service.engine.forms.values import BadValue
from service.engine.progress import Finding, Severity

MAX_BYTES = 500_000
MAX_COMPONENTS = 500
MAX_DEPTH = 10
NEWEST_SCHEMA = 20
NOT_SHOWN = frozenset({"html", "image", "table", "documentPreview", "iframe", "button"})
"""Parts of a form-js form that our page leaves out: they bring marks, addresses or scripts of their own."""
_KEY = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


@dataclass(slots=True)
class Reading:
    """What has been seen of one form so far."""

    path: str
    findings: list[Finding] = field(default_factory=list)
    components: int = 0
    sections: list[Section] = field(default_factory=list)

    def note(self, element: str | None, rule: str, reason: str, remedy: str) -> None:
        """Keep an error."""
        self.findings.append(Finding(self.path, element, rule, reason, remedy))

    def warn(self, element: str | None, rule: str, reason: str, remedy: str) -> None:
        """Keep a warning."""
        self.findings.append(Finding(self.path, element, rule, reason, remedy, Severity.WARNING))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the form a component stands: the keys and conditions it inherits, and how deep it is."""

    prefix: tuple[str, ...] = ()
    hidden_by: tuple[str, ...] = ()
    depth: int = 0
    section: str = ""
    in_list: bool = False
    """Whether it stands in the rows of a list, where nothing is signed."""


def parse_form(content: bytes, path: str = "") -> Form:
    """The form; ``findings`` says what is wrong with it, and ``usable`` whether it can be shown to people."""
    reading = Reading(path)
    raw = _load(content, reading)
    if raw is None:
        return Form(None, (), tuple(reading.findings))
    form_id = raw.get("id")
    if not isinstance(form_id, str) or not form_id:
        reading.note(None, "form-id-missing", "The form has no id.", 'Give it one: "id": "my-form".')
        form_id = None
    _check_schema_version(raw, reading)
    fields = _read_components(raw.get("components"), Place(), reading)
    _check_keys(fields, reading)
    _check_agreeing(reading)
    return Form(form_id, fields, tuple(reading.findings), tuple(reading.sections))


def _load(content: bytes, reading: Reading) -> Mapping[str, object] | None:
    if len(content) > MAX_BYTES:
        reading.note(None, "form-too-large", f"The form is larger than {MAX_BYTES} bytes.", "Split the form.")
        return None
    try:
        raw = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        reading.note(
            None, "form-not-json", f"The file is not JSON: {error}.", "Save it again from the form editor."
        )
        return None
    if not isinstance(raw, dict) or not isinstance(raw.get("components"), list):
        reading.note(
            None,
            "form-without-components",
            "The file has no list of components.",
            "Save it from the form editor.",
        )
        return None
    return raw


def _check_schema_version(raw: Mapping[str, object], reading: Reading) -> None:
    version = raw.get("schemaVersion")
    if isinstance(version, int) and version > NEWEST_SCHEMA:
        reading.warn(
            None,
            "form-schema-newer",
            f"The form's schema version {version} is newer than {NEWEST_SCHEMA}, the newest known here.",
            "Check that every field still works, or save it with an older editor.",
        )


def _read_components(raw: object, place: Place, reading: Reading) -> tuple[Field, ...]:
    if not isinstance(raw, list):
        reading.note(
            None, "form-without-components", "A group has no list of components.", "Remove it, or fill it."
        )
        return ()
    if place.depth > MAX_DEPTH:
        reading.note(None, "form-too-deep", f"Groups nest deeper than {MAX_DEPTH}.", "Flatten the form.")
        return ()
    found: list[Field] = []
    for component in raw:
        found.extend(_read_component(component, place, reading))
    return tuple(found)


def _read_component(component: object, place: Place, reading: Reading) -> Sequence[Field]:
    reading.components += 1
    if reading.components > MAX_COMPONENTS:
        if reading.components == MAX_COMPONENTS + 1:
            reading.note(None, "form-too-large", f"More than {MAX_COMPONENTS} components.", "Split the form.")
        return ()
    if not isinstance(component, dict):
        reading.note(None, "form-component-malformed", "A component is not an object.", "Remove it.")
        return ()
    kind, name = str(component.get("type")), _name_of(component)
    hidden_by = (*place.hidden_by, *_condition(component, name, reading))
    if kind in CONTAINER_KINDS:
        section = _section(component, place, hidden_by, reading)
        prefix = (*place.prefix, *_keys(component.get("path")))
        inner = Place(prefix, hidden_by, place.depth + 1, section, place.in_list)
        return _read_components(component.get("components"), inner, reading)
    if kind in NOT_SHOWN:
        reading.warn(name, "form-part-not-shown", f"The page shows no {kind!r}.", "Use a text, or remove it.")
    if kind in DISPLAY_KINDS:
        return ()
    if kind not in frozenset(Kind):
        reading.note(
            name, "form-type-unknown", f"{kind!r} is not a known kind of field.", "Use another kind of field."
        )
        return ()
    return _read_answered(component, Kind(kind), replace(place, hidden_by=hidden_by), reading)


def _read_answered(
    component: Mapping[str, object], kind: Kind, place: Place, reading: Reading
) -> Sequence[Field]:
    name = _name_of(component)
    key = component.get("path" if kind is Kind.DYNAMICLIST else "key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        reading.note(
            name,
            "form-key-invalid",
            f"The key {key!r} is missing or not made of letters, digits, _ and dots.",
            "Give the field a key such as severity or customer.name.",
        )
        return ()
    path = (*place.prefix, *_keys(key))
    inner: tuple[Field, ...] = ()
    if kind is Kind.DYNAMICLIST:
        rows = Place(depth=place.depth + 1, in_list=True)
        inner = _read_components(component.get("components"), rows, reading)
        _check_keys(inner, reading)
    try:
        read, problems = read_field(component, kind, path)
    except BadValue as error:
        reading.note(name, "form-value-invalid", sentence(error.problem), "Correct the default or option.")
        return ()
    for rule, reason, remedy in problems:
        reading.note(name, rule, reason, remedy)
    return (read.within(place.hidden_by, inner, place.section),)


def _section(
    component: Mapping[str, object], place: Place, hidden_by: tuple[str, ...], reading: Reading
) -> str:
    """The section a group opens, if it says who signs it; one inside another would have two signers."""
    properties = component.get("properties")
    group = properties.get("signed_by") if isinstance(properties, dict) else None
    if group is None:
        return place.section
    name, label = _name_of(component), component.get("label")
    around = place.section or place.in_list
    if not isinstance(group, str) or not _KEY.fullmatch(group) or name is None or around:
        reading.note(
            name,
            "form-section-invalid",
            "A section to be signed needs an id, the name of one group, and no section or list around it.",
            "Set signed_by to a group, and take the section out of the other.",
        )
        return place.section
    told = str(properties.get("agrees_to") or "") if isinstance(properties, dict) else ""
    agrees_to = tuple(told.replace(",", " ").split())
    text = label if isinstance(label, str) else name
    reading.sections.append(Section(name, text, group, hidden_by, agrees_to))
    return name


def _check_agreeing(reading: Reading) -> None:
    known = {each.id for each in reading.sections}
    for section in reading.sections:
        if not known.issuperset(section.agrees_to) or section.id in section.agrees_to:
            reading.note(
                section.id,
                "form-section-unknown",
                "A section agrees to one that is not another section of this form.",
                "Set agrees_to to the ids of other sections.",
            )


def _condition(component: Mapping[str, object], name: str | None, reading: Reading) -> tuple[str, ...]:
    conditional = component.get("conditional")
    hide = conditional.get("hide") if isinstance(conditional, dict) else None
    if hide in (None, ""):
        return ()
    if not isinstance(hide, str) or not is_expression(hide):
        reading.note(
            name,
            "form-condition-invalid",
            f"The condition {hide!r} is not FEEL.",
            "Begin it with =, as in =simple.",
        )
        return ()
    problem = problem_of(hide)
    if problem is None:
        return (hide,)
    reading.note(
        name, "form-condition-invalid", f"The condition cannot be read: {problem}.", "Correct the FEEL."
    )
    return ()


def _check_keys(fields: Sequence[Field], reading: Reading) -> None:
    seen: set[tuple[str, ...]] = set()
    for found in fields:
        if found.path in seen:
            reading.note(
                found.name,
                "form-key-duplicate",
                f"Two fields have the key {found.name}; one answer would overwrite the other.",
                "Give each field its own key.",
            )
        elif any(_is_inside(found.path, other) for other in seen):
            reading.note(
                found.name,
                "form-key-nested",
                f"The key {found.name} lies inside, or around, another field's key.",
                "Use keys of which none begins with another.",
            )
        seen.add(found.path)


def _is_inside(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _keys(path: object) -> tuple[str, ...]:
    return tuple(path.split(".")) if isinstance(path, str) and path else ()


def _name_of(component: Mapping[str, object]) -> str | None:
    for key in ("key", "path", "id"):
        value = component.get(key)
        if isinstance(value, str) and value:
            return value
    return None
