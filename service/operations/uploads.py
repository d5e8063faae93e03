"""What arrives as an upload, opened into the files of a deployment."""

from __future__ import annotations

from collections.abc import Sequence

from service.engine.intake import RefusedUpload, read_zip
from service.engine.progress import SourceFile
from service.errors import FilesRefused

_ZIP = b"PK\x03\x04"


def opened(uploads: Sequence[tuple[str, bytes]]) -> tuple[SourceFile, ...]:
    """The files sent, by name: as they are, or out of the one zip archive sent instead of them."""
    if len(uploads) == 1 and uploads[0][1].startswith(_ZIP):
        try:
            return read_zip(uploads[0][1])
        except RefusedUpload as refused:
            raise FilesRefused([refused.finding]) from refused
    return tuple(SourceFile(path, content) for path, content in uploads)
