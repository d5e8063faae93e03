"""The supervisor's figures: by month against the targets, heat by element, promises in danger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.files import file_answer
from service.api.schemas.figures import (
    FigureCaseSchema,
    FigureCasesQuery,
    FiguresExportQuery,
    FiguresQuery,
    MonthlyFiguresSchema,
)
from service.api.schemas.heat import BreachBoardSchema, BreachQuery, HeatQuery, HeatSchema
from service.api.schemas.pages import page_of
from service.domain.people import Actor
from service.domain.views import Page, PageRequest
from service.domain.views.breaches import BreachBoard
from service.domain.views.figures import FigureCaseView, FiguresView
from service.domain.views.heat import HeatView
from service.operations.audit import note_reading
from service.queries import figures as queries
from service.queries.figures import FigureQuestion, breaches
from service.queries.figures.heat import HeatQuestion, heat
from service.queries.figures.sheets import figures_sheet
from service.runtime import Runtime

calls = Calls("figures", __name__, description="How the service does: figures, heat, promises in danger.")

Asked = dict[str, Any]  # Any: each schema says what is in it
A_MONTH = timedelta(days=29)


@calls.reads("/figures", access=SIGNED_IN, query=FiguresQuery, answer=MonthlyFiguresSchema)
def get_figures(rt: Runtime, by: Actor, asked: Asked) -> FiguresView:
    """Satisfaction, promises kept, resolution, rounds and follow-ups by month, for supervisors."""
    return queries.figures(rt, months=asked["months"], by_slice=asked["by"], by=by)


@calls.reads("/figures/export", access=SIGNED_IN, query=FiguresExportQuery, media_type="text/csv")
def export_figures(rt: Runtime, by: Actor, asked: Asked) -> Response:
    """The same as a CSV or XLSX file; who took it along is on record."""
    found = queries.figures(rt, months=asked["months"], by_slice=asked["by"], by=by)
    note_reading(rt, "figures.exported", asked["by"], by=by.name, months=asked["months"])
    return file_answer(figures_sheet(found, ZoneInfo(rt.settings.time_zone), by.language), asked["format"])


@calls.reads(
    "/figures/<figure>/cases", access=SIGNED_IN, query=FigureCasesQuery, answer=page_of(FigureCaseSchema)
)
def list_figure_cases(
    rt: Runtime, by: Actor, asked: tuple[Asked, PageRequest], figure: str
) -> Page[FigureCaseView]:
    """What is behind a figure in one month."""
    question, page = asked
    return queries.figure_cases(rt, FigureQuestion(figure, **question), page, by=by)


@calls.reads("/heat", access=SIGNED_IN, query=HeatQuery, answer=HeatSchema)
def get_heat(rt: Runtime, by: Actor, asked: Asked) -> HeatView:
    """How often, how long and how late the work at each element of a process was in a period."""
    last = asked["last"] or rt.now().astimezone(ZoneInfo(rt.settings.time_zone)).date()
    first = asked["first"] or last - A_MONTH
    question = HeatQuestion(asked["process"], first, last, version=asked["version"], tier=asked["tier"])
    return heat(rt, question, by=by)


@calls.reads("/breaches", access=SIGNED_IN, query=BreachQuery, answer=BreachBoardSchema)
def get_breaches(rt: Runtime, by: Actor, asked: breaches.BreachQuestion) -> BreachBoard:
    """Promises missed, at risk, and likely to be missed, nearest first, for supervisors."""
    return breaches.breach_board(rt, asked, by=by)
