"""Rules about a deployment as a whole: there is something to run, and each thing is there once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from service.engine.forms import Field, Kind
from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document, Element, is_true
from service.engine.intake.sources import questionnaire_paths
from service.engine.progress import Finding, Severity


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Every breach."""
    yield from _nothing_to_run(deployment)
    yield from _keys(deployment)
    yield from _folders(deployment)
    yield from _forms(deployment)
    yield from _questionnaires(deployment)


def _executable(deployment: Deployment) -> Iterator[tuple[Document, Element]]:
    for document in deployment.documents:
        for process in document.all("process"):
            if is_true(process, "isExecutable"):
                yield document, process


def _nothing_to_run(deployment: Deployment) -> Iterator[Finding]:
    unreadable = any(finding.path.endswith(".bpmn") for finding in deployment.findings)
    if unreadable or any(True for _ in _executable(deployment)):
        return
    paths = [document.path for document in deployment.documents]
    yield Finding(
        paths[0] if len(paths) == 1 else "",
        None,
        "nothing-executable",
        "The files hold no process that is meant to run.",
        "Add a BPMN file, and mark its process as executable.",
    )


def _keys(deployment: Deployment) -> Iterator[Finding]:
    counts = Counter(process.get("id") for _, process in _executable(deployment))
    for document, process in _executable(deployment):
        key = process.get("id")
        if counts[key] > 1:
            yield Finding(
                document.path,
                key,
                "process-key-duplicate",
                f"Several processes have the key {key}.",
                "Give each process its own id.",
            )


def _folders(deployment: Deployment) -> Iterator[Finding]:
    for document, process in _executable(deployment):
        folder = PurePosixPath(document.path).parent.name
        if folder and folder != process.get("id"):
            yield Finding(
                document.path,
                process.get("id"),
                "folder-name",
                f"The process {process.get('id')} lies in the folder {folder}.",
                "Name the folder like the process.",
                Severity.WARNING,
            )


def _forms(deployment: Deployment) -> Iterator[Finding]:
    counts = Counter(form.id for form in deployment.forms.values() if form.id)
    for path, form in deployment.forms.items():
        if form.id and counts[form.id] > 1:
            yield Finding(
                path,
                form.id,
                "form-id-duplicate",
                f"Several forms have the id {form.id}.",
                "Give each form its own id.",
                Severity.WARNING,
            )


def _questionnaires(deployment: Deployment) -> Iterator[Finding]:
    """A form put to customers asks for no files: the page behind a link keeps photos beside its messages."""
    for path in sorted(set(questionnaire_paths(deployment))):
        for name in _pickers(deployment.forms[path].fields):
            yield Finding(
                path,
                name,
                "questionnaire-asks-for-file",
                "This form is a questionnaire, and customers hand no files in with one.",
                "Take the field out: customers send photos on the page behind their link.",
            )


def _pickers(fields: Iterable[Field], before: str = "") -> Iterator[str]:
    for field in fields:
        if field.kind is Kind.FILEPICKER:
            yield before + field.name
        yield from _pickers(field.fields, f"{before}{field.name}.")
