"""Forms: read from form-js files, and answers checked against them on the server.

Knows nothing of tasks, databases or the web; FEEL conditions are the only thing it evaluates.
"""

from service.engine.forms.answers import validate_answers
from service.engine.forms.checks import options_of
from service.engine.forms.finding import find_form
from service.engine.forms.messages import FieldProblem, InvalidAnswers, sentence
from service.engine.forms.model import Field, Form, Kind, Section
from service.engine.forms.reading import parse_form

__all__ = [
    "Field",
    "FieldProblem",
    "Form",
    "InvalidAnswers",
    "Kind",
    "Section",
    "find_form",
    "options_of",
    "parse_form",
    "sentence",
    "validate_answers",
]
