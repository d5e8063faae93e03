"""Shapes of the files of a case."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load
from werkzeug.datastructures import FileStorage

from service.api.schemas.fields import (
    Choice,
    Identifier,
    Instant,
    Loaded,
    Many,
    Shown,
    Text,
    Whole,
    WholeList,
    YesNo,
)
from service.domain.attachments import Purpose
from service.errors import Invalid
from service.operations.attachments import AttachmentGiven

PURPOSES = tuple(each.value for each in Purpose)


class AttachmentQuery(Loaded):
    """What the file is for."""

    purpose = Choice(PURPOSES, "What the file is for.", load_default="file", example="photo")
    task = Identifier("The task it was added at.", load_default=None)


class NewAttachmentSchema(Loaded):
    """A file, as one part of a multipart body."""

    files = fields.List(
        fields.Raw(metadata={"type": "string", "format": "binary"}),
        required=True,
        metadata={"description": "The file."},
    )

    @post_load
    def as_file(self, found: dict[str, Any], **_: object) -> FileStorage:
        """The one file."""
        files: list[FileStorage] = found["files"]
        if len(files) != 1:
            raise Invalid.field("files", "one file at a time")
        return files[0]


def given(file: FileStorage, asked: dict[str, Any]) -> AttachmentGiven:
    """The file as the operation takes it."""
    return AttachmentGiven(
        file.filename or "", file.content_type or "", file.stream, asked["purpose"], asked["task"]
    )


class AttachmentSchema(Shown):
    """A file of a case."""

    id = Identifier("The attachment.", required=True)
    case_id = Identifier("The case.", required=True)
    task_id = Identifier("The task it was added at.", required=True, allow_none=True)
    purpose = Choice(PURPOSES, "What it is for.", required=True, example="photo")
    name = Text("Its name, cleaned.", required=True, example="door.jpg")
    content_type = Text("What it is, by its content.", required=True, example="image/jpeg")
    size = Whole("How many bytes.", least=0, most=2**53, required=True, example=183_204)
    digest = Text("SHA-256 of what was sent.", required=True, example="9f86d081884c7d65")
    width = Whole("Of a picture: its width.", least=1, most=10**6, required=True, allow_none=True)
    height = Whole("Of a picture: its height.", least=1, most=10**6, required=True, allow_none=True)
    at = Instant("When it was added.", required=True)
    by = Text("Who added it.", required=True, example="agent")


class AttachmentsSchema(WholeList):
    """The files of a case."""

    items = Many(fields.Nested(AttachmentSchema), "In the order they came.", required=True)


class ContentQuery(Loaded):
    """Which copy is asked for."""

    small = YesNo("Of a picture, the small copy.", load_default=False)
