"""Decision models: read a DMN file, decide, explain, and check its tables."""

from __future__ import annotations

from service.feel.dmn.checks import check_model
from service.feel.dmn.deciding import Decision, decide
from service.feel.dmn.model import Model, parse_model
from service.feel.dmn.table_checks import Finding
from service.feel.dmn.trace import RowTrace, TableTrace

__all__ = ["Decision", "Finding", "Model", "RowTrace", "TableTrace", "check_model", "decide", "parse_model"]
