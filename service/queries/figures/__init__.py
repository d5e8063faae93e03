"""What the board reckons from the rows: figures by month, heat, forecasts. Reads only."""

from service.queries.figures.monthly import FigureQuestion, figure_cases, figures
from service.queries.figures.months import BY, Months

__all__ = ["BY", "FigureQuestion", "Months", "figure_cases", "figures"]
