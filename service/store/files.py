"""Files on disk, outside everything a web server serves: received to a limit, kept under a random name.

A file is whole and on the disk before its row is committed; a crash in between leaves a file without a row,
which the nightly sweep takes away. A row without a file cannot come about.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from service.domain.attachments import HEAD

SMALL = ".small"
"""Ends the name of a picture's small copy."""
MOST_PARTS = 5_000
"""An office document has fewer parts than this."""
_CHUNK = 64 * 1024
_NAME = 32


class TooLarge(Exception):
    """More was sent than is kept."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it arrived, not kept yet."""

    path: Path
    size: int
    digest: str
    head: bytes


class FileStore:
    """A folder of files by random names."""

    def __init__(self, root: Path) -> None:
        """Keep files below this folder; it is made when the first arrives."""
        self._root = root.absolute()
        self._incoming = self._root / "incoming"

    @contextmanager
    def received(self, stream: IO[bytes], *, most: int) -> Iterator[Received]:
        """What the stream holds, on disk for the length of the block; raises TooLarge beyond ``most``."""
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._incoming / secrets.token_hex(_NAME // 2)
        try:
            yield _receive(stream, path, most)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, content: bytes | Path) -> str:
        """Move a received file, or these bytes, to where files stay; on the disk when this returns."""
        self._incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        stored = secrets.token_hex(_NAME // 2)
        self._place(content, stored)
        return stored

    def keep_small(self, stored: str, content: bytes) -> None:
        """Keep the small copy of a picture beside it."""
        self._place(content, stored + SMALL)

    def path_of(self, stored: str, *, small: bool = False) -> Path:
        """Where a kept file lies."""
        return self._root / stored[:2] / (stored + SMALL if small else stored)

    def drop(self, stored: str) -> None:
        """Take a file away whose row was never written."""
        for small in (True, False):
            self.path_of(stored, small=small).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The names of the files kept before this moment; what was left half-received then is taken away."""
        if not self._root.is_dir():
            return
        for path in self._root.glob("*/*"):
            if path.stat().st_mtime >= moment.timestamp():
                continue
            if path.parent == self._incoming:
                path.unlink(missing_ok=True)
            elif not path.name.endswith(SMALL):
                yield path.name

    def _place(self, content: bytes | Path, name: str) -> None:
        path = self._root / name[:2] / name
        path.parent.mkdir(exist_ok=True, mode=0o700)
        source = content if isinstance(content, Path) else self._incoming / secrets.token_hex(_NAME // 2)
        if isinstance(content, bytes):
            source.write_bytes(content)
        _to_disk(source)
        source.replace(path)
        _to_disk(path.parent)


def parts_of(path: Path) -> frozenset[str]:
    """The names inside a zip archive, read without opening any of them; none if it is no sound archive."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 65_557))
            end = file.read()
        at = end.rfind(b"PK\x05\x06")
        if at < 0 or int.from_bytes(end[at + 10 : at + 12], "little") > MOST_PARTS:
            return frozenset()
        with zipfile.ZipFile(path) as archive:
            return frozenset(archive.namelist())
    except (OSError, zipfile.BadZipFile, ValueError):
        return frozenset()


def _receive(stream: IO[bytes], path: Path, most: int) -> Received:
    size, head, digest = 0, b"", hashlib.sha256()
    with path.open("xb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise TooLarge
            head += chunk[: HEAD - len(head)]
            digest.update(chunk)
            file.write(chunk)
    return Received(path, size, digest.hexdigest(), head)


def _to_disk(path: Path) -> None:
    """Have the system write it through to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
