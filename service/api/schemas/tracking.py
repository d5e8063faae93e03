"""Shapes of a case as its customer sees it."""

from __future__ import annotations

from service.api.schemas.fields import (
    Choice,
    Free,
    Identifier,
    Inside,
    Instant,
    Loaded,
    Many,
    Shown,
    Text,
    Whole,
    YesNo,
)

_MOST = 10**9


class SaidSchema(Shown):
    """Words exchanged."""

    direction = Choice(("in", "out"), "`in`: the customer's.", required=True)
    text = Text("The words.", required=True)
    at = Instant("When.", required=True)
    expected = Text("The day we expect to be done, where we told one.", required=True)


class SentPictureSchema(Shown):
    """A file the customer sent."""

    id = Identifier("Its id.", required=True)
    name = Text("Its name.", required=True, example="door.jpg")
    is_picture = YesNo("Whether it can be looked at.", required=True)
    at = Instant("When.", required=True)


class OwnPromiseSchema(Shown):
    """Something promised to the customer."""

    kind = Text("What kind of promise; `words` for one made by hand.", required=True, example="respond")
    text = Text("What was promised in words.", required=True)
    due_at = Instant("By when.", required=True)
    state = Text("How it stands.", required=True, example="open")


class TrackedSchema(Shown):
    """A case as its customer sees it."""

    number = Text("The case's number.", required=True)
    subject = Text("What it is about.", required=True)
    status = Text("Open, or how it ended.", required=True)
    stage = Text("Where it stands.", required=True)
    stage_due_at = Instant("By when the next thing happens.", required=True, allow_none=True)
    round = Whole("The round.", least=1, most=_MOST, required=True)
    created_at = Instant("When it was received.", required=True)
    closed_at = Instant("When it was closed.", required=True, allow_none=True)
    said = Many(Inside(SaidSchema), "The words exchanged.", required=True)
    files = Many(Inside(SentPictureSchema), "What the customer sent.", required=True)
    promises = Many(Inside(OwnPromiseSchema), "What was promised.", required=True)
    zone = Text("The time zone the customer lives by.", required=True, example="Asia/Shanghai")
    asks = YesNo("Whether a questionnaire waits.", required=True)
    answered = YesNo("Whether it was answered.", required=True)


class CustomerWordsSchema(Loaded):
    """What the customer writes."""

    text = Text("The words.", required=True, most=4000, example="Any news?")


class CustomerReasonSchema(Loaded):
    """Why the customer takes the matter back."""

    reason = Text("The reason.", most=4000, load_default="", example="It closes again.")


class CustomerAnswersSchema(Loaded):
    """Answers to the questionnaire, by the keys of its form."""

    answers = Free("The answers.", required=True, example={"satisfied_outcome": True, "satisfaction": 5})
    signed_by = Text("The name that signs the work off.", load_default="", example="Lin Hai")


class QuestionsSchema(Shown):
    """The questionnaire that waits."""

    form = Free("The form-js document; null while nothing is asked.", allow_none=True)


class SurveysWantedSchema(Loaded):
    """Whether questionnaires are welcome."""

    wanted = YesNo("Whether they are.", required=True, example=False)
