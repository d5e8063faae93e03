"""How large a deployment may be, and how much checking it may cost: stated once."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one check; the ones in bytes of memory and seconds hold for the child process."""

    files: int = 400
    file_bytes: int = 2 * MIB
    total_bytes: int = 8 * MIB
    path_length: int = 200
    xml_depth: int = 100
    xml_elements: int = 20_000
    attributes: int = 64
    attribute_length: int = 4_000
    text_length: int = 100_000
    id_length: int = 200
    findings: int = 500
    memory_bytes: int = 160 * MIB
    cpu_seconds: int = 4
    wall_seconds: float = 20.0


DEFAULT = Limits()
ENDINGS = frozenset({".bpmn", ".dmn", ".form", ".yaml", ".yml", ".json", ".md", ".svg"})
