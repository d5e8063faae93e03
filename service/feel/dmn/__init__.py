"""Decision models: read a DMN file, decide, explain, and check its tables."""

from __future__ import annotations

from service.feel.dmn.deciding import Decision, decide
from service.feel.dmn.model import Model, parse_model
from service.feel.dmn.trace import RowTrace, TableTrace

__all__ = ["Decision", "Model", "RowTrace", "TableTrace", "decide", "parse_model"]
