"""Shapes of sign-ins."""

from __future__ import annotations

from service.api.schemas.fields import Inside, Instant, Loaded, Many, Shown, Text, YesNo


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
