"""Clocks: promises with a deadline, the ledger of what happened to each, and what follows from it. Pure."""

from service.domain.clocks.events import ClockEvent, Opened, event_of, flat_of
from service.domain.clocks.ledger import ClockLedger, clock_state
from service.domain.clocks.pauses import AnsweredPause, Pause, pauses_already_answered
from service.domain.clocks.promises import KINDS, REPLY_KINDS, STARTS_AT_CONTACT, Promise, Unit, kind_words
from service.domain.clocks.refusals import ClockAlreadyPaused, ClockBreached, ClockEnded, ClockRequestInvalid
from service.domain.clocks.state import ClockState, Exemption, Outcome, Standing
from service.domain.clocks.verbs import (
    Act,
    Events,
    Waiting,
    breach,
    cancel,
    exempt,
    meet,
    move,
    open_clock,
    pause,
    redate,
    rerule,
    resume,
    warn,
)

__all__ = [
    "KINDS",
    "REPLY_KINDS",
    "STARTS_AT_CONTACT",
    "Act",
    "AnsweredPause",
    "ClockAlreadyPaused",
    "ClockBreached",
    "ClockEnded",
    "ClockEvent",
    "ClockLedger",
    "ClockRequestInvalid",
    "ClockState",
    "Events",
    "Exemption",
    "Opened",
    "Outcome",
    "Pause",
    "Promise",
    "Standing",
    "Unit",
    "Waiting",
    "breach",
    "cancel",
    "clock_state",
    "event_of",
    "exempt",
    "flat_of",
    "kind_words",
    "meet",
    "move",
    "open_clock",
    "pause",
    "pauses_already_answered",
    "redate",
    "rerule",
    "resume",
    "warn",
]
