"""What a process refers to outside its own file: called processes, decisions, imports."""

from __future__ import annotations

from service.engine.intake.camunda import camunda
from service.engine.intake.deployment import Deployment
from service.engine.intake.document import Document, is_true
from service.engine.intake.findings import Hits
from service.engine.intake.house.rules import HouseBook, running
from service.engine.intake.sources import document_of

book = HouseBook()


@book.rule("called-process-missing", "Name the process to call.")
def calls_name_a_process(deployment: Deployment, document: Document) -> Hits:
    """A call activity names what it calls, written out."""
    for call in running(document, "callActivity"):
        reference = (call.get("calledElement") or "").strip()
        if not reference:
            yield call, "It does not say which process it calls."
        elif reference.startswith("=") or "{" in reference:
            yield (
                call,
                "Which process it calls is computed; it must be written out, so that it can be checked.",
            )


@book.rule("called-process-not-found", "Deploy the called process together with this one.")
def called_processes_exist(deployment: Deployment, document: Document) -> Hits:
    """The called process is among the deployed files, and is meant to run."""
    for call in running(document, "callActivity"):
        key = (call.get("calledElement") or "").rpartition(":")[2].strip()
        if not key or "{" in key or key.startswith("="):
            continue
        owner = document_of(key, deployment)
        if owner is None:
            yield call, f"The process {key} is not among the files."
        elif not any(p.get("id") == key and is_true(p, "isExecutable") for p in owner.all("process")):
            yield call, f"The process {key} is not executable."


@book.rule("decision-not-found", "Deploy the decision together with the process.")
def decisions_exist(deployment: Deployment, document: Document) -> Hits:
    """The decision a business rule task asks is among the deployed files."""
    for task in running(document, "businessRuleTask"):
        reference = camunda(task, "decisionRef")
        if not reference:
            if camunda(task, "type") != "external":
                yield task, "The business rule task names no decision."
        elif "{" not in reference and not any(reference in d.ids for d in deployment.decisions):
            yield task, f"The decision {reference} is not among the files."


@book.rule("import-external", "Remove the import, or deploy the file together with this one.")
def imports_stay_within_the_deployment(deployment: Deployment, document: Document) -> Hits:
    """Nothing is fetched from elsewhere: an import lies beside the file that wants it."""
    for imported in document.all("import"):
        location = (imported.get("location") or "").strip()
        if ":" in location or location.startswith(("/", "\\")) or ".." in location:
            yield imported, f"The import leads outside of the deployed files: {location[:100]}"
