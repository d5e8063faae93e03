"""The doors open to everybody, and how often one may knock: counted per address and over all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.domain.addresses import neighbourhood
from service.domain.links import Knock
from service.errors import TooManyKnocks
from service.ids import new_id
from service.runtime.secret import signed

if TYPE_CHECKING:
    from service.runtime import Runtime
    from service.settings import Settings

LINK, FORM, WORDS = "link", "form", "words"
"""Guesses at links; forms sent; what is written and sent behind one link, which stands for the address."""

_WORDS_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class _Bound:
    """So many knocks within that time; ``over_all`` counts those of everybody, None does not."""

    per_address: int
    within: timedelta
    over_all: int | None = None


def must_be_let(rt: Runtime, door: str, address: str) -> None:
    """Refuse an address that knocked too often lately, or everybody while the door is overrun."""
    bound, now = _bound(rt.settings, door), rt.now()
    recent = select(func.count(), func.min(Knock.at)).where(Knock.door == door, Knock.at > now - bound.within)
    with rt.reading() as session:
        theirs = session.execute(recent.where(Knock.source == _source(rt, address))).one()
        everybody = session.execute(recent).one() if bound.over_all is not None else (0, None)
    for (count, first), most in ((theirs, bound.per_address), (everybody, bound.over_all)):
        if most is not None and count >= most:
            waited = bound.within - (now - first) if first is not None else bound.within
            raise TooManyKnocks(retry_after=max(1, int(waited.total_seconds())))


def knocked(rt: Runtime, door: str, address: str) -> None:
    """Count a knock of this address, whether the larger act it may be part of ends well or is undone."""
    inside = rt.in_transaction
    with rt.transaction() as tx:
        if inside:
            tx.after_undoing.append(partial(knocked, door=door, address=address))
        tx.add(Knock(id=new_id(), door=door, source=_source(rt, address), at=tx.at))


def _source(rt: Runtime, address: str) -> str:
    """The address as it is kept: nobody can read it back without our key."""
    return signed(rt.settings, "knock", neighbourhood(address))


def _bound(settings: Settings, door: str) -> _Bound:
    if door == LINK:
        return _Bound(settings.link_guesses, settings.link_window)
    if door == WORDS:
        return _Bound(_WORDS_AN_HOUR, timedelta(hours=1))
    return _Bound(settings.form_per_address, settings.form_window, settings.form_over_all)
