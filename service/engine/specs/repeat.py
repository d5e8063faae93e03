"""Doing an activity several times: multi-instance (parallel or in sequence) and the standard loop.

The activity's first token is the body: it holds the counters and the boundary events. Each instance is an
item token owned by the body, with locals of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from service.engine.language import whole_number
from service.engine.progress import EngineError, Value
from service.engine.specs.events import throw_trigger
from service.engine.specs.triggers import Trigger
from service.feel.storage import dump_value, load_value

if TYPE_CHECKING:
    from service.engine.language import Expression
    from service.engine.runtime.token import Token


@dataclass(slots=True)
class Throw:
    """What a multi-instance throws when an item is done, and when (None: always)."""

    trigger: Trigger
    condition: Expression | None = None


@dataclass(slots=True)
class Repeat:
    """How often, over what, until when. ``loop`` is BPMN's standard loop with its condition tested before or
    after.
    """

    sequential: bool = True
    loop: bool = False
    test_before: bool = False
    condition: Expression | None = None
    cardinality: Expression | None = None
    maximum: int | None = None
    collection: Expression | None = None
    item_name: str | None = None
    output_collection: str | None = None
    output_item: Expression | None = None
    throws_once: bool = False
    throws_end: bool = False
    throws: tuple[Throw, ...] = ()

    @property
    def keeps_results(self) -> bool:
        """Whether what an item writes stays with the item, because it is collected into a list."""
        return self.output_collection is not None

    # --- the body -----------------------------------------------------------------------------------------

    def open(self, body: Token) -> bool | None:
        """Begin; True when there is nothing to do."""
        body._state = TaskState.STARTED
        kept = body.internal_data
        kept.update({"done": 0, "next": 0})
        if self.loop:
            if self._stops_before(body):
                return True
            self._next_item(body)
            return None
        values = self._values(body)
        kept["of"] = self._count(body, values)
        if values is not None and self.item_name:
            kept["over"] = [dump_value(value) for value in values]
        if self.output_collection:
            kept["out"] = [None] * kept["of"]
        self._tell(body)
        if kept["of"] == 0:
            self._collect(body)
            return True
        for _ in range(1 if self.sequential else kept["of"]):
            self._next_item(body)
        return None

    def _values(self, body: Token) -> list[Value] | None:
        if self.collection is None:
            return None
        values = self.collection.evaluate(body.view(), body.top)
        if not isinstance(values, list):
            reason = f"the collection {self.collection.text!r} of the multi-instance is no list"
            raise EngineError(reason, activity_id=body.task_spec.activity_id)
        return values

    def _count(self, body: Token, values: list[Value] | None) -> int:
        count: int | None = len(values or [])
        if self.cardinality is not None:
            count = whole_number(self.cardinality.evaluate(body.view(), body.top))
        bound = body.top.limits.instances
        if count is None or count < 0 or count > bound:
            raise EngineError(
                f"the multi-instance asks for {count} instances",
                activity_id=body.task_spec.activity_id,
                remedy=f"a whole number from 0 to {bound}",
            )
        return count

    # --- the items ----------------------------------------------------------------------------------------

    def _next_item(self, body: Token) -> None:
        kept, run = body.internal_data, body.top
        index = kept["next"]
        kept["next"] = index + 1
        branch = body.branch if self.sequential else run.branches.split(body.branch)
        item = body.workflow.new_token(body.task_spec, body, branch).belongs_to(body)
        item.internal_data["m"] = index
        item.data["loopCounter"] = Decimal(index)
        if self.item_name and "over" in kept:
            item.data[self.item_name] = load_value(kept["over"][index])
        run.put(item)

    def item_done(self, body: Token, item: Token) -> None:
        """One item has finished: go on with the next, or end."""
        kept = body.internal_data
        kept["done"] += 1
        if self.output_collection and self.output_item is not None:
            kept["out"][item.internal_data["m"]] = dump_value(
                self.output_item.evaluate(item.view(), body.top)
            )
        if item.branch != body.branch:
            kept.setdefault("b", []).append(item.branch)
        body.owned.remove(item)
        self._tell(body)
        cut = self._throw(body)
        if not body.is_live:
            return
        if cut or self._is_over(body):
            self._end(body)
        elif self.sequential:
            self._next_item(body)

    def _is_over(self, body: Token) -> bool:
        kept = body.internal_data
        if self.loop:
            if self.maximum is not None and kept["done"] >= self.maximum:
                return True
            return self.condition is not None and not self.condition.holds(body.view(), body.top)
        if kept["done"] >= kept["of"]:
            return True
        return self.condition is not None and self.condition.holds(body.view(), body.top)

    def _stops_before(self, body: Token) -> bool:
        if self.maximum == 0:
            return True
        if not self.test_before:
            return False
        return self.condition is not None and not self.condition.holds(body.view(), body.top)

    def _end(self, body: Token) -> None:
        for item in list(body.owned):
            if item.is_item:
                item.cancel()
        self._collect(body)
        branches = body.internal_data.get("b", [])
        if branches:
            body.top.branches.join(branches)
        body.complete()

    def _collect(self, body: Token) -> None:
        if self.output_collection:
            values = [load_value(value) for value in body.internal_data["out"]]
            body.top.assign_outside(body, {self.output_collection: values})

    def _tell(self, body: Token) -> None:
        kept = body.internal_data
        if self.loop:
            body.data["loopCounter"] = Decimal(kept["done"])
            return
        active = kept["of"] - kept["done"] if not self.sequential else int(kept["done"] < kept["of"])
        counts = {"Instances": kept["of"], "CompletedInstances": kept["done"], "ActiveInstances": active}
        for name, count in counts.items():
            # Camunda's name and the standard's.
            body.data[f"nrOf{name}"] = body.data[f"numberOf{name}"] = Decimal(count)

    def _throw(self, body: Token) -> bool:
        """Throw what an item's end calls for; True when that ends the whole.

        The activity itself tells of its items: its own boundary events hear of it without stopping it. Only
        complex behaviour, told by an interrupting one, leaves the other items undone.
        """
        if self.throws_once and body.internal_data["done"] > 1:
            return False
        kept = body.internal_data
        kept["informs"] = 1
        for throw in self.throws:
            if body.is_live and (throw.condition is None or throw.condition.holds(body.view(), body.top)):
                throw_trigger(body, throw.trigger, own=True)
        del kept["informs"]
        return bool(kept.pop("cut", None)) and self.throws_end
