"""Ad-hoc sub-processes, transactions and compensation."""

from __future__ import annotations

from tests.engine.drawing import (
    START,
    boundary,
    chain,
    define,
    event_sub,
    sub,
    throw,
    user,
)
from tests.engine.journey import Journey


def ad_hoc(attributes: str = "", inner: str = "") -> str:
    return (
        START
        + f'<adHocSubProcess id="any" {attributes}>{user("one")}{user("two")}{inner}</adHocSubProcess>'
        + user("after")
        + chain("start", "any", "after")
    )


def test_an_ad_hoc_sub_process_offers_everything_at_once_or_one_after_another() -> None:
    assert Journey(define(ad_hoc())).start().tasks == ["one", "two"]
    journey = Journey(define(ad_hoc('ordering="Sequential"'))).start()
    assert journey.tasks == ["one"]
    assert journey.complete("one").tasks == ["two"]
    assert journey.complete("two").tasks == ["after"]


def test_an_ad_hoc_sub_process_ends_when_its_completion_condition_holds() -> None:
    condition = "<completionCondition>done = true</completionCondition>"
    journey = Journey(define(ad_hoc("", condition))).start().complete("one", done=True)
    assert journey.open == ["after"]
    patient = (
        Journey(define(ad_hoc('cancelRemainingInstances="false"', condition)))
        .start()
        .complete("one", done=True)
    )
    assert patient.tasks == ["two"]
    assert patient.complete("two").tasks == ["after"]


def undo(name: str, host: str) -> str:
    return (
        boundary(f"{name}_mark", host, "<compensateEventDefinition/>")
        + f'<userTask id="{name}" isForCompensation="true"/>'
        + f'<association id="{name}_line" sourceRef="{name}_mark" targetRef="{name}"/>'
    )


UNDO = "<compensateEventDefinition/>"


def test_compensation_undoes_what_is_done_newest_first_and_nothing_else() -> None:
    body = START + user("book") + user("pay") + user("ship") + undo("unbook", "book") + undo("unpay", "pay")
    body += undo("unship", "ship") + throw("back", UNDO) + user("after")
    body += chain("start", "book", "pay", "back", "after")
    journey = Journey(define(body)).start().complete("book").complete("pay")
    assert journey.tasks == ["unpay"]
    assert journey.complete("unpay").tasks == ["unbook"]
    assert journey.complete("unbook").tasks == ["after"]


def test_compensation_may_name_one_activity() -> None:
    body = START + user("book") + user("pay") + undo("unbook", "book") + undo("unpay", "pay")
    body += throw("back", '<compensateEventDefinition activityRef="book"/>') + user("after")
    journey = Journey(define(body + chain("start", "book", "pay", "back", "after"))).start()
    assert journey.complete("book").complete("pay").tasks == ["unbook"]
    assert journey.complete("unbook").tasks == ["after"]


def test_compensation_reaches_into_a_finished_sub_process() -> None:
    inner = '<startEvent id="s"/>' + user("book") + undo("unbook", "book") + chain("s", "book")
    body = START + sub("box", inner) + user("more") + throw("back", UNDO) + user("after")
    journey = Journey(define(body + chain("start", "box", "more", "back", "after"))).start()
    journey.complete("book").complete("more")
    assert journey.tasks == ["unbook"]
    assert journey.complete("unbook").tasks == ["after"]


def test_a_compensating_event_sub_process_replaces_what_is_inside() -> None:
    inner = '<startEvent id="s"/>' + user("book") + undo("unbook", "book") + chain("s", "book")
    inner += event_sub("comp", UNDO, user("tidy") + chain("comp_start", "tidy"))
    body = START + sub("box", inner) + throw("back", UNDO) + user("after")
    journey = Journey(define(body + chain("start", "box", "back", "after"))).start().complete("book")
    assert journey.tasks == ["tidy"]
    assert journey.complete("tidy").tasks == ["after"]


def test_a_cancelled_transaction_undoes_and_goes_on_from_its_cancel_event() -> None:
    inner = '<startEvent id="s"/>' + user("book") + undo("unbook", "book") + user("pay")
    inner += '<endEvent id="stop"><cancelEventDefinition/></endEvent>' + chain("s", "book", "pay", "stop")
    body = START + f'<transaction id="deal">{inner}</transaction>' + user("good") + user("bad")
    body += boundary("off", "deal", "<cancelEventDefinition/>")
    body += chain("start", "deal", "good") + chain("off", "bad")
    journey = Journey(define(body)).start().complete("book").complete("pay")
    assert journey.tasks == ["unbook"]
    assert journey.complete("unbook").tasks == ["bad"]
