"""The board's figures and acts as tables to take along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

import orjson

from service.domain.views.audit import AuditView
from service.domain.views.figures import FiguresView
from service.domain.words import Words
from service.queries.spreadsheets import Cell, Sheet

_FIGURE_HEADS = (
    Words("指标", "Figure"),
    Words("月份", "Month"),
    Words("范围", "Part"),
    Words("基数", "Counted"),
    Words("达成", "Of which"),
    Words("数值", "Value"),
    Words("目标", "Target"),
    Words("达标", "Target met"),
)
_AUDIT_HEADS = (
    Words("时间", "At"),
    Words("人员", "Who"),
    Words("操作", "What"),
    Words("工单号", "Case"),
    Words("环节", "Element"),
    Words("对象", "Done to"),
    Words("详情", "Detail"),
)


def figures_sheet(view: FiguresView, zone: ZoneInfo, language: str) -> Sheet:
    """Each figure of each month and part as a row."""
    rows: list[tuple[Cell, ...]] = [
        (each.name, cell.month, cell.slice, cell.base, cell.hits, cell.value, each.target, cell.met)
        for each in view.items
        for cell in each.cells
    ]
    return Sheet("figures", _told(_FIGURE_HEADS, language), rows, zone)


def audit_sheet(found: Iterable[AuditView], zone: ZoneInfo, language: str) -> Sheet:
    """Each act as a row."""
    return Sheet("audit", _told(_AUDIT_HEADS, language), _acts(found), zone)


def _acts(found: Iterable[AuditView]) -> Iterator[tuple[Cell, ...]]:
    for each in found:
        detail = orjson.dumps(dict(each.detail), default=str).decode() if each.detail else ""
        yield each.at, each.actor, each.type, each.case_number, each.activity, each.subject, detail


def _told(heads: tuple[Words, ...], language: str) -> tuple[str, ...]:
    return tuple(head.told_in(language) for head in heads)
