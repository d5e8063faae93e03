"""People and groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.domain.people import Group, Person, PersonGroup
from service.domain.views import PersonView
from service.errors import PersonNotFound
from service.store.prepared import Prepared
from service.store.shaping import person_view

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.runtime import Runtime


MOST_CHOICES = 500


def people(rt: Runtime, *, by: Actor) -> tuple[PersonView, ...]:
    """Everybody active, by name: whom a supervisor may assign to, whom an assignee may delegate to."""
    wanted = (
        select(Person, PersonGroup.group_name)
        .outerjoin(PersonGroup, PersonGroup.person_name == Person.name)
        .where(Person.active)
        .order_by(Person.name, PersonGroup.group_name)
    )
    with rt.reading() as session:
        groups: dict[Person, list[str]] = defaultdict(list)
        for each, group in session.execute(wanted):
            groups[each] += [group] if group is not None else []
        return tuple(person_view(each, tuple(theirs)) for each, theirs in groups.items())


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
    with rt.asking() as connection:
        groups = _GROUPS.all(connection, {})
    return {name: str(names.get(language) or names.get("en") or name) for name, names in groups}


def members_of(rt: Runtime, groups: Collection[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Who is in each of these groups and active: name and name to show, by group."""
    wanted = (
        select(PersonGroup.group_name, Person.name, Person.display_name)
        .join(Person, Person.name == PersonGroup.person_name)
        .where(Person.active, PersonGroup.group_name.in_(groups))
        .order_by(Person.display_name, Person.name)
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with rt.reading() as session:
        for group, name, shown in session.execute(wanted):
            found[group].append((name, shown))
    return {group: tuple(each) for group, each in found.items()}


def colleagues(rt: Runtime) -> tuple[tuple[str, str], ...]:
    """Everybody active, by the name shown: name and name to show, for a list to choose from."""
    with rt.asking() as connection:
        return tuple((name, shown) for name, shown in _COLLEAGUES.all(connection, {}))


# Asked with every page of the inbox.
_GROUPS = Prepared(select(Group.name, Group.names).order_by(Group.name))
_COLLEAGUES = Prepared(
    select(Person.name, Person.display_name)
    .where(Person.active)
    .order_by(Person.display_name, Person.name)
    .limit(MOST_CHOICES)
)
