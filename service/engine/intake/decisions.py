"""DMN files as intake needs them: which decisions they hold, what they import, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from service.engine.progress import Finding, SourceFile


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
