"""Shapes of two entries of one customer made one."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from service.api.schemas.fields import LONG, Identifier, Loaded, Shown, Text, Whole
from service.domain.merging import MergeAsked

_COUNT = {"least": 0, "most": 10**9}


class MergeSchema(Loaded):
    """The entry that is a duplicate, and why."""

    other_id = Identifier("The customer who is no longer to stand alone.", required=True)
    reason = Text("Why they are the same.", required=True, most=LONG, example="The same phone and address.")

    @post_load
    def as_asked(self, found: dict[str, Any], **_: object) -> MergeAsked:
        """What the operation takes."""
        return MergeAsked(**found)


class MergeViewSchema(Shown):
    """What goes along from the other to the one kept."""

    kept_id = Identifier("The customer kept.", required=True)
    kept_name = Text("Their name.", required=True, example="Pearl River Offices")
    kept_phone = Text("Their telephone number.", required=True, example="020 8888 0000")
    kept_tier = Whole("Their tier; it stays.", least=1, most=4, required=True, example=2)
    other_id = Identifier("The duplicate.", required=True)
    other_name = Text("Its name.", required=True, example="Pearl River Office")
    other_phone = Text("Its telephone number.", required=True, example="13800000001")
    other_tier = Whole("Its tier.", least=1, most=4, required=True, example=4)
    cases = Whole("Cases that move.", required=True, example=3, **_COUNT)
    open_cases = Whole("How many of those are open.", required=True, example=1, **_COUNT)
    contacts = Whole("Contacts that move.", required=True, example=1, **_COUNT)
    files = Whole("Files in those cases.", required=True, example=2, **_COUNT)
    visits = Whole("Follow-up visits.", required=True, example=1, **_COUNT)
    surveys = Whole("Questionnaires of those cases.", required=True, example=1, **_COUNT)
    records = Whole("Record entries, read together from then on.", required=True, example=4, **_COUNT)
