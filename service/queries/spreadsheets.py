"""Tables people take with them: CSV and XLSX in which no cell is ever a formula. Pure.

Spreadsheet programs run text that begins like a formula, wherever it came from; such text gets an apostrophe
before it, which they show as text and do not run.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

Cell = str | int | float | bool | date | datetime | None
FORMATS = ("csv", "xlsx")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BEGINS_A_FORMULA = "=+-@\t\r\n＝＋－＠"
LONGEST_CELL = 32_767
"""As many characters fit into a cell of a spreadsheet."""

_WIDEST = 60
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, the heads of its columns, its rows; instants are told by the clock of ``zone``."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    zone: ZoneInfo


def harmless(text: str) -> str:
    """The text as no spreadsheet program takes it for a formula."""
    cut = text[: LONGEST_CELL - 1]
    return f"'{cut}" if cut.lstrip(" ").startswith(tuple(BEGINS_A_FORMULA)) else cut


def csv_of(sheet: Sheet) -> Iterator[str]:
    """The sheet as CSV, some lines at a time; it begins with the mark by which Excel knows UTF-8."""
    page = StringIO()
    page.write(_BYTE_ORDER_MARK)
    writer = csv.writer(page)
    writer.writerow([harmless(head) for head in sheet.heads])
    for number, row in enumerate(sheet.rows, 1):
        writer.writerow([_text(cell, sheet.zone) for cell in row])
        if number % 500 == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def xlsx_of(sheet: Sheet) -> bytes:
    """The sheet as a workbook, its heads fixed and filterable; its rows go through a file, not memory."""
    into = BytesIO()
    told = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(into, told) as book:
        page = book.add_worksheet(sheet.name[:31])
        styles = {each: book.add_format({"num_format": look}) for each, look in _LOOKS.items()}
        bold = book.add_format({"bold": True})
        page.freeze_panes(1, 0)
        for column, head in enumerate(sheet.heads):
            page.write_string(0, column, harmless(head), bold)
            page.set_column(column, column, min(max(len(head) * 2, 14), _WIDEST))
        last = 0
        for last, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                _write(page, (last, column), cell, styles, sheet.zone)
        page.autofilter(0, 0, last, max(len(sheet.heads) - 1, 0))
    return into.getvalue()


_LOOKS: dict[type, str] = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd"}


def _write(page: Any, at: tuple[int, int], cell: Cell, styles: dict[type, Any], zone: ZoneInfo) -> None:
    """Write one cell as what it is; Any: the page and styles of a library without types."""
    if isinstance(cell, datetime):
        page.write_datetime(*at, cell.astimezone(zone).replace(tzinfo=None), styles[datetime])
    elif isinstance(cell, date):
        page.write_datetime(*at, cell, styles[date])
    elif isinstance(cell, bool):
        page.write_boolean(*at, cell)
    elif isinstance(cell, int | float):
        page.write_number(*at, cell)
    elif cell is not None:
        page.write_string(*at, harmless(cell))


def _text(cell: Cell, zone: ZoneInfo) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(cell, bool):
        return str(int(cell))
    return harmless(cell) if isinstance(cell, str) else str(cell)
