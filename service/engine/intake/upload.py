"""A zip upload opened into files: bounded before anything is unpacked, and never written to a disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from service.engine.intake.guard import is_plain_path, shown_path
from service.engine.intake.limits import DEFAULT, Limits
from service.engine.progress import Finding, SourceFile

MAX_RATIO = 200
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class RefusedUpload(Exception):
    """The upload cannot be opened; ``finding`` says why."""

    def __init__(self, path: str, rule: str, reason: str, remedy: str) -> None:
        """Keep the finding."""
        super().__init__(reason)
        self.finding = Finding(shown_path(path), None, rule, reason, remedy)


def read_zip(content: bytes, limits: Limits = DEFAULT) -> tuple[SourceFile, ...]:
    """The files of the archive, folders left out; or ``RefusedUpload``."""
    if len(content) > limits.total_bytes:
        raise _bomb("", f"The archive is larger than {limits.total_bytes} bytes.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir() and not _is_clutter(info)]
            _check_members(members, limits)
            return tuple(SourceFile(info.filename, _unpack(archive, info)) for info in members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise RefusedUpload(
            "", "upload-unreadable", f"The archive cannot be read: {error}.", "Zip the folder again."
        ) from error


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.files:
        raise _bomb("", f"The archive holds more than {limits.files} files.")
    if sum(info.file_size for info in members) > limits.total_bytes:
        raise _bomb("", f"Unpacked, the archive is larger than {limits.total_bytes} bytes.")
    for info in members:
        if info.file_size > limits.file_bytes or info.file_size > MAX_RATIO * max(info.compress_size, 100):
            raise _bomb(info.filename, "Unpacked, this file is far too large.")
        if not is_plain_path(info.orig_filename, limits.path_length) or _is_link(info):
            raise RefusedUpload(
                info.filename,
                "file-path-unsafe",
                "The archive holds a link, or a name that leads out of its folder.",
                "Zip plain files only.",
            )
        if info.flag_bits & 1 or info.compress_type not in _METHODS:
            raise RefusedUpload(
                info.filename,
                "upload-unreadable",
                "Encrypted or unusually packed.",
                "Zip the folder plainly.",
            )


def _is_clutter(info: zipfile.ZipInfo) -> bool:
    """What some systems add to every archive."""
    parts = info.orig_filename.split("/")
    return parts[0] == "__MACOSX" or parts[-1] in (".DS_Store", "Thumbs.db")


def _is_link(info: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind not in (0, stat.S_IFREG)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise _bomb(info.filename, "The archive lies about the size of this file.")
    return content


def _bomb(path: str, reason: str) -> RefusedUpload:
    return RefusedUpload(path, "upload-too-large", reason, "Deploy fewer or smaller files.")
