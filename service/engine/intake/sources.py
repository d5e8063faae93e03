"""What each executable process runs from: its file, all it refers to, and a digest naming that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from service.engine.forms import find_form
from service.engine.intake.camunda import camunda, inputs
from service.engine.intake.decisions import Decisions
from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document, Element, is_true
from service.engine.progress import ProcessSource, SourceFile


def process_sources(deployment: Deployment) -> tuple[ProcessSource, ...]:
    """A source for each executable process; of two with one key the first stands (the other is a finding)."""
    found: dict[str, ProcessSource] = {}
    for document in deployment.documents:
        for process in document.all("process"):
            key = process.get("id", "")
            if key and key not in found and is_true(process, "isExecutable"):
                found[key] = _source(key, process, document, deployment)
    return tuple(found.values())


def _source(key: str, process: Element, document: Document, deployment: Deployment) -> ProcessSource:
    documents = _called(document, deployment)
    paths = {each.path for each in documents}
    paths |= {path for each in documents for path in _forms_of(each, deployment)}
    paths |= {names for path in paths for names in _names_beside(path, deployment)}
    wanted = {ref for each in documents for ref in decision_refs(each)}
    paths |= {decisions.path for decisions in _with_imports(_holding(wanted, deployment), deployment)}
    files = tuple(deployment.files[path] for path in sorted(paths))
    return ProcessSource(key, process.get("name") or key, digest_of(key, files), files)


def digest_of(key: str, files: Iterable[SourceFile]) -> str:
    """A name for exactly these bytes under these paths."""
    digest = hashlib.sha256(key.encode())
    for file in files:
        digest.update(f"\0{file.path}\0{len(file.content)}\0".encode())
        digest.update(file.content)
    return digest.hexdigest()


def _called(document: Document, deployment: Deployment) -> list[Document]:
    """The document and those whose processes it calls, however far."""
    found = [document]
    for each in found:
        for reference in called_keys(each):
            owner = document_of(reference, deployment)
            if owner is not None and owner not in found:
                found.append(owner)
    return found


def called_keys(document: Document) -> Iterator[str]:
    """The keys of the processes this file calls, as far as they are written out."""
    for call in document.all("callActivity"):
        reference = (call.get("calledElement") or "").rpartition(":")[2].strip()
        if reference and "{" not in reference:
            yield reference


def document_of(key: str, deployment: Deployment) -> Document | None:
    """The document that holds the process of this key."""
    for document in deployment.documents:
        if any(process.get("id") == key for process in document.all("process")):
            return document
    return None


def decision_refs(document: Document) -> Iterator[str]:
    """The ids of the decisions this file's tasks ask, as far as they are written out."""
    for task in document.all("businessRuleTask"):
        reference = camunda(task, "decisionRef")
        if reference and "{" not in reference:
            yield reference


def _holding(wanted: set[str], deployment: Deployment) -> list[Decisions]:
    """The DMN files that hold these decisions, and the shared policy tables in any case."""
    return [d for d in deployment.decisions if d.ids & wanted or "policy" in PurePosixPath(d.path).parts[:-1]]


def _with_imports(found: list[Decisions], deployment: Deployment) -> list[Decisions]:
    for each in found:
        found += [d for d in deployment.decisions if d.namespace in each.imports and d not in found]
    return found


def form_keys(document: Document) -> Iterator[tuple[Element, str]]:
    """The elements that ask with a form, and the form they name."""
    for element in document.all("userTask", "startEvent"):
        key = camunda(element, "formRef") or camunda(element, "formKey")
        if key:
            yield element, key


def form_path(key: str, beside: str, deployment: Deployment) -> str | None:
    """The file a form key means, for a process in the file ``beside``."""
    return find_form(key, {path: form.id for path, form in deployment.forms.items()}, beside=beside)


def _forms_of(document: Document, deployment: Deployment) -> Iterator[str]:
    for _, key in form_keys(document):
        path = form_path(key, document.path, deployment)
        if path is not None:
            yield path


def questionnaire_paths(deployment: Deployment) -> Iterator[str]:
    """The files of the forms that service tasks put to customers, as far as they are written out."""
    for document in deployment.documents:
        for task in document.all("serviceTask"):
            if camunda(task, "topic") == "ask_customer":
                told = dict(inputs(task))
                path = form_path(told.get("form") or "questionnaire", document.path, deployment)
                if path is not None:
                    yield path


def _names_beside(path: str, deployment: Deployment) -> Iterator[str]:
    folder = PurePosixPath(path).parent
    for other in deployment.files:
        name = PurePosixPath(other)
        if (
            name.parent == folder
            and name.name.startswith("names.")
            and name.suffix in (".json", ".yaml", ".yml")
        ):
            yield other
