"""What people send in, checked before a process sees it: answers against their form, texts and variables at
the door.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from service.engine.forms import InvalidAnswers, validate_answers
from service.engine.forms.rows import must_be_few
from service.errors import Invalid
from service.feel.errors import FeelError, FeelValueError
from service.feel.values import adopt, check_value, to_plain
from service.operations.filed import must_be_files_of
from service.operations.signed import signed_sections

if TYPE_CHECKING:
    from service.domain.instances import ProcessInstance
    from service.domain.tasks import UserTask
    from service.engine.forms import Form
    from service.runtime.transaction import Transaction

_LONGEST_TEXT = 20_000


def checked_answers(
    tx: Transaction, task: UserTask, instance: ProcessInstance, answers: Mapping[str, object], language: str
) -> dict[str, object]:
    """The values the form's answers give; a task without a form takes none."""
    form = _form(tx, task, instance, answers)
    if form is None:
        return {}
    variables = tx.restored(instance).variables_at(task.engine_id)
    try:
        signed = signed_sections(tx, task, form, answers, variables)
        fitting = validate_answers(form, signed.answers, variables)
        must_be_files_of(tx, task, form, fitting)
    except InvalidAnswers as invalid:
        raise Invalid(invalid.fields_in(language)) from invalid
    return {**fitting, **signed.told}


def _form(
    tx: Transaction, task: UserTask, instance: ProcessInstance, answers: Mapping[str, object]
) -> Form | None:
    """The form the task asks with; without one there is nothing to answer."""
    form = None
    if task.form_key:
        form = tx.definitions.form(instance.definition_id, task.form_key, task.process_key)
    if form is None and answers:
        raise Invalid({name: ["this task asks for nothing"] for name in answers})
    return form


def checked_variables(name: str, variables: Mapping[str, object]) -> dict[str, object]:
    """Variables from outside as FEEL values, within the stated limits."""
    try:
        check_value(dict(variables), path=name)
        return {key: _adopted(value) for key, value in variables.items()}
    except (FeelError, FeelValueError) as wrong:
        raise Invalid.field(name, str(wrong)) from wrong


def checked_draft(answers: Mapping[str, object]) -> dict[str, object]:
    """A draft as it is kept: within the limits of variables, otherwise unchecked."""
    return cast("dict[str, object]", to_plain(checked_variables("answers", answers)))


def fields_of_draft(
    tx: Transaction, task: UserTask, instance: ProcessInstance, answers: Mapping[str, object]
) -> dict[str, object]:
    """A draft with no names but those of the form's fields."""
    form = _form(tx, task, instance, answers)
    known = {each.path[0] for each in form.fields} if form is not None else set()
    unknown = sorted(str(name)[:200] for name in answers if name not in known)
    if unknown:
        raise Invalid({name: ["There is no such field here."] for name in unknown})
    try:
        must_be_few(form.fields if form is not None else (), answers)
    except InvalidAnswers as invalid:
        raise Invalid(invalid.fields) from invalid
    return checked_draft(answers)


def checked_text(name: str, text: str) -> str:
    """A text people wrote: there is one, of a length somebody will read, and storable."""
    words = text.strip()
    if not words:
        raise Invalid.field(name, "say something")
    if len(words) > _LONGEST_TEXT:
        raise Invalid.field(name, f"at most {_LONGEST_TEXT} characters")
    try:
        check_value(words, path=name)
    except FeelValueError as wrong:
        raise Invalid.field(name, str(wrong)) from wrong
    return words


def _adopted(value: object) -> object:
    if value is None or type(value) is str:
        return value
    if isinstance(value, Mapping):
        return {str(key): _adopted(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_adopted(each) for each in value]
    return adopt(value)
