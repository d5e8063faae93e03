"""What is deployed, and what checking it finds: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a deployment: its path relative to the deployed folder, with ``/``, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ProcessSource:
    """A runnable process and the closure of files it runs from; ``digest`` names exactly this behaviour."""

    key: str
    name: str
    digest: str
    files: tuple[SourceFile, ...]


class Severity(StrEnum):
    """How bad a finding is: an error refuses the deployment, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a file, in words for the process owner who must mend it."""

    path: str
    element_id: str | None
    rule: str
    reason: str
    remedy: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of checking a set of files: the processes found, and every finding."""

    processes: tuple[ProcessSource, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether any finding forbids deploying these files."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)
