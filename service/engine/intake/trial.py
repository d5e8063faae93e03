"""A trial by the engine itself: whatever it refuses to run is a finding of the deploy check."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence

from service.engine.intake.memory import ran_out
from service.engine.progress import EngineError, Finding, ProcessSource


def trial_findings(
    sources: Sequence[ProcessSource], homes: Mapping[str, str], on_file: Callable[[str], None]
) -> list[Finding]:
    """Why the engine would not run these processes; ``homes`` says in which file each is."""
    findings: list[Finding] = []
    for source in sources:
        path = homes.get(source.key, "")
        on_file(path)
        try:
            _compile(source)
        except Exception as error:  # whatever a strange file provokes must refuse it, not end the check
            if ran_out(error):
                raise MemoryError from error
            findings.append(_refused(source, path, error))
    return findings


def _refused(source: ProcessSource, path: str, error: Exception) -> Finding:
    if isinstance(error, EngineError):
        remedy = error.remedy or "Draw it with elements this engine runs."
        return Finding(path, error.activity_id, "engine-cannot-run", error.reason, remedy)
    reason = f"The engine could not read the process {source.key}: {type(error).__name__}: {error}"
    return Finding(path, source.key, "engine-cannot-read", reason[:500], "Simplify the process.")


def _compile(source: ProcessSource) -> None:
    engine = importlib.import_module("service.engine")
    compile_definition = getattr(engine, "compile_definition", None)
    if compile_definition is not None:
        compile_definition(source.key, source.files)
