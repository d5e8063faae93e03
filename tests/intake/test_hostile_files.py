"""Files made to do harm: refused by the child, quickly and in little memory."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable

import pytest

from service.engine.intake import Limits, check_files
from service.engine.intake.limits import MIB
from service.engine.progress import SourceFile
from tests.intake.diagrams import NAMESPACES, bpmn, flow, form, line, straight

_HEAD = '<?xml version="1.0"?>'
_BOMB = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))


def _diamonds(count: int) -> bytes:
    body, before = '<startEvent id="s"/>', "s"
    for n in range(count):
        body += f'<parallelGateway id="x{n}"/><task id="a{n}"/><task id="b{n}"/><parallelGateway id="y{n}"/>'
        body += flow(before, f"x{n}") + line(f"x{n}", f"a{n}", f"y{n}") + line(f"x{n}", f"b{n}", f"y{n}")
        before = f"y{n}"
    return bpmn(body + '<endEvent id="e"/>' + flow(before, "e"))


def _chain(count: int) -> bytes:
    ids = [f"t{n}" for n in range(count)]
    tasks = "".join(f'<task id="{key}"/>' for key in ids)
    return bpmn(f'<startEvent id="s"/>{tasks}<endEvent id="e"/>' + line("s", *ids, "e"))


def _deep(depth: int) -> bytes:
    return bpmn("<subProcess>" * depth + "</subProcess>" * depth)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "doctype": (
        lambda: f"{_HEAD}<!DOCTYPE definitions [{_BOMB}]><definitions>&b9;</definitions>".encode(),
        "xml-doctype",
    ),
    "external entity": (
        lambda: f'{_HEAD}<!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>'.encode(),
        "xml-doctype",
    ),
    "doctype in utf-16": (
        lambda: '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d [<!ENTITY a "b">]><d/>'.encode("utf-16"),
        "xml-doctype",
    ),
    "deep": (lambda: _deep(150), "xml-too-large"),
    "very deep": (lambda: b"<a>" * 300_000, "xml-malformed"),
    "many elements": (lambda: bpmn("<task/>" * 30_000), "xml-too-large"),
    "many attributes": (
        lambda: b"<a " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"/>",
        "xml-too-large",
    ),
    "huge": (lambda: b" " * (3 * MIB), "file-too-large"),
    "long text": (lambda: bpmn(f'<task id="a" name="{"x" * 1_900_000}"/>'), "xml-too-large"),
    "external import": (
        lambda: bpmn(
            straight(),
            before='<import importType="http://www.w3.org/2001/XMLSchema" '
            'location="http://169.254.169.254/x.xsd" '
            'namespace="n"/>',
        ),
        "import-external",
    ),
    "sixteen diamonds": (lambda: _diamonds(16), "parallel-explosion"),
    "dangling data object": (
        lambda: bpmn(
            straight().replace("</process>", "") + '<dataObjectReference id="r" dataObjectRef="none"/>'
        ),
        "reference-not-found",
    ),
    "not xml": (lambda: b"\x00\xff\xfe garbage", "xml-malformed"),
    "empty": (lambda: b"", "xml-malformed"),
    "unknown encoding": (lambda: b'<?xml version="1.0" encoding="x-none"?><a/>', "xml-malformed"),
    "not bpmn": (lambda: b"<html/>", "bpmn-root-missing"),
    "namespace tricks": (lambda: f"<x:definitions {NAMESPACES} xmlns:x='y'/>".encode(), "bpmn-root-missing"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_quickly(name: str) -> None:
    make, rule = HOSTILE[name]
    before = _children_cpu()
    found = check_files([SourceFile("sample/sample.bpmn", make()), form()])
    assert _children_cpu() - before < 5
    assert found.refused
    assert rule in {finding.rule for finding in found.findings}


def test_a_cut_off_file_is_told_once_where_it_ends() -> None:
    (found, *_) = check_files([SourceFile("sample/sample.bpmn", b"<a><lane></a>")]).findings
    assert (found.reason.count("line 1, column"), "<string>" in found.reason) == (1, False)


def test_a_thousand_tasks_in_a_row_get_a_verdict() -> None:
    before = _children_cpu()
    check_files([SourceFile("sample/sample.bpmn", _chain(1000))])
    assert _children_cpu() - before < 5


def test_no_child_took_more_than_two_hundred_megabytes() -> None:
    # In a process of its own: a child counts its parent's size as its own until it becomes another program.
    script = (
        "import resource, sys; from service.engine.intake import check_files\n"
        "from service.engine.progress import SourceFile\n"
        "check_files([SourceFile('sample/sample.bpmn', sys.stdin.buffer.read())])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    content = bpmn("<task/>" * 250_000)
    told = subprocess.run([sys.executable, "-c", script], input=content, capture_output=True, check=True)
    assert 0 < int(told.stdout) < 200 * 1024


def _children_cpu() -> float:
    """The processor time our children have used; what else this machine does is not theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_check_that_takes_too_long_names_the_file_and_refuses() -> None:
    limits = Limits(cpu_seconds=1, wall_seconds=0.05)
    found = check_files([SourceFile("sample/sample.bpmn", bpmn(straight())), form()], limits=limits)
    assert [finding.rule for finding in found.findings] == ["check-too-expensive"]


@pytest.mark.parametrize("mebibytes", [8, 30])
def test_a_check_that_needs_too_much_memory_refuses(mebibytes: int) -> None:
    """Wherever memory ends: at the start, or inside a parser, which names it its own way."""
    limits = Limits(memory_bytes=mebibytes * MIB)
    found = check_files([SourceFile("sample/sample.bpmn", _chain(3000))], limits=limits)
    assert [finding.rule for finding in found.findings] == ["check-too-expensive"]


def test_yaml_that_unfolds_without_end_is_refused_or_read_without_harm() -> None:
    layers = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))
    bomb = f"l0: &l0 [x]\n{layers}groups: *l9\n".encode()
    before = _children_cpu()
    check_files([SourceFile("groups.yaml", bomb), SourceFile("sample/sample.bpmn", bpmn(straight())), form()])
    assert _children_cpu() - before < 5
