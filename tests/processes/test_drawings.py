"""Every diagram is fit to print: everything drawn, nothing covered, no line across another or a shape."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from tests.processes.diagrams import KEYS, Box, Diagram, Point, diagram

Line = tuple[Point, Point]


@pytest.mark.parametrize("key", KEYS)
def test_every_element_is_drawn(key: str) -> None:
    drawing = diagram(key)
    elements = {each.get("id") for each in drawing.elements()} | {
        each.get("id") for each in drawing.elements("lane")
    }
    assert elements <= set(drawing.boxes())
    assert set(drawing.flows()) == set(drawing.lines())


@pytest.mark.parametrize("key", KEYS)
def test_no_two_shapes_overlap(key: str) -> None:
    drawing = diagram(key)
    attached = {each.get("id"): each.get("attachedToRef") for each in drawing.elements("boundaryEvent")}
    covered = [
        (one.id, other.id)
        for one, other in combinations(_nodes(drawing), 2)
        if one.touches(other, margin=8) and not (one.holds(other) or other.holds(one))
        if attached.get(one.id) != other.id and attached.get(other.id) != one.id
    ]
    assert not covered


@pytest.mark.parametrize("key", KEYS)
def test_every_element_lies_in_its_lane(key: str) -> None:
    drawing, boxes = diagram(key), diagram(key).boxes()
    for lane in drawing.elements("lane"):
        for reference in drawing.elements("flowNodeRef"):
            if reference in list(lane) and not _is_boundary(drawing, reference.text):
                assert boxes[str(lane.get("id"))].holds(boxes[str(reference.text)]), reference.text


@pytest.mark.parametrize("key", KEYS)
def test_every_element_of_the_process_has_exactly_one_lane(key: str) -> None:
    drawing = diagram(key)
    process = next(drawing.elements("process"))
    nodes = {each.get("id") for each in drawing.elements() if each in list(process)}
    assert sorted(str(each.text) for each in drawing.elements("flowNodeRef")) == sorted(map(str, nodes))


@pytest.mark.parametrize("key", KEYS)
def test_flows_stay_out_of_shapes_they_do_not_join(key: str) -> None:
    drawing = diagram(key)
    through = [
        (flow, box.id)
        for flow, points in drawing.lines().items()
        for box in _nodes(drawing)
        if box.id not in drawing.flows()[flow] and _crosses_border(points, box)
    ]
    assert not through


@pytest.mark.parametrize("key", KEYS)
def test_no_two_flows_cross(key: str) -> None:
    lines = diagram(key).lines()
    crossing = [
        (one, other)
        for one, other in combinations(lines, 2)
        if any(_cross(a, b) for a in pairwise(lines[one]) for b in pairwise(lines[other]))
    ]
    assert not crossing


@pytest.mark.parametrize("key", KEYS)
def test_flows_run_level_or_upright_and_end_at_their_shapes(key: str) -> None:
    drawing, boxes = diagram(key), diagram(key).boxes()
    for flow, points in drawing.lines().items():
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow
        source, target = drawing.flows()[flow]
        assert _on_border(points[0], boxes[source]) and _on_border(points[-1], boxes[target]), flow


@pytest.mark.parametrize("key", KEYS)
def test_labels_cover_no_shape_no_line_and_no_other_label(key: str) -> None:
    drawing, labels = diagram(key), diagram(key).labels()
    covered = [
        (owner, box.id)
        for owner, label in labels.items()
        for box in _nodes(drawing)
        if label.touches(box) and not box.holds(label) and box.id != owner
    ]
    covered += [(one, other) for one, other in combinations(labels, 2) if labels[one].touches(labels[other])]
    covered += [
        (owner, flow)
        for owner, label in labels.items()
        for flow, points in drawing.lines().items()
        if any(_as_box(part).touches(label) for part in pairwise(points))
    ]
    assert not covered


@pytest.mark.parametrize("key", KEYS)
def test_the_process_reads_from_left_to_right(key: str) -> None:
    drawing, boxes = diagram(key), diagram(key).boxes()
    start = next(drawing.elements("startEvent"))
    ends = [boxes[str(each.get("id"))].x for each in drawing.elements("endEvent")]
    assert boxes[str(start.get("id"))].x < min(ends)


def _nodes(drawing: Diagram) -> list[Box]:
    boxes = drawing.boxes()
    return [boxes[str(each.get("id"))] for each in drawing.elements()]


def _is_boundary(drawing: Diagram, element_id: str | None) -> bool:
    return any(each.get("id") == element_id for each in drawing.elements("boundaryEvent"))


def _as_box(line: Line) -> Box:
    (x1, y1), (x2, y2) = line
    return Box("", min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))


def _crosses_border(points: list[Point], box: Box) -> bool:
    """Whether the line enters or leaves the box (one that stays inside, as in a sub-process, does not)."""
    parts = [_as_box(part) for part in pairwise(points)]
    return any(part.touches(box) for part in parts) and not all(box.holds(part) for part in parts)


def _cross(one: Line, other: Line) -> bool:
    """Whether two level or upright lines meet at a point inside both."""
    a, b = _as_box(one), _as_box(other)
    if (a.width == 0) == (b.width == 0):
        return False
    upright, level = (a, b) if a.width == 0 else (b, a)
    return level.x < upright.x < level.x + level.width and upright.y < level.y < upright.y + upright.height


def _on_border(point: Point, box: Box) -> bool:
    x, y = point
    level = x in (box.x, box.x + box.width) and box.y <= y <= box.y + box.height
    return level or (y in (box.y, box.y + box.height) and box.x <= x <= box.x + box.width)
