"""The shape of a refusal (RFC 9457)."""

from __future__ import annotations

from marshmallow import fields

from service.api.schemas.fields import Inside, Many, Shown, Text, Whole


class FindingSchema(Shown):
    """One thing wrong with a file of a refused deployment."""

    path = Text("The file.", example="feedback/feedback.bpmn")
    element = Text("The id of the element at fault.", example="respond", allow_none=True)
    rule = Text("The rule it breaks.", example="user-task-has-form")
    reason = Text(
        "What is wrong.", example="The user task names the form “respond”, which is not among the files."
    )
    remedy = Text("What to do about it.", example="Add respond.form, or name another form.")
    severity = Text("`error` refuses the deployment, `warning` does not.", example="error")


class ProblemSchema(Shown):
    """Why a request was refused; `code` is stable, `title` and `detail` are for people."""

    type = Text(
        "A URN of the kind of problem.", example="urn:aftercare:problem:task_already_claimed", required=True
    )
    title = Text("The kind of problem in a few words.", example="Task already claimed", required=True)
    status = Whole("The HTTP status.", least=400, most=599, example=409, required=True)
    code = Text("The kind of problem, for programs.", example="task_already_claimed", required=True)
    detail = Text("What happened this time.", example="Task 019a… is already claimed by Ben Ho.")
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={
            "description": "What is wrong, by field; a field inside another is named with a dot.",
            "examples": [{"contact.phone": ["An answer is required."]}],
        },
    )
    people = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={
            "description": "The sign-in names of those `detail` names, by what they are in it.",
            "examples": [{"assignee": ["agent2"]}],
        },
    )
    findings = Many(Inside(FindingSchema), "What is wrong with the files of a refused deployment.")
