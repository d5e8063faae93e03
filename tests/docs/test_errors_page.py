"""docs/errors.md names every code a caller may meet, with its status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from service.api.problems import PROTOCOL_CODES, status_of
from service.app import create_app  # everything a caller can reach hangs below it
from service.errors import AftercareError

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
_ROW = re.compile(r"^\| `(?P<code>\w+)` \| (?P<status>\d{3}) \|", re.MULTILINE)


def test_the_page_of_errors_names_every_code_with_its_status() -> None:
    assert callable(create_app)
    told = {(row["code"], int(row["status"])) for row in _ROW.finditer(PAGE.read_text("utf-8"))}
    meant = {(kind.code, int(status_of(_bare(kind)))) for kind in _leaves(AftercareError)}
    meant |= {(code, status) for status, code in PROTOCOL_CODES.items()}
    assert told == meant


def _leaves(kind: type[AftercareError]) -> Iterator[type[AftercareError]]:
    """Every class of the tree that a caller can meet: all but the root, whose code says nothing."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("service."):
            yield from () if each.__name__.startswith("_") else (each,)
            yield from _leaves(each)


def _bare(kind: type[AftercareError]) -> AftercareError:
    """An error of this class without its facts: only its place in the tree matters here."""
    return kind.__new__(kind)
