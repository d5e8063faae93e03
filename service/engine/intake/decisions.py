"""DMN files as intake needs them: which decisions they hold, what they import, what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from service.engine.intake.policies import FORBIDDING, is_policy, policy_findings
from service.engine.progress import Finding, Severity, SourceFile
from service.feel.dmn import Finding as TableFinding
from service.feel.dmn import Model, check_model, parse_model
from service.feel.errors import DmnError, FeelError

_FORBIDDING = frozenset({"text", "import", "type", "allowed", "overlap"})


@dataclass(frozen=True, slots=True)
class Decisions:
    """One DMN file: its namespace, its decisions by id, the namespaces it imports."""

    path: str
    namespace: str
    ids: frozenset[str]
    imports: frozenset[str]
    findings: tuple[Finding, ...] = ()


def read_decisions(file: SourceFile, root: etree._Element) -> Decisions:
    """What the file holds; a file that is not DMN holds nothing and says so."""
    name = etree.QName(root)
    if name.localname != "definitions" or "/DMN/" not in (name.namespace or ""):
        finding = Finding(
            file.path,
            None,
            "dmn-root-missing",
            "The file is XML, but its outermost element is not DMN's definitions.",
            "Save it as DMN from the editor.",
        )
        return Decisions(file.path, "", frozenset(), frozenset(), (finding,))
    spaces = f"{{{name.namespace}}}"
    return Decisions(
        path=file.path,
        namespace=root.get("namespace", ""),
        ids=frozenset(d.get("id", "") for d in root.iter(f"{spaces}decision", f"{spaces}decisionService")),
        imports=frozenset(i.get("namespace", "") for i in root.iter(f"{spaces}import")),
    )


def decision_findings(
    decisions: Sequence[Decisions], files: Mapping[str, SourceFile], variables: Collection[str]
) -> Iterator[Finding]:
    """What keeps decisions from being made: unreadable logic, inputs nothing provides, shared ids."""
    yield from _shared_ids(decisions)
    readable = [each for each in decisions if not each.findings]
    models: dict[str, Model] = {}
    for each in _imported_first(readable):
        try:
            model = parse_model(files[each.path].content, imports=tuple(models.values()))
        except FeelError as error:
            yield _unreadable(each.path, getattr(error, "element", ""), _reason(error))
            continue
        models[each.path] = model
        yield from (_as_finding(each.path, found) for found in check_model(model, variables=variables))
        if is_policy(each.path):
            yield from policy_findings(each.path, model)


def _as_finding(path: str, found: TableFinding) -> Finding:
    forbids = found.rule in _FORBIDDING or (is_policy(path) and found.rule in FORBIDDING)
    severity = Severity.ERROR if forbids else Severity.WARNING
    row = f"row {found.row}" if found.row else ""
    where = ", ".join(part for part in (found.table, row, found.column) if part)
    example = f" Example: {found.example}." if found.example else ""
    return Finding(path, where, f"dmn-{found.rule}", f"{found.reason}.{example}", found.remedy, severity)


def _imported_first(decisions: Sequence[Decisions]) -> list[Decisions]:
    """The files, each after those it imports; what imports in a circle comes last."""
    pending, found = list(decisions), list[Decisions]()
    while pending:
        known = {each.namespace for each in pending}
        ready = [each for each in pending if not (each.imports & known) - {each.namespace}] or pending
        found += ready
        pending = [each for each in pending if each not in ready]
    return found


def _shared_ids(decisions: Sequence[Decisions]) -> Iterator[Finding]:
    counts = Counter(id_ for each in decisions for id_ in each.ids)
    for each in decisions:
        for id_ in sorted(each.ids):
            if counts[id_] > 1:
                yield Finding(
                    each.path,
                    id_,
                    "decision-id-duplicate",
                    f"Several files hold a decision {id_}; which one is meant could not be told.",
                    "Give each decision its own id.",
                )


def _reason(error: FeelError) -> str:
    return error.reason if isinstance(error, DmnError) else str(error)


def _unreadable(path: str, element: str, reason: str) -> Finding:
    return Finding(path, element or None, "dmn-text", reason, "Correct it in the decision editor.")
