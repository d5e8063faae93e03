"""The whole check, as the child runs it: read, apply every rule, gather what each process runs from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from service.engine.intake.bpmn import bpmn_findings
from service.engine.intake.deployment import read_deployment
from service.engine.intake.house import house_findings
from service.engine.intake.limits import Limits
from service.engine.intake.sources import document_of, process_sources
from service.engine.intake.trial import trial_findings
from service.engine.progress import Checked, Finding, Severity, SourceFile


def check(
    files: Sequence[SourceFile],
    groups: Collection[str],
    limits: Limits,
    on_file: Callable[[str], None] = lambda path: None,
) -> Checked:
    """The processes and findings of these files; the engine is tried only on files without an error."""
    deployment = read_deployment(files, groups, limits, on_file)
    findings = list(deployment.findings)
    for document in deployment.documents:
        on_file(document.path)
        findings += bpmn_findings(document)
    findings += house_findings(deployment)
    sources = process_sources(deployment)
    if not _has_error(findings):
        homes = {
            source.key: home.path
            for source in sources
            if (home := document_of(source.key, deployment)) is not None
        }
        findings += trial_findings(sources, homes, on_file)
    return Checked(sources, _ordered(findings, limits))


def _has_error(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _ordered(findings: Sequence[Finding], limits: Limits) -> tuple[Finding, ...]:
    """Errors first, no finding twice, no more than one wants to read."""
    distinct = list(dict.fromkeys(findings))
    distinct.sort(key=lambda finding: finding.severity is not Severity.ERROR)
    return tuple(distinct[: limits.findings])
