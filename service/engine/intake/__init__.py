"""May these files run? Guarded, parsed in a child, checked against BPMN and our own rules.

The calling process never parses a file from outside: it looks at names and sizes, then reads the verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from service.engine.intake.guard import guard_files
from service.engine.intake.limits import DEFAULT, Limits
from service.engine.intake.sandbox import check_in_child
from service.engine.intake.upload import RefusedUpload, read_zip
from service.engine.progress import Checked, SourceFile

__all__ = ["DEFAULT", "Limits", "RefusedUpload", "check_files", "read_zip"]


def check_files(
    files: Sequence[SourceFile], *, groups: Collection[str] = (), limits: Limits = DEFAULT
) -> Checked:
    """Every process in these files, and every finding; an error among them forbids deploying any."""
    refused = guard_files(files, limits)
    if refused:
        return Checked((), tuple(refused[: limits.findings]))
    return check_in_child(files, groups, limits)
