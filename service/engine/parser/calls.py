"""Reading call activities: which process is called, and which variables go in and come out."""

from __future__ import annotations

from typing import Any

from service.engine.parser.dialect import camunda, extensions
from service.engine.parser.elements import ActivityParser
from service.engine.specs.subprocesses import CallActivity, Passing


class CallActivityParser(ActivityParser):
    """A call activity of the Camunda dialect."""

    def attributes(self) -> dict[str, Any]:
        """Pass on the key of the called process, which must be plain text."""
        called = self.node.get("calledElement") or ""
        if camunda(self.node, "caseRef") is not None:
            raise self.reader.refuse("a called case (CMMN) is not run", "call a process")
        if not called or "${" in called or "#{" in called or called.startswith("="):
            raise self.reader.refuse(
                "the called process is not named plainly", "write its key in calledElement"
            )
        return {**super().attributes(), "subworkflow_spec": called.rpartition(":")[2]}

    def configure(self, task: CallActivity) -> None:
        """Read the passed variables."""
        super().configure(task)
        task.passes_in = self._passes("in")
        task.passes_out = self._passes("out")
        for each in extensions(self.node, "in"):
            if each.get("businessKey"):
                task.business_key = self.reader.language.text(each.get("businessKey"), self.bpmn_id)

    def _passes(self, name: str) -> tuple[Passing, ...]:
        return tuple(
            self._passing(each) for each in extensions(self.node, name) if not each.get("businessKey")
        )

    def _passing(self, node: Any) -> Passing:
        language = self.reader.language
        if node.get("variables") == "all":
            return Passing(None)
        target = node.get("target")
        if not target:
            raise self.reader.refuse("a passed variable has no target", "name the variable it becomes")
        if node.get("sourceExpression"):
            return Passing(target, language.text(node.get("sourceExpression"), self.bpmn_id))
        if not node.get("source"):
            raise self.reader.refuse(
                f"the passed variable {target} has no source", "name the variable it comes from"
            )
        return Passing(target, language.feel(node.get("source"), self.bpmn_id))
