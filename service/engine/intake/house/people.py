"""User tasks: somebody who may do them, and a form to do them with."""

from __future__ import annotations

from collections.abc import Iterator

from service.engine.intake.camunda import camunda, extensions, properties
from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document, Element, children, text_of
from service.engine.intake.findings import Hits
from service.engine.intake.house.rules import HouseBook, running
from service.engine.intake.sources import form_path

book = HouseBook()


@book.rule("user-task-without-people", "State candidate groups or an assignee, or put the task into a lane.")
def user_tasks_have_people(deployment: Deployment, document: Document) -> Hits:
    """A user task says who may do it: candidate groups, an assignee, or the lane it is in."""
    in_lanes = {text_of(c) for lane in document.all("lane") for c in children(lane, "flowNodeRef")}
    for task in running(document, "userTask"):
        stated = (
            camunda(task, "candidateGroups") or camunda(task, "assignee") or camunda(task, "candidateUsers")
        )
        if not stated and task.get("id") not in in_lanes:
            yield task, "Nobody could see this user task: it has no candidate group, no assignee, no lane."


@book.rule("group-unknown", "Choose a group from groups.yaml, or add the group there.")
def candidate_groups_exist(deployment: Deployment, document: Document) -> Hits:
    """A candidate group that is written out is one of the known groups."""
    if not deployment.groups:
        return
    for task in running(document, "userTask"):
        for group in _written_out(camunda(task, "candidateGroups")):
            if group not in deployment.groups:
                yield task, f"There is no group {group}."


def _written_out(groups: str) -> Iterator[str]:
    if groups.startswith("=") or "{" in groups:
        return
    yield from (group.strip() for group in groups.split(",") if group.strip())


@book.rule("user-task-without-form", "Link a form to the task.")
def user_tasks_have_a_form(deployment: Deployment, document: Document) -> Hits:
    """A user task has a form; without one its answers could not be checked."""
    for task in running(document, "userTask"):
        if not (camunda(task, "formKey") or camunda(task, "formRef")):
            yield task, "The user task has no form."


@book.rule("form-not-found", "Deploy the form together with the process, under this name or with this id.")
def forms_exist(deployment: Deployment, document: Document) -> Hits:
    """The form a task names is among the deployed files."""
    for task in running(document, "userTask", "startEvent"):
        key = camunda(task, "formRef") or camunda(task, "formKey")
        if key and "{" not in key and form_path(key, document.path, deployment) is None:
            yield task, f"The form {key} is not among the files."


@book.rule("embedded-form", "Make it a form file and link it.")
def forms_are_files(deployment: Deployment, document: Document) -> Hits:
    """A form is a file; fields written into the diagram are not shown to anybody."""
    for task in running(document, "userTask", "startEvent"):
        if any(True for _ in extensions(task, "formData")):
            yield task, "The form is written into the diagram, where it is not read."


@book.rule("four-eyes-unknown", "Name a user task of this process.")
def four_eyes_name_user_tasks(deployment: Deployment, document: Document) -> Hits:
    """``not_by`` names user tasks: whoever completed one of them may not take this one."""
    known = {task.get("id") for task in document.all("userTask")}
    for task in running(document, "userTask"):
        for wrong in _unknown_authors(task, known):
            yield task, f"not_by names {wrong}, which is no user task of this file."


def _unknown_authors(task: Element, known: set[str | None]) -> list[str]:
    named = [v for name, value in properties(task) if name == "not_by" for v in value.split(",")]
    return [name.strip() for name in named if name.strip() and name.strip() not in known]
