"""The figures by month, and the cases behind each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from service.domain.people import Actor
from service.domain.views import PageRequest
from service.domain.views.figures import FigureCell, FigureView
from service.queries import figures as queries
from service.queries.figures import BY, FigureQuestion
from service.queries.figures.facts import BY_KEY
from service.queries.people import group_names
from service.queries.spreadsheets import FORMATS
from service.web.door import signed_in, visitor
from service.web.rendering import page, runtime

figure_pages = Blueprint("figure_pages", __name__)

MONTHS = (3, 6, 12, 24)
ROWS = 50
HITS = {"yes": True, "no": False}


@figure_pages.get("/board/figures")
@signed_in
def figures(by: Actor) -> Answer:
    """Every figure by month against its target."""
    asked_by = _one_of(request.args.get("by", ""), BY)
    months = next((each for each in MONTHS if str(each) == request.args.get("months")), 6)
    rt = runtime()
    found = queries.figures(rt, months=months, by_slice=asked_by, by=by)
    return page(
        "board/figures.html",
        visitor=visitor(),
        found=found,
        cells={each.key: _cells(each) for each in found.items},
        rows={each.key: _parts(each.cells) for each in found.items},
        asked={"by": asked_by, "months": months},
        choices={"by": BY, "months": MONTHS},
        formats=FORMATS,
        groups=group_names(rt, by.language),
    )


@figure_pages.get("/board/figures/<figure>")
@signed_in
def behind(by: Actor, figure: str) -> Answer:
    """The cases, promises or visits behind a figure in one month."""
    rt = runtime()
    told = {name: request.args.get(name, "") for name in ("month", "by", "slice", "hit")}
    told["by"] = _one_of(told["by"], BY)
    asked = FigureQuestion(figure, told["month"], told["by"], told["slice"], HITS.get(told["hit"]))
    found = queries.figure_cases(rt, asked, PageRequest(ROWS, request.args.get("after")), by=by)
    return page(
        "board/behind.html",
        visitor=visitor(),
        found=found,
        figure=BY_KEY[figure].name.told_in(by.language),
        average=BY_KEY[figure].average,
        asked=told,
        groups=group_names(rt, by.language),
        address=lambda **more: f"/board/figures/{figure}?" + urlencode({**told, **more}),
    )


def _cells(figure: FigureView) -> Mapping[tuple[str, str], FigureCell]:
    return {(cell.slice, cell.month): cell for cell in figure.cells}


def _parts(cells: Iterable[FigureCell]) -> tuple[str, ...]:
    return tuple(sorted({cell.slice for cell in cells})) or ("",)


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    return text if text in choices else choices[0]
