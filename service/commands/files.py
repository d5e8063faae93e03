"""Reading a folder of process files, as ``deploy`` and ``check`` do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.engine.progress import SourceFile

_PROCESS_FILES = frozenset({".bpmn", ".dmn", ".form", ".json", ".yaml", ".yml"})


def read_folder(folder: Path) -> list[SourceFile]:
    """Every process file below the folder, named by its path in it; links that lead outside are refused."""
    from service.engine.progress import SourceFile

    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder")
    root = folder.resolve()
    found: list[SourceFile] = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix not in _PROCESS_FILES or not path.is_file() or _is_hidden(inside):
            continue
        if not path.resolve().is_relative_to(root):
            raise ValueError(f"{path} leads outside {folder}")
        found.append(SourceFile(inside.as_posix(), path.read_bytes()))
    return found


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
