"""Deployments and the definition versions they make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response
from werkzeug.datastructures import FileStorage

from service.api import answers, shapes
from service.api.access import SIGNED_IN, members
from service.api.calls import Calls
from service.api.schemas.deployments import (
    DefinitionQuery,
    DefinitionSchema,
    DeploymentSchema,
    NewDeploymentSchema,
)
from service.api.schemas.pages import page_of
from service.api.statuses import CREATED, OK
from service.domain.people import Actor
from service.domain.views import DefinitionView, Page
from service.operations import deployments as operations
from service.operations import uploads
from service.queries import definitions as queries
from service.runtime import Runtime

calls = Calls("deployments", __name__, description="Putting process files live.")

OWNERS = members("process_owner")
MAX_UPLOAD = 20_000_000
_VERSION = f"<int(max={2**31 - 1}):version>"


@contextmanager
def _made_ready(
    rt: Runtime, by: Actor, body: dict[str, list[FileStorage]]
) -> Iterator[operations.ReadyFiles]:
    files = uploads.opened([(each.filename or "", each.stream.read()) for each in body["files"]])
    yield operations.made_ready(rt, files, by=by)


@calls.changes(
    "/deployments",
    access=OWNERS,
    body=NewDeploymentSchema,
    beforehand=_made_ready,
    location="files",
    answer=DeploymentSchema,
    status=CREATED,
    also=OK,
    max_body=MAX_UPLOAD,
)
def create_deployment(rt: Runtime, by: Actor, ready: operations.ReadyFiles) -> Response:
    """Put process files live: several files, or one zip archive of them.

    All or none: a finding of severity `error` refuses them all, each with element, rule, reason and remedy.
    Files that are the same as before make no new version: with nothing new the answer is 200 and its `result`
    is `unchanged`.
    """
    done = operations.put_live(rt, ready, by=by)
    return answers.change_answer(shapes.deployment(done), CREATED if done.created else OK)


@calls.reads("/definitions", access=SIGNED_IN, query=DefinitionQuery, answer=page_of(DefinitionSchema))
def list_definitions(rt: Runtime, by: Actor, asked: tuple[Any, ...]) -> Page[DefinitionView]:
    """The deployed definition versions, newest first."""
    key, latest, page = asked
    return queries.definitions(rt, page, key=key, latest=latest, by=by)


@calls.reads(f"/definitions/<key>/{_VERSION}", access=SIGNED_IN, answer=DefinitionSchema)
def get_definition(rt: Runtime, by: Actor, key: str, version: int) -> DefinitionView:
    """One version of a process."""
    return queries.definition(rt, key, version, by=by)


@calls.reads(f"/definitions/<key>/{_VERSION}/xml", access=SIGNED_IN, media_type="application/xml")
def get_definition_xml(rt: Runtime, by: Actor, key: str, version: int) -> Response:
    """The BPMN file of a version, byte for byte as it was deployed."""
    return Response(queries.definition_xml(rt, key, version, by=by), mimetype="application/xml")
