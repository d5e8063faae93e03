"""Sections of a form signed by people of different groups: filled in, signed, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from uuid import UUID

from sqlalchemy import select

from service.domain.people import SYSTEM
from service.domain.sections import SectionSignature
from service.engine.forms import Form, InvalidAnswers, Section, validate_answers
from service.errors import Invalid, NotInGroup, SectionNotFound, SectionSigned
from service.feel.values import to_plain
from service.ids import new_id
from service.operations.filed import must_be_files_of
from service.operations.holding import visible_task
from service.operations.notifying import notify_of_task, person
from service.operations.signed import valid_signatures
from service.runtime.transaction import About
from service.store import hot

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.people import Actor
    from service.domain.tasks import UserTask
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SectionGiven:
    """A section with the answers one puts one's name to."""

    section: str
    answers: Mapping[str, object]


def sign_section(rt: Runtime, task_id: UUID, given: SectionGiven, *, by: Actor) -> None:
    """Put one's name under a section of one's group; what is signed is what the process gets."""
    with rt.transaction() as tx:
        task, instance, form, section = _section(tx, task_id, given.section, by)
        if valid_signatures(tx.session, task_id).get(section.id) is not None:
            raise SectionSigned(section=section.label)
        answers = _fitting(tx, (task, instance), form.part(section.id), given.answers, by.language)
        before = _last_answers(tx, task_id, section.id)
        tx.add(
            SectionSignature(
                id=new_id(),
                task_id=task_id,
                case_id=task.case_id,
                section=section.id,
                group_name=section.group,
                by=by.name,
                at=tx.at,
                answers=answers,
                void_at=None,
            )
        )
        detail = _told(form, section) | {"answers": answers}
        about = About(task.activity_id, task.id)
        tx.tell(instance, "task.section_signed", by.name, about=about, detail=detail)
        if before is not None and before != answers:
            for each in form.sections:
                if section.id in each.agrees_to:
                    _unsign(tx, (task, instance), form, each, by)


def take_back_signature(rt: Runtime, task_id: UUID, section_id: str, *, by: Actor) -> None:
    """Take one's name back, so that the section can be put right and signed again; both stay on record."""
    with rt.transaction() as tx:
        task, instance, form, section = _section(tx, task_id, section_id, by)
        row = valid_signatures(tx.session, task_id).get(section.id)
        if row is None:
            raise SectionNotFound(section=section_id)
        _take_back(tx, task, row)
        detail = _told(form, section) | {"signed_by": row.by}
        about = About(task.activity_id, task.id)
        tx.tell(instance, "task.section_reopened", by.name, about=about, detail=detail)


def _last_answers(tx: Transaction, task_id: UUID, section_id: str) -> dict[str, object] | None:
    """What was signed here last, taken back since."""
    mine = (SectionSignature.task_id == task_id) & (SectionSignature.section == section_id)
    last = select(SectionSignature.answers).where(mine).order_by(SectionSignature.id.desc()).limit(1)
    return tx.session.execute(last).scalar_one_or_none()


def _unsign(
    tx: Transaction, of: tuple[UserTask, ProcessInstance], form: Form, section: Section, by: Actor
) -> None:
    """Nobody's name stands under what they did not agree to: whoever signed what was there before is asked
    again.
    """
    task, instance = of
    row = valid_signatures(tx.session, task.id).get(section.id)
    if row is None:
        return
    _take_back(tx, task, row)
    detail = _told(form, section) | {"signed_by": row.by, "because": "changed"}
    about = About(task.activity_id, task.id)
    tx.tell(instance, "task.section_reopened", SYSTEM.name, about=about, detail=detail)
    notify_of_task(tx, task, [person(row.by)], "section_unsigned", who=by.shown)


def _take_back(tx: Transaction, task: UserTask, row: SectionSignature) -> None:
    row.void_at = tx.at
    task.draft = {**(task.draft or {}), **row.answers}  # what is put right is not typed anew
    hot.save_task(tx.connection, task)


def _told(form: Form, section: Section) -> dict[str, object]:
    """What the history keeps of it; ``name_key``: what its name is kept under in the catalogues."""
    return {"section": section.label, "name_key": f"{form.id}.{section.id}", "group": section.group}


def _section(
    tx: Transaction, task_id: UUID, section_id: str, by: Actor
) -> tuple[UserTask, ProcessInstance, Form, Section]:
    """The section of an open task, for members of the group that signs it."""
    task, instance = visible_task(tx, task_id, by)
    task.must_be_open()
    instance.must_run()
    form = (
        tx.definitions.form(instance.definition_id, task.form_key, task.process_key)
        if task.form_key
        else None
    )
    found = next((each for each in form.sections if each.id == section_id), None) if form else None
    if form is None or found is None:
        raise SectionNotFound(section=section_id)
    if found.group not in by.groups_worked:
        raise NotInGroup(name=by.shown, groups=found.group)
    return task, instance, form, found


def _fitting(
    tx: Transaction,
    of: tuple[UserTask, ProcessInstance],
    part: Form,
    answers: Mapping[str, object],
    language: str,
) -> dict[str, object]:
    task, instance = of
    variables = tx.restored(instance).variables_at(task.engine_id)
    try:
        fitting = validate_answers(part, answers, {**variables, **(task.draft or {})})
        must_be_files_of(tx, task, part, fitting)
    except InvalidAnswers as invalid:
        raise Invalid(invalid.fields_in(language)) from invalid
    return cast("dict[str, object]", to_plain(fitting))
