"""The engine: a function of definition, state and stimulus. No database, no clock, no I/O.

SpiffWorkflow parses the diagrams and gives the specifications; the rules of the tokens are our subclasses
of it.
"""

from __future__ import annotations

from service.engine.definition import ActivityInfo, Definition, StartInfo, StepRules, compile_definition
from service.engine.normalise import normalise
from service.engine.stepping import Restored, advance, variables_at
from service.engine.ways import leads_to

__all__ = [
    "ActivityInfo",
    "Definition",
    "Restored",
    "StartInfo",
    "StepRules",
    "advance",
    "compile_definition",
    "leads_to",
    "normalise",
    "variables_at",
]
