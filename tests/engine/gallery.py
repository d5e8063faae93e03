"""Diagrams for tests that walk at random: a bit of everything the engine runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from service.engine import Definition, compile_definition
from service.engine.progress import SourceFile
from tests.engine.drawing import (
    START,
    boundary,
    chain,
    define,
    error,
    escalation,
    event_sub,
    external,
    flow,
    message,
    script,
    signal,
    sub,
    throw,
    timer,
    user,
)
from tests.engine.test_gateways import CHOICE, FORK, inclusive
from tests.engine.test_repeats import OVER, many
from tests.engine.test_scopes import CALLED, calling
from tests.engine.test_undoing import UNDO, ad_hoc, undo

PROCESSES = Path(__file__).parents[2] / "processes"
INNER = '<startEvent id="s"/>' + user("inside") + '<endEvent id="e"/>' + chain("s", "inside", "e")


def rounds() -> str:
    """The loop until the customer is satisfied, with everything that goes on beside it."""
    body = START + '<exclusiveGateway id="again"/>' + script("count", "(if n = null then 0 else n) + 1", "n")
    body += user("assess") + boundary("late", "assess", timer("PT4H"), interrupting=False) + user("hurry")
    body += (
        external("tell", "notify")
        + sub("box", INNER)
        + boundary("too_late", "box", timer("P1D"))
        + user("other")
    )
    body += '<exclusiveGateway id="ok" default="ok_again"/><endEvent id="end"/>'
    body += chain("start", "again", "count", "assess", "tell", "box", "ok") + chain("late", "hurry")
    body += chain("too_late", "other", "again") + flow("ok", "end", "=a and b") + flow("ok", "again")
    body += event_sub(
        "post", message("called"), user("read") + chain("post_start", "read"), interrupting=False
    )
    body += event_sub(
        "progress",
        timer("P2D", "timeCycle"),
        user("report") + chain("progress_start", "report"),
        interrupting=False,
    )
    return body + event_sub("gone", message("withdrawn"), user("file") + chain("gone_start", "file"))


def storm() -> str:
    """Parallel paths that throw at one another."""
    inner = (
        '<startEvent id="s"/><parallelGateway id="s2"/>' + user("inside") + throw("hint", escalation("late"))
    )
    inner += (
        user("beside") + f'<endEvent id="fails">{error("broken")}</endEvent><exclusiveGateway id="luck"/>'
    )
    inner += flow("s", "s2") + flow("s2", "hint") + flow("s2", "beside") + chain("hint", "inside", "luck")
    inner += flow("luck", "fails", "=a") + '<endEvent id="fine"/>' + flow("luck", "fine", "=not(a)")
    inner += '<endEvent id="odd"/>' + flow("luck", "odd")
    body = (
        START + '<parallelGateway id="split"/><parallelGateway id="join"/>' + sub("box", inner) + user("mend")
    )
    body += boundary("caught", "box", error("broken")) + boundary(
        "told", "box", escalation("late"), interrupting=False
    )
    body += (
        user("boss")
        + throw("ring", signal("alarm"))
        + user("quiet")
        + boundary("bell", "quiet", signal("alarm"))
    )
    body += (
        '<exclusiveGateway id="m1"/><exclusiveGateway id="m2"/>'
        + flow("start", "split")
        + flow("split", "box")
    )
    body += (
        flow("split", "quiet")
        + flow("box", "m1")
        + chain("caught", "mend", "m1", "join")
        + chain("told", "boss")
    )
    body += chain("boss", "ring") + flow("quiet", "m2") + flow("bell", "m2") + flow("m2", "join")
    return body + user("after") + flow("join", "after")


def diamonds() -> str:
    """Nested forks with a loop around."""
    body = START + '<exclusiveGateway id="top"/><parallelGateway id="s1"/><parallelGateway id="j1"/>'
    body += (
        '<inclusiveGateway id="s2" default="s2_y"/><inclusiveGateway id="j2"/><exclusiveGateway id="bottom"/>'
    )
    body += user("x") + user("y") + user("z") + flow("start", "top") + flow("top", "s1") + flow("s1", "s2")
    body += flow("s1", "z") + flow("s2", "x", "=a") + flow("s2", "y") + flow("x", "j2") + flow("y", "j2")
    body += flow("j2", "j1") + flow("z", "j1") + flow("j1", "bottom") + flow("bottom", "top", "=b")
    return (
        body
        + '<endEvent id="end"/>'
        + flow("bottom", "end", "=not(b)")
        + user("never")
        + flow("bottom", "never")
    )


def undoing() -> str:
    """Work that may have to be undone."""
    inner = (
        '<startEvent id="s"/>'
        + user("book")
        + undo("unbook", "book")
        + user("pay")
        + chain("s", "book", "pay")
    )
    inner += undo("unpay", "pay")
    body = (
        START
        + sub("box", inner)
        + user("ship")
        + undo("unship", "ship")
        + throw("back", UNDO)
        + user("after")
    )
    return body + chain("start", "box", "ship", "back", "after")


DRAWN: dict[str, tuple[str, ...]] = {
    "rounds": (rounds(),),
    "storm": (storm(),),
    "diamonds": (diamonds(),),
    "undoing": (undoing(),),
    "fork": (FORK,),
    "choice": (CHOICE,),
    "inclusive": (inclusive("split_three"),),
    "parallel items": (many("", OVER),),
    "items in sequence": (many("", OVER + ' isSequential="true"'),),
    "ad hoc": (ad_hoc('ordering="Sequential"'),),
    "call": (calling('<camunda:in variables="all"/><camunda:out variables="all"/>'), CALLED),
}


def drawn() -> dict[str, Definition]:
    """The diagrams of this module, compiled."""
    return {name: define(*processes) for name, processes in DRAWN.items()}


def shipped() -> Iterator[tuple[str, Definition]]:
    """The processes the product ships, compiled."""
    files = [
        SourceFile(path.relative_to(PROCESSES).as_posix(), path.read_bytes())
        for path in sorted(PROCESSES.rglob("*"))
        if path.is_file()
    ]
    for folder in sorted(PROCESSES.iterdir()):
        if (folder / f"{folder.name}.bpmn").exists():
            yield folder.name, compile_definition(folder.name, files)
