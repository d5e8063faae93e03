"""What plain pages post, read as answers: whoever posts more than a page could show is not read on and on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson
import pytest

from service.engine.forms import InvalidAnswers, parse_form, validate_answers
from service.engine.forms.posted import Posted, posted_answers

WHAT = {"type": "textfield", "key": "what", "conditional": {"hide": "=false"}}
SEEN = {"type": "dynamiclist", "path": "seen", "components": [WHAT]}
VISITS = {"type": "dynamiclist", "path": "visits", "components": [{"type": "textfield", "key": "day"}, SEEN]}
FORM = parse_form(orjson.dumps({"id": "f", "components": [VISITS]}))


class Counted(Sequence[str]):
    """Posted names that count how often they are read from end to end."""

    def __init__(self, *names: str) -> None:
        self.names, self.readings = names, 0

    def __getitem__(self, at: int) -> str:  # type: ignore[override]  # nothing here takes slices
        return self.names[at]

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        self.readings += 1
        return iter(self.names)


def test_names_are_read_once_however_many_rows_there_are() -> None:
    rows = [f"visits.{at}" for at in range(100)]
    inner = [f"{each}.seen.{at}" for each in rows for at in range(2)]
    asked = {f"{each}.what": ["dust"] for each in inner}
    told = {"_row": Counted(*rows, *inner), "_shown": Counted(*asked)}
    answers = posted_answers(FORM.fields, Posted(told | asked, {}))
    assert answers == {"visits": [{"day": "", "seen": [{"what": "dust"}, {"what": "dust"}]}] * 100}
    assert [each.readings for each in told.values()] == [1, 1]


def test_more_rows_than_a_form_takes_are_refused_and_not_read() -> None:
    hostile = [f"visits.{at}" for at in range(9999)] + ["visits.0", "visits.0.seen.0"] * 1000
    answers = posted_answers(FORM.fields, Posted({"_row": hostile}, {}))
    assert isinstance(answers["visits"], list) and len(answers["visits"]) == 1001
    with pytest.raises(InvalidAnswers) as refused:
        validate_answers(FORM, answers, {})
    assert list(refused.value.problems) == ["visits"]


@pytest.mark.parametrize(
    "name", ["visits.", "visits.99999", "visits.x", ".1", "9" * 5000, "visits." + "9" * 5000]
)
def test_what_names_no_row_is_none(name: str) -> None:
    for button in ("_row", "_remove", "_add"):
        posted = Posted({button: [name]}, {})
        assert posted_answers(FORM.fields, posted) == {"visits": []}
        assert posted.focus("visits") is None
