"""People and groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.people import Group, Person, PersonGroup
from service.domain.views import PersonView
from service.errors import PersonNotFound
from service.store.shaping import person_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


def people(rt: Runtime, *, by: Actor) -> tuple[PersonView, ...]:
    """Everybody active, by name: whom a supervisor may assign to, whom an assignee may delegate to."""
    with rt.reading() as session:
        groups: dict[str, list[str]] = defaultdict(list)
        for member in session.execute(select(PersonGroup).order_by(PersonGroup.group_name)).scalars():
            groups[member.person_name].append(member.group_name)
        found = session.execute(select(Person).where(Person.active).order_by(Person.name)).scalars()
        return tuple(person_view(each, tuple(groups[each.name])) for each in found)


def person(rt: Runtime, name: str, *, by: Actor) -> PersonView:
    """One person."""
    mine = select(PersonGroup.group_name).where(PersonGroup.person_name == name)
    with rt.reading() as session:
        found = session.get(Person, name)
        if found is None:
            raise PersonNotFound(name=name)
        return person_view(found, tuple(session.execute(mine.order_by(PersonGroup.group_name)).scalars()))


def group_names(rt: Runtime, language: str) -> Mapping[str, str]:
    """The groups' names as shown in this language, by group."""
    with rt.reading() as session:
        groups = session.execute(select(Group).order_by(Group.name)).scalars().all()
    return {each.name: str(each.names.get(language) or each.names.get("en") or each.name) for each in groups}
