"""Who takes part in a scenario: named people with groups, or a stand-in from the first candidate group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.engine.progress import OpenTask


class MayNot(Exception):
    """This person may not take this task; ``word`` says why: not_a_candidate, four_eyes or excluded."""

    def __init__(self, word: str, who: str, activity_id: str) -> None:
        """Keep who may not take what, and why."""
        super().__init__(f"{who} may not take {activity_id}: {word}")
        self.word = word


@dataclass(slots=True)
class Cast:
    """The people of a scenario, and who did what last (the other pair of eyes must be somebody else's)."""

    groups_of: Mapping[str, frozenset[str]]
    completed: dict[str, str] = field(default_factory=dict)
    claimed: dict[str, str] = field(default_factory=dict)

    def take(self, task: OpenTask, name: str | None) -> str:
        """Whoever takes this task: the person named, or a stand-in who may; or ``MayNot``."""
        holder = self.claimed.get(task.engine_id)
        if name is None:
            return holder or self._stand_in(task)
        if holder not in (None, name):
            raise MayNot("claimed_by_another", name, task.activity_id)
        if not self.groups_of.get(name, frozenset()) & set(task.candidate_groups) and name != task.assignee:
            raise MayNot("not_a_candidate", name, task.activity_id)
        if name in task.excluded:
            raise MayNot("excluded", name, task.activity_id)
        if name in self._authors(task):
            raise MayNot("four_eyes", name, task.activity_id)
        self.claimed[task.engine_id] = name
        return name

    def done(self, task: OpenTask, name: str) -> None:
        """Remember who finished this activity last."""
        self.completed[task.activity_id] = name

    def _stand_in(self, task: OpenTask) -> str:
        group = task.candidate_groups[0] if task.candidate_groups else "somebody"
        kept_out = self._authors(task) | set(task.excluded)
        return next(name for name in (f"{group} {n}" for n in range(1, 99)) if name not in kept_out)

    def _authors(self, task: OpenTask) -> set[str]:
        activities = task.properties.get("not_by", "").split(",")
        return {self.completed[each.strip()] for each in activities if each.strip() in self.completed}
