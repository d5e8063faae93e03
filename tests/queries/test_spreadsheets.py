"""What people take along opens in a spreadsheet, in their language, and runs nothing (S4)."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest

from service.queries.spreadsheets import LONGEST_CELL, Cell, Sheet, csv_of, harmless, xlsx_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", '=HYPERLINK("http://a")']


def sheet(*rows: tuple[Cell, ...]) -> Sheet:
    return Sheet("things", ("名称", "=Count"), rows, SHANGHAI)


def read_csv(made: Sheet) -> list[list[str]]:
    return list(csv.reader(StringIO("".join(csv_of(made)).removeprefix("\ufeff"))))


def xlsx_cells(made: Sheet) -> dict[str, ElementTree.Element]:
    """The cells by their place, such as A2; the heads are in row 1."""
    with ZipFile(BytesIO(xlsx_of(made))) as book:
        tree = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return {cell.attrib["r"]: cell for cell in tree.iterfind(".//s:c", NAMES)}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_cell_that_begins_like_a_formula_is_text(attack: str) -> None:
    assert read_csv(sheet((attack, 1)))[1][0].startswith("'")
    cells = xlsx_cells(sheet((attack, 1)))
    assert not [place for place, cell in cells.items() if cell.find("s:f", NAMES) is not None]
    for place in ("A2", "B1"):
        assert (cells[place].findtext("s:is/s:t", namespaces=NAMES) or "").startswith("'"), place


def test_numbers_stay_numbers_and_days_stay_days() -> None:
    at = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    row: tuple[Cell, ...] = (-5, 0.5, at, date(2026, 11, 23), True, None, "梁")
    assert read_csv(sheet(row))[1] == ["-5", "0.5", "2026-11-23 10:30", "2026-11-23", "1", "", "梁"]
    values = {place: cell.findtext("s:v", namespaces=NAMES) for place, cell in xlsx_cells(sheet(row)).items()}
    assert (values["A2"], values["B2"]) == ("-5", "0.5")
    assert float(values["C2"] or 0) == pytest.approx(46349.4375)


def test_csv_tells_excel_that_it_is_utf8_and_heads_are_harmless_too() -> None:
    assert "".join(csv_of(sheet())).startswith("\ufeff")
    assert read_csv(sheet()) == [["名称", "'=Count"]]


def test_many_rows_are_written_some_at_a_time() -> None:
    rows = [(f"row {number}", number) for number in range(1_201)]
    parts = list(csv_of(sheet(*rows)))
    assert len(parts) == 3
    assert len(read_csv(sheet(*rows))) == 1_202


def test_a_text_longer_than_a_cell_is_cut() -> None:
    assert len(harmless("=" + "x" * 100_000)) <= LONGEST_CELL
