"""Bringing the made-up world into an empty database, on a clock that starts in the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import exists, select

from service.clock import SetClock
from service.demo import complaints, feedback
from service.demo.people import PEOPLE
from service.demo.playing import Stage, play
from service.demo.stories import Story
from service.domain.cases import Case
from service.domain.people import Person
from service.errors import HoldsRealData, NameTaken
from service.operations.people import add_person
from service.runtime import Runtime, build_runtime

STORIES: tuple[Story, ...] = (*feedback.STORIES, *complaints.STORIES)
_MARGIN = timedelta(seconds=1)


def seed(rt: Runtime, *, tell: Callable[[str], None]) -> int:
    """Add the made-up people and cases that are not there yet; how many cases were added.

    A database with people or cases but nobody made up is somebody's work, and is refused.
    """
    _must_be_ours(rt)
    for person in PEOPLE:
        try:
            add_person(rt, person)
        except NameTaken:
            continue
    missing = _missing(rt)
    if not missing:
        return 0
    tell(f"adding {len(missing)} made-up cases")
    clock = SetClock(rt.now())
    stage = Stage(build_runtime(rt.settings, clock=clock), clock, until=rt.now() - _MARGIN)
    for story in sorted(missing, key=lambda each: each.since, reverse=True):
        play(stage, story)
    stage.rt.close()
    return len(missing)


def _must_be_ours(rt: Runtime) -> None:
    with rt.reading() as session:
        if session.scalar(select(exists().where(Person.demo))):
            return
        if session.scalar(select(exists(select(Person.name)))) or session.scalar(
            select(exists(select(Case.id)))
        ):
            raise HoldsRealData()


def _missing(rt: Runtime) -> list[Story]:
    with rt.reading() as session:
        there = set(session.scalars(select(Case.subject)))
    return [story for story in STORIES if story.subject not in there]
