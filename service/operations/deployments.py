"""Deployments: put process files live; the same bytes make no new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from uuid import UUID

import yaml
from sqlalchemy import delete, func, select, text

from service.domain.definitions import DefinitionFile, Deployment, ProcessDefinition, StartTrigger
from service.domain.instances import RUNNING, ProcessInstance
from service.domain.people import PROCESS_OWNER, Group
from service.domain.views import DefinitionView, DeploymentView
from service.engine import Definition, compile_definition
from service.engine.intake import check_files
from service.errors import FilesRefused, Invalid, NotInGroup
from service.ids import new_id
from service.operations.audit import note_act
from service.operations.people import set_groups
from service.operations.policies import with_policy
from service.operations.tables import apply_tables
from service.store.shaping import definition_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.engine.progress import Checked, ProcessSource, SourceFile
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction

_LOCK = 0x41464450
"""The advisory lock deployments queue on (PostgreSQL)."""
_STARTS_BY_ITSELF = ("timer", "message")


def check(rt: Runtime, files: Sequence[SourceFile]) -> Checked:
    """Everything wrong with these files, without storing anything."""
    with rt.reading() as session:
        known = set(session.execute(select(Group.name)).scalars())
    return with_policy(check_files(files, groups=known), files)


@dataclass(frozen=True, slots=True)
class ReadyFiles:
    """Files found fit to go live, their processes compiled."""

    files: Sequence[SourceFile]
    checked: Checked
    compiled: Mapping[str, Definition]


def deploy(rt: Runtime, files: Sequence[SourceFile], *, by: Actor) -> DeploymentView:
    """Check the files and put a new version live of every process whose behaviour changed, all or none."""
    return put_live(rt, made_ready(rt, files, by=by), by=by)


def made_ready(rt: Runtime, files: Sequence[SourceFile], *, by: Actor) -> ReadyFiles:
    """What takes long of a deployment and changes nothing: to be done before any transaction."""
    if not by.is_in(PROCESS_OWNER):
        raise NotInGroup(name=by.name, groups=PROCESS_OWNER)
    checked = check(rt, files)
    if checked.refused:
        raise FilesRefused(checked.findings)
    if not checked.processes:
        raise Invalid.field("files", "there is no executable process in these files")
    compiled = {each.key: compile_definition(each.key, each.files) for each in checked.processes}
    return ReadyFiles(files, checked, compiled)


def put_live(rt: Runtime, ready: ReadyFiles, *, by: Actor) -> DeploymentView:
    """A new version of every process whose behaviour changed, all or none; this only writes."""
    checked = ready.checked
    with rt.transaction() as tx:
        _queue(tx)
        set_groups(rt, _groups(ready.files))
        deployment = tx.add(Deployment(id=new_id(), deployed_at=tx.at, deployed_by=by.name))
        created, unchanged = [], []
        for source in checked.processes:
            newest = _newest(tx, source.key)
            if newest is not None and newest.digest == source.digest:
                unchanged.append(definition_view(newest, running=_running(tx, newest.id)))
            else:
                version = newest.version + 1 if newest is not None else 1
                created.append(_put_live(tx, deployment.id, source, version, ready.compiled[source.key]))
        if created:
            _note(tx, deployment, created)
        else:
            tx.session.expunge(deployment)
        warnings = tuple(checked.findings)
        known = deployment.id if created else None
        done = DeploymentView(known, tx.at, by.name, tuple(created), tuple(unchanged), warnings)
    apply_tables(rt, [each.key for each in created], by=by)
    return done


def _note(tx: Transaction, deployment: Deployment, created: Sequence[DefinitionView]) -> None:
    live = [f"{each.key} {each.version}" for each in created]
    note_act(tx, "processes.deployed", str(deployment.id), by=deployment.deployed_by, live=live)


def _queue(tx: Transaction) -> None:
    """Deployments come one after the other: two at once must not both make the same next version."""
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _newest(tx: Transaction, key: str) -> ProcessDefinition | None:
    newest = select(ProcessDefinition).where(ProcessDefinition.key == key)
    found = newest.order_by(ProcessDefinition.version.desc()).limit(1)
    return tx.session.execute(found).scalar_one_or_none()


def _running(tx: Transaction, definition_id: UUID) -> int:
    mine = (ProcessInstance.definition_id == definition_id) & ProcessInstance.state.in_(RUNNING)
    return tx.session.execute(select(func.count()).select_from(ProcessInstance).where(mine)).scalar_one()


def _put_live(
    tx: Transaction, deployment_id: UUID, source: ProcessSource, version: int, compiled: Definition
) -> DefinitionView:
    definition = ProcessDefinition(
        id=new_id(),
        key=source.key,
        version=version,
        name=source.name[:255],
        digest=source.digest,
        deployment_id=deployment_id,
        deployed_at=tx.at,
    )
    tx.session.flush()
    tx.add(definition)
    tx.session.flush()
    tx.session.add_all(
        DefinitionFile(definition_id=definition.id, path=file.path, content=file.content)
        for file in source.files
    )
    _arm(tx, definition, compiled)
    return definition_view(definition)


def _arm(tx: Transaction, definition: ProcessDefinition, compiled: Definition) -> None:
    """The newest version alone starts by itself: its triggers replace those of the one before."""
    tx.session.execute(delete(StartTrigger).where(StartTrigger.process_key == definition.key))
    for start in compiled.starts:
        if start.kind not in _STARTS_BY_ITSELF:
            continue
        due = start.due_after(tx.at)
        trigger = StartTrigger(
            id=new_id(),
            definition_id=definition.id,
            process_key=definition.key,
            start_id=start.activity_id,
            kind=start.kind,
            message_name=start.name if start.kind == "message" else None,
            due_at=due,
            next_try_at=due,
            attempts=0,
        )
        tx.add(trigger)


def _groups(files: Sequence[SourceFile]) -> Mapping[str, Mapping[str, str]]:
    """The groups that ``groups.yaml`` among the files names.

    Only for files that passed the check: reading them may cost whatever the guard did not refuse.
    """
    for file in files:
        if PurePosixPath(file.path).name not in ("groups.yaml", "groups.yml"):
            continue
        told = yaml.safe_load(file.content)
        groups = told.get("groups", {}) if isinstance(told, dict) else {}
        return (
            {str(name): dict(names or {}) for name, names in groups.items()}
            if isinstance(groups, dict)
            else {}
        )
    return {}
