"""Shapes of the inbox's kept views."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load, validate

from service.api.schemas.fields import Free, Identifier, Inside, Loaded, Many, Shown, Text, WholeList, YesNo
from service.domain.saved_views import FILTERS
from service.operations.saved_views import NewView

_EXAMPLE = {"scope": "groups", "only": "at_risk", "tier": "1"}
_ASKED = f"What the view asks for, by the names the inbox's address uses: {', '.join(FILTERS)}."


class SavedViewSchema(Shown):
    """A kept filter of the inbox."""

    id = Identifier("The view.", required=True)
    name = Text("What it is called.", example="Key customers at risk", required=True)
    owner = Text("Who keeps it.", example="agent", required=True)
    shared_with = Text("The group that sees it, too; null when nobody does.", required=True, allow_none=True)
    asked = Free(_ASKED, example=_EXAMPLE, required=True)
    may_drop = YesNo("Whether you may drop it.", required=True)


class SavedViewsSchema(WholeList):
    """Your own views, and those shared with your groups."""

    items = Many(Inside(SavedViewSchema), "By name, your own first.", required=True)


class NewViewSchema(Loaded):
    """A filter to keep."""

    name = Text("What to call it; yours of the same name is replaced.", required=True, most=60)
    asked = Free(_ASKED, example=_EXAMPLE, required=True)
    group = Text("Share it with this group.", load_default=None, example="customer_service")

    @post_load
    def as_view(self, found: dict[str, Any], **_: object) -> NewView:
        """What the operation takes."""
        asked = found["asked"]
        validate.ContainsOnly(FILTERS)(list(asked))
        return NewView(found["name"], {key: str(text) for key, text in asked.items()}, found["group"])
