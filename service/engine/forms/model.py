"""A form as the server needs it: its fields with what each accepts, not how they look."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from service.engine.progress import Finding, Severity


class Kind(StrEnum):
    """The kinds of field that carry an answer, by their name in a form file."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    CHECKBOX = "checkbox"
    CHECKLIST = "checklist"
    TAGLIST = "taglist"
    RADIO = "radio"
    SELECT = "select"
    DATETIME = "datetime"
    FILEPICKER = "filepicker"
    EXPRESSION = "expression"
    DYNAMICLIST = "dynamiclist"


TEXT_KINDS = frozenset({Kind.TEXTFIELD, Kind.TEXTAREA})
ONE_OF_KINDS = frozenset({Kind.RADIO, Kind.SELECT})
MANY_OF_KINDS = frozenset({Kind.CHECKLIST, Kind.TAGLIST})
OPTION_KINDS = ONE_OF_KINDS | MANY_OF_KINDS
DISPLAY_KINDS = frozenset(
    {"text", "html", "separator", "spacer", "image", "button", "table", "documentPreview", "iframe"}
)
CONTAINER_KINDS = frozenset({"group", "default"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What limits one value: a range, a length, a pattern, how finely a number counts."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimal_digits: int | None = None
    step: Decimal | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    validation_type: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """Where the permitted values come from: written in the form, a variable, or an expression."""

    values: tuple[object, ...] | None = None
    key: str | None = None
    expression: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One answer a form asks for.

    ``path`` is where the answer stands among the answers (``a.b`` nests). ``hidden_by`` are the FEEL
    conditions of the field and of the groups around it: one that holds hides the field.
    """

    kind: Kind
    path: tuple[str, ...]
    label: str = ""
    component_id: str | None = None
    required: bool = False
    disabled: bool = False
    readonly: bool | str = False
    default: object = None
    hidden_by: tuple[str, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)
    options: Options = field(default_factory=Options)
    subtype: str = "date"
    as_text: bool = False
    multiple: bool = False
    capture: str = ""
    """Of a file: ``photo`` or ``signature``, taken on the spot."""
    expression: str | None = None
    fields: tuple[Field, ...] = ()
    """Of a list: the fields of each of its rows."""
    repetitions: int = 1
    """Of a list: how many empty rows it begins with."""
    grows: bool = True
    """Of a list: whether rows may be added and taken away."""
    section: str = ""
    """The id of the section to be signed that it stands in."""

    @property
    def name(self) -> str:
        """The key as the form file writes it."""
        return ".".join(self.path)

    def within(self, hidden_by: tuple[str, ...], fields: tuple[Field, ...], section: str) -> Field:
        """The same field where it stands: under these conditions, with these fields in each entry."""
        return replace(self, hidden_by=hidden_by, fields=fields, section=section)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form that members of one group sign: a form group with the property ``signed_by``.

    ``agrees_to``: the sections whose signer's word it rests on; other answers there take its signature back.
    """

    id: str
    label: str
    group: str
    hidden_by: tuple[str, ...] = ()
    agrees_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was read, and what is wrong with it."""

    id: str | None
    fields: tuple[Field, ...]
    findings: tuple[Finding, ...] = ()
    sections: tuple[Section, ...] = ()

    def part(self, section: str) -> Form:
        """The fields of one section, as a form of their own."""
        return Form(self.id, tuple(each for each in self.fields if each.section == section))

    @property
    def usable(self) -> bool:
        """Whether nothing forbids asking people with this form."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)
