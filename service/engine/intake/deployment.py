"""The files of one deployment, each read as what it is, with findings for those that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import orjson
import yaml
from lxml import etree

from service.engine.forms import Form, parse_form
from service.engine.intake.decisions import Decisions, read_decisions
from service.engine.intake.document import BPMN, Document, Element
from service.engine.intake.limits import Limits
from service.engine.intake.parsing import Unreadable, parse_xml
from service.engine.progress import Finding, SourceFile

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Deployment:
    """What one deployment holds."""

    files: Mapping[str, SourceFile]
    documents: list[Document] = field(default_factory=list)
    decisions: list[Decisions] = field(default_factory=list)
    forms: dict[str, Form] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    clauses: frozenset[str] | None = None
    findings: list[Finding] = field(default_factory=list)


def read_deployment(
    files: Sequence[SourceFile], groups: Collection[str], limits: Limits, on_file: Callable[[str], None]
) -> Deployment:
    """Every file read; what cannot be read is a finding and otherwise absent."""
    deployment = Deployment({file.path: file for file in files}, groups=frozenset(groups))
    for file in sorted(files, key=lambda file: file.path):
        on_file(file.path)
        try:
            _read(file, deployment, limits)
        except Unreadable as unreadable:
            deployment.findings.append(unreadable.finding)
    link_imports(deployment.documents)
    return deployment


def _read(file: SourceFile, deployment: Deployment, limits: Limits) -> None:
    ending = PurePosixPath(file.path).suffix.lower()
    if ending == ".bpmn":
        deployment.documents.append(read_document(file, limits))
    elif ending == ".dmn":
        decisions = read_decisions(file, parse_xml(file.content, file.path, limits))
        deployment.decisions.append(decisions)
        deployment.findings += decisions.findings
    elif ending == ".form":
        form = parse_form(file.content, file.path)
        deployment.forms[file.path] = form
        deployment.findings += form.findings
    elif PurePosixPath(file.path).match("names.*.json"):
        _check_names(file)
    elif PurePosixPath(file.path).name in ("groups.yaml", "groups.yml"):
        deployment.groups |= _names(_load_yaml(file), "groups")
    elif PurePosixPath(file.path).name in ("clauses.yaml", "clauses.yml"):
        deployment.clauses = (deployment.clauses or frozenset()) | _names(_load_yaml(file), "clauses")


def _check_names(file: SourceFile) -> None:
    """A catalogue of names says for each id, or id and field, a text."""
    try:
        names = orjson.loads(file.content)
    except orjson.JSONDecodeError:
        names = None
    if not isinstance(names, dict) or not all(isinstance(text, str) for text in names.values()):
        raise Unreadable(
            file.path,
            "names-malformed",
            "The catalogue of names is not JSON with a text for each id.",
            'Write {"respond": "…", "assess": "…"}.',
        )


def read_document(file: SourceFile, limits: Limits) -> Document:
    """The BPMN file, or ``Unreadable``."""
    root = parse_xml(file.content, file.path, limits)
    if etree.QName(root).localname != "definitions" or etree.QName(root).namespace != BPMN:
        raise Unreadable(
            file.path,
            "bpmn-root-missing",
            "The file is XML, but its outermost element is not BPMN's definitions.",
            "Save it as BPMN 2.0 from the editor.",
        )
    return Document(file.path, root)


def link_imports(documents: Sequence[Document]) -> None:
    """Let each document see those it imports, by the namespace it knows them under."""
    by_path = {document.path: document for document in documents}
    for document in documents:
        for imported in document.all("import"):
            target = by_path.get(imported_path(document.path, imported.get("location", "")))
            if target is None and _names_a_file(imported):
                document.missing_imports.append(imported)
            if target is not None and target is not document:
                document.imported[imported.get("namespace", target.namespace)] = target


def _names_a_file(imported: Element) -> bool:
    """Whether a BPMN file beside this one is meant; what lies elsewhere is never fetched."""
    return imported.get("importType") == BPMN and "://" not in imported.get("location", "")


def imported_path(path: str, location: str) -> str:
    """The deployment path of a location written in the file at this path; ``""`` when it leads elsewhere."""
    if ":" in location or location.startswith("/") or "\\" in location:
        return ""
    parts = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(location).parts:
        if part == ".." and not parts:
            return ""
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _load_yaml(file: SourceFile) -> object:
    try:
        return yaml.load(file.content, Loader=_LOADER)  # both are safe; this one is quick
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(
            file.path,
            "yaml-malformed",
            f"The file is not YAML: {str(error)[:200]}",
            "Correct the indentation.",
        ) from error


def _names(raw: object, key: str) -> frozenset[str]:
    """The names a list file declares: keys of a mapping, or entries of a list (their id, key or name)."""
    if isinstance(raw, dict) and key in raw:
        raw = raw[key]
    if isinstance(raw, dict):
        return frozenset(name for name in raw if isinstance(name, str))
    if not isinstance(raw, list):
        return frozenset()
    return frozenset(name for name in map(_name_of, raw) if name)


def _name_of(entry: object) -> str:
    if isinstance(entry, dict):
        return next((str(entry[key]) for key in ("id", "key", "name") if isinstance(entry.get(key), str)), "")
    return str(entry) if isinstance(entry, (str, int)) else ""
