"""Files in rows of a list: chosen, kept with the row, checked, and told of in the story."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from io import BytesIO
from uuid import UUID

import pytest

from service.domain.people import SYSTEM
from service.domain.views import OpenedCase
from service.engine.progress import SourceFile
from service.errors import Invalid
from service.operations.attachments import AttachmentGiven, keep_attachment
from service.operations.deployments import deploy
from service.operations.tasks import claim_task, complete_task
from service.queries.story import case_story
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.desk.conftest import Person
from tests.desk.office import AGENT, feedback, task_of
from tests.desk.test_attachments import photo
from tests.operations.drawings import chain, drawing, task

Visit = Callable[..., Person]

PICTURE = {"type": "filepicker", "id": "f1", "key": "photo", "label": "Photo", "validate": {"required": True}}
PART = {"type": "textfield", "id": "f2", "key": "part", "label": "Part"}
PARTS = {
    "type": "dynamiclist",
    "id": "f3",
    "path": "used.parts",
    "label": "Parts",
    "components": [PART, PICTURE],
}
FORM = SourceFile("answer.form", json.dumps({"id": "answer", "components": [PARTS]}).encode())
TWO_ROWS = {
    "_row": ["used.parts.0", "used.parts.1"],
    "used.parts.0.part": "Hinge",
    "used.parts.1.part": "Screw",
}


@pytest.fixture
def case(office: Runtime) -> OpenedCase:
    """A case whose one task asks for parts with a photo of each."""
    look = drawing("feedback", task("look"), chain("start", "look", "end"))
    deploy(office, [look, FORM], by=SYSTEM)
    return feedback(office)


@pytest.fixture
def looked_at(office: Runtime, case: OpenedCase) -> UUID:
    """That task, claimed by the front desk."""
    claim_task(office, task_of(office, case), by=AGENT)
    return task_of(office, case)


def test_a_file_is_kept_with_its_row_and_the_story_tells_of_it(
    office: Runtime, case: OpenedCase, looked_at: UUID, visit: Visit
) -> None:
    agent, place = visit("agent"), f"/desk/tasks/{looked_at}"
    page = agent.get(place).get_data(as_text=True)
    assert f'formaction="{place}/files/used.parts.0.photo"' in page
    given = {**TWO_ROWS, "file-used.parts.1.photo": (BytesIO(photo((40, 30))), "screw.jpg")}
    sent = agent.send(f"{place}/files/used.parts.1.photo", **given)  # type: ignore[arg-type]  # a file among the words
    assert sent.location.endswith("#f-used-parts-1-photo")
    draft = task_detail(office, looked_at, by=AGENT).draft or {}
    hinge, screw = draft["used"]["parts"]
    assert (hinge, screw["part"], len(screw["photo"])) == ({"part": "Hinge", "photo": []}, "Screw", 1)
    page = unescape(agent.get(place).get_data(as_text=True))
    assert page.count("screw.jpg</a>") == 2  # at its row, and among the case's files
    refused = agent.send(place, **TWO_ROWS, **{"used.parts.1.photo": screw["photo"]})
    assert 'href="#f-used-parts-0-photo">Parts 1: Photo</a>: An answer is required.' in refused.get_data(
        as_text=True
    )
    kept = {"_row": "used.parts.0", "used.parts.0.part": "Screw", "used.parts.0.photo": screw["photo"]}
    assert agent.send(place, **kept).status_code == 303
    (told,) = (dict(each.answers) for each in case_story(office, case.id, by=AGENT) if each.answers)
    assert told == {"used": "Parts: 1. Part: Screw; Photo: 1 file"}


def test_a_file_in_a_row_is_one_of_this_case_and_of_a_kind_we_take(
    office: Runtime, looked_at: UUID, visit: Visit
) -> None:
    other = feedback(office, "Another door", "13900000009")
    theirs = keep_attachment(office, other.id, AttachmentGiven("a.txt", "", BytesIO(b"a")), by=AGENT)
    rows = [{"part": "Hinge", "photo": [str(theirs.id)]}]
    with pytest.raises(Invalid) as refused:
        complete_task(office, looked_at, {"used": {"parts": rows}}, by=AGENT)
    assert list(refused.value.fields) == ["used.parts.0.photo"]
    agent = visit("agent")
    agent.get(f"/desk/tasks/{looked_at}")
    given = {**TWO_ROWS, "file-used.parts.0.photo": (BytesIO(b"MZ\x90"), "setup.exe")}
    page = agent.send(f"/desk/tasks/{looked_at}/files/used.parts.0.photo", htmx=True, **given)  # type: ignore[arg-type]
    assert 'id="f-used-parts-0-photo-wrong">setup.exe: ' in page.get_data(as_text=True)
