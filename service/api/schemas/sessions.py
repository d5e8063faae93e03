"""Shapes of sign-ins."""

from __future__ import annotations

from service.api.schemas.fields import Inside, Instant, Loaded, Many, Shown, Text, WholeList, YesNo


class NewSessionSchema(Loaded):
    """Who wants in."""

    username = Text("The name to sign in with.", example="agent", required=True, most=100)
    password = Text("The password.", example="demo", required=True, most=1000)


class PersonSchema(Shown):
    """Somebody who can sign in."""

    name = Text("The name to sign in with.", example="agent", required=True)
    display_name = Text("The name shown.", example="Agent Li", required=True)
    groups = Many(Text(), "The groups they belong to.", example=["customer_service"], required=True)
    supervises = Many(Text(), "The groups they supervise; `*` is every group.", example=[], required=True)
    language = Text("The language they read.", example="en", required=True)
    active = YesNo("Whether they may sign in.", required=True)


class SessionSchema(Shown):
    """A sign-in; the token is told this once."""

    token = Text("Send it as `Authorization: Bearer …`.", required=True)
    expires_at = Instant("When it stops working.", required=True)
    person = Inside(PersonSchema, "Who signed in.", required=True)
    csrf_token = Text("For pages: send it as `X-CSRF-Token` with every change made by cookie.", required=True)


class WhoSchema(Shown):
    """Who is calling."""

    person = Inside(PersonSchema, "Who is signed in.", required=True)
    csrf_token = Text("For pages: send it as `X-CSRF-Token` with every change made by cookie.", required=True)


class OwnSessionSchema(Shown):
    """One of your sign-ins."""

    id = Text("Names the sign-in; gives nobody a way in.", example="9e0ae035ae95328b", required=True)
    device = Text("What the browser said it is.", example="Firefox · Linux", required=True)
    way = Text("`password`, or `oidc` by the company's own sign-in.", example="password", required=True)
    created_at = Instant("Since when.", required=True)
    expires_at = Instant("Until when.", required=True)
    current = YesNo("Whether it is the one in use.", required=True)


class OwnSessionsSchema(WholeList):
    """Where you are signed in."""

    items = Many(Inside(OwnSessionSchema), "The newest first.", required=True)
