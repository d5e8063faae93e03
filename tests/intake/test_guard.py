"""Names and sizes of files and archives from outside, before anything is opened."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from service.engine.intake import Limits, RefusedUpload, check_files, read_zip
from service.engine.progress import SourceFile


def zipped(*members: tuple[str, bytes], mode: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def refused(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedUpload) as error:
        read_zip(content, *([limits] if limits else []))
    return error.value.finding.rule


UNSAFE = [
    "../x.bpmn",
    "/etc/x.bpmn",
    "a/../../x.bpmn",
    "C:/x.bpmn",
    "a\\x.bpmn",
    "~/x.bpmn",
    "a//x.bpmn",
    "./x.bpmn",
    "x\0.bpmn",
    "x\u202e.bpmn",
    " x.bpmn",
    "a /x.bpmn",
    "x" * 300 + ".bpmn",
    "",
]


@pytest.mark.parametrize("name", UNSAFE)
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    assert [f.rule for f in check_files([SourceFile(name, b"")]).findings] == ["file-path-unsafe"]


@pytest.mark.parametrize("name", [name for name in UNSAFE if name and "\0" not in name])
def test_an_archive_with_such_a_name_is_refused(name: str) -> None:
    assert refused(zipped((name, b"x"))) == "file-path-unsafe"


def test_files_of_other_kinds_are_refused() -> None:
    assert [f.rule for f in check_files([SourceFile("x.py", b"")]).findings] == ["file-kind-unknown"]


def test_names_that_differ_only_in_capitals_are_refused() -> None:
    files = [SourceFile("a.bpmn", b""), SourceFile("A.bpmn", b"")]
    assert [f.rule for f in check_files(files).findings] == ["file-path-duplicate"]


def test_too_many_or_too_large_files_are_refused() -> None:
    many = [SourceFile(f"{n}.md", b"") for n in range(3)]
    assert check_files(many, limits=Limits(files=2)).refused
    assert check_files(many[:1] + [SourceFile("a.md", b"xx")], limits=Limits(total_bytes=1)).refused
    assert check_files([SourceFile("a.md", b"xx")], limits=Limits(file_bytes=1)).refused


def test_an_archive_gives_its_files_and_no_folders() -> None:
    content = zipped(("feedback/", b""), ("feedback/feedback.bpmn", b"<x/>"))
    assert read_zip(content) == (SourceFile("feedback/feedback.bpmn", b"<x/>"),)


def test_what_some_systems_add_to_an_archive_is_left_out() -> None:
    content = zipped(("a.md", b"x"), ("__MACOSX/._a.md", b"x"), ("feedback/.DS_Store", b"x"))
    assert read_zip(content) == (SourceFile("a.md", b"x"),)


def test_an_archive_that_unfolds_without_measure_is_refused() -> None:
    assert refused(zipped(("a.bpmn", b"0" * 2_000_000))) == "upload-too-large"
    assert refused(zipped(*[(f"{n}.md", b"") for n in range(3)]), Limits(files=2)) == "upload-too-large"
    assert refused(b"x" * 10, Limits(total_bytes=5)) == "upload-too-large"


def test_an_archive_that_lies_about_sizes_is_refused() -> None:
    content = zipped(("a.md", b"0123456789" * 20))
    lying = content.replace((200).to_bytes(4, "little"), (20).to_bytes(4, "little"))
    assert refused(lying) in ("upload-unreadable", "upload-too-large")


def test_an_archive_with_a_link_is_refused() -> None:
    assert refused(zipped(("a.bpmn", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777)) == "file-path-unsafe"


@pytest.mark.parametrize("content", [b"", b"PK", b"not an archive"])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    assert refused(content) == "upload-unreadable"
