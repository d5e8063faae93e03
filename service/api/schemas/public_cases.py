"""Shapes of the public form."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import Choice, Loaded, Shown, Text, Whole, YesNo
from service.domain.cases import CaseKind
from service.operations.customer.public import Told

_LANGUAGES = ("en", "zh")


class FormQuery(Loaded):
    """In which language the form is read."""

    language = Choice(_LANGUAGES, "The language.", load_default="en")


class EmptyFormSchema(Shown):
    """What an empty form is sent with."""

    consent = Text("What whoever sends it agrees to.", required=True)
    version = Whole("The version of these words; 0: as delivered.", least=0, most=10**9, required=True)
    stamp = Text("When it was given, signed; the filled-in form brings it back.", required=True)


class PublicCaseSchema(Loaded):
    """The filled-in form."""

    stamp = Text("The stamp of the empty form.", required=True, example="1795395600.5f0c.9a1d")
    language = Choice(_LANGUAGES, "The language it was read in.", load_default="en")
    kind = Choice([each.value for each in CaseKind], "What it is.", load_default="feedback")
    name = Text("Who writes.", required=True, most=120, example="Zhao Min")
    phone = Text("How to call them.", required=True, most=120, example="13900000077")
    email = Text("Where to write to them.", most=120, load_default="", example="zhao@example.com")
    subject = Text("What it is about.", required=True, most=120, example="The drawer came off")
    description = Text("What happened.", required=True, most=4000, example="It came off yesterday.")
    product_model = Text("Which product.", most=120, load_default="", example="D-200")
    order_no = Text("Which order.", most=120, load_default="", example="SO-1001")
    address = Text("Where it stands.", most=500, load_default="", example="12 Tianhe Road")
    agreed = YesNo("Whether they agree to what the empty form said.", required=True, example=True)

    @post_load
    def as_told(self, found: dict[str, Any], **_: object) -> tuple[Told, str]:
        """What the form says, and its language."""
        language = found.pop("language")
        return Told(trap="", **found), language


class OpenedPubliclySchema(Shown):
    """The case that was opened."""

    number = Text("The case's number.", required=True, example="FB-2026-000001")
    url = Text("The link of its customer; empty when this form was sent before.", required=True)
