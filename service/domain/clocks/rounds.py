"""What the turns of a case do to its clocks: resolving, the customer's thanks, reopening, closing (D7).

And what the acts of staff and supervisors on an instance do to them (D11). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from service.domain.clocks.ledger import ClockLedger
from service.domain.clocks.promises import REPLY_KINDS
from service.domain.clocks.state import ClockState
from service.domain.clocks.verbs import Act, Events, cancel, meet
from service.domain.words import Words

K = TypeVar("K", bound=Hashable)

TOTAL = "total"
RESOLVE = "resolve"

_THANKS = re.compile(
    r"(非常|十分|太|多)?(感谢|谢谢|多谢|谢)(你|您|你们|您们|大家)?(了|啦|啊|哦)?(非常|很)?(满意)?"
    r"|(many )?(thank you|thanks|thx)( very much| so much| a lot| again| for your help)?"
)
_RECEIVED = re.compile(r"好的?|收到|没问题|ok(ay)?|got it|great|perfect|received|all good")
_SENTENCE_ENDS = re.compile(r"[,.!?;:,。!?;:、~\n]+")
_BETWEEN_WORDS = re.compile(r"[\s\W_]+")

ACTS = {
    "suspend": Words(
        "暂停流程不暂停计时：对客户的承诺照常计时；定时器在恢复后按到期顺序补触发。",
        "Suspending an instance pauses no clock: the promise to the customer runs on. Timers missed "
        "meanwhile fire in due order once it is resumed.",
    ),
    "migrate": Words(
        "迁移到新版本不改变期限：事件、起点和暂停全部保留。",
        "Migrating keeps every clock as it is: its events, its start and its pauses.",
    ),
    "reassign": Words(
        "改派、委托、归还不改变期限：期限属于工单，不属于人。",
        "Reassigning, delegating and giving back change no clock: it belongs to the case, not to a person.",
    ),
    "move": Words(
        "手工改期后，该期限不再自动变动；绑定它的定时器随之移动。",
        "A date moved by hand never moves by itself again; the timers bound to the clock move with it.",
    ),
    "modify": Words(
        "手工移动流程位置时，被放弃的工作不再计时，新开始的工作重新计时；从客户联系起算的期限不变。",
        "Moving a run by hand: the clock of what is given up falls away, what begins is timed anew; clocks "
        "that count from the customer's contact stay.",
    ),
    "terminate": Words(
        "终止流程会取消仍在计时的期限；已发生的超期保留。",
        "Terminating cancels the clocks still running; a breach that has happened stays one.",
    ),
}
"""D11: what each act on an instance does to the case's clocks, in words for the page that offers the act."""


def is_only_thanks(text: str) -> bool:
    """Whether a message says nothing but thanks; in doubt it does not: one word beyond them is enough."""
    parts = (_BETWEEN_WORDS.sub(" ", part).strip() for part in _SENTENCE_ENDS.split(text.lower()))
    sentences = [part for part in parts if part]
    thanks = [bool(_THANKS.fullmatch(sentence)) for sentence in sentences]
    received = (bool(_RECEIVED.fullmatch(sentence)) for sentence in sentences)
    return any(thanks) and all(one or other for one, other in zip(thanks, received, strict=True))


def on_resolved(clocks: Mapping[K, ClockLedger], act: Act) -> dict[K, Events]:
    """Resolving meets the resolution clock and stops the reply clocks; the others go on."""
    entered: dict[K, Events] = {}
    for key, ledger in clocks.items():
        kind = ledger.state(act.at).kind
        if kind == RESOLVE:
            entered[key] = meet(ledger, act)
        elif kind in REPLY_KINDS:
            entered[key] = cancel(ledger, "resolved", act)
    return {key: events for key, events in entered.items() if events}


def on_closed(clocks: Mapping[K, ClockLedger], act: Act, *, reason: str = "closed") -> dict[K, Events]:
    """Closing meets the total clock and lets every other one that is still on fall away."""
    entered = {
        key: meet(ledger, act) if ledger.state(act.at).kind == TOTAL else cancel(ledger, reason, act)
        for key, ledger in clocks.items()
    }
    return {key: events for key, events in entered.items() if events}


def nearest(states: Iterable[ClockState]) -> ClockState | None:
    """The clock to show of several: the earliest deadline still to be kept or already missed and not yet
    done.
    """
    waiting = [state for state in states if state.ended_at is None]
    dated = [(state.due_at, index) for index, state in enumerate(waiting) if state.due_at is not None]
    if dated:
        return waiting[min(dated)[1]]
    return waiting[0] if waiting else None
