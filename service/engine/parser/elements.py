"""One parser class per kind of element, over SpiffWorkflow's TaskParser.

SpiffWorkflow's parser walks the flows recursively and overflows the stack on a thousand tasks in a row;
ours makes each element alone, and the process parser connects them afterwards.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from service.engine.parser.dialect import DialectReader, camunda, child, tag, text_in
from service.engine.parser.events import message_trigger
from service.engine.parser.repeats import read_repeat
from service.engine.specs.activities import Activity, ExternalTask, RuleTask, ScriptTask
from service.engine.specs.node import FlowNode
from service.engine.specs.subprocesses import EventSubProcess
from service.engine.specs.user_tasks import Assignment

DECISION_FORMS = ("singleEntry", "singleResult", "collectEntries", "resultList")


def form_key(written: str | None) -> str | None:
    """The form a task names, without the binding, folder and ending an editor may write around it."""
    if not written:
        return None
    return written.rpartition(":")[2].rpartition("/")[2].removesuffix(".form")


class ElementParser(TaskParser):  # type: ignore[misc]
    """Makes the specification of one element, without following its flows."""

    EVENT_SUBPROCESS_CLASS = EventSubProcess
    reader: DialectReader

    def parse_node(self) -> Any:
        """The element's specification, not yet connected."""
        self.reader = DialectReader(self.node, self.process_parser.parser.language)
        self.reader.refuse_code()
        self.task = self.create_task()
        self.settle(self.task)
        self.configure(self.task)
        return self.task

    def create_task(self) -> Any:
        """A specification of the class that fits, under a name the process specification has free."""
        return self.spec_class(self.spec, self.process_parser.spec_name(self.bpmn_id), **self.attributes())

    def attributes(self) -> dict[str, Any]:
        """What SpiffWorkflow's constructors take."""
        documentation = text_in(child(self.node, "documentation"))
        return {"lane": self.lane, "bpmn_name": self.node.get("name"), "documentation": documentation or None}

    def settle(self, task: FlowNode) -> None:
        """What every element has."""
        task.activity_id = self.bpmn_id
        task.bpmn_id = self.bpmn_id
        task.process_key = self.spec.process_key
        task.default_flow = self.node.get("default")
        task.details = self.reader.details()
        task.for_compensation = self.node.get("isForCompensation") == "true"

    def configure(self, task: Any) -> None:
        """What only this kind of element has."""


class ActivityParser(ElementParser):
    """Any activity: quantities and repetition."""

    def configure(self, task: Activity) -> None:
        """Read how often it is done."""
        task.start_quantity = self.quantity("startQuantity")
        task.completion_quantity = self.quantity("completionQuantity")
        task.repeat = read_repeat(self.node, self.reader)

    def quantity(self, name: str) -> int:
        """How many tokens it takes or gives, at least one."""
        text = self.node.get(name) or "1"
        if not text.isascii() or not text.isdecimal() or int(text) < 1:
            raise self.reader.refuse(f"{name} is {text!r}", "a whole number from 1, or leave it out")
        return int(text)


class UserTaskParser(ActivityParser):
    """A user task of the Camunda dialect."""

    def configure(self, task: Any) -> None:
        """Read who may do it, by when, and with which form."""
        super().configure(task)
        reader = self.reader
        if camunda(self.node, "candidateUsers"):
            raise reader.refuse("candidate users are not supported", "use candidate groups or an assignee")
        task.assignment = Assignment(
            groups=reader.expression("candidateGroups") or self.process_parser.lane_group(self.bpmn_id),
            assignee=reader.expression("assignee"),
            due=reader.expression("dueDate"),
            follow_up=reader.expression("followUpDate"),
            priority=reader.expression("priority"),
            form_key=form_key(camunda(self.node, "formRef") or camunda(self.node, "formKey")),
        )


class ServiceTaskParser(ActivityParser):
    """A service task: external by topic, or an expression; all else is refused."""

    def create_task(self) -> Any:
        """The class depends on what the element asks for."""
        if camunda(self.node, "type") == "external":
            self.spec_class = ExternalTask
        elif camunda(self.node, "expression") is not None:
            self.spec_class = ScriptTask
        else:
            self.refuse_without_work()
        return super().create_task()

    def refuse_without_work(self) -> None:
        """Nothing says what this task does."""
        raise self.reader.refuse(
            f"this {tag(self.node)} does not say what to do", 'say camunda:type="external" and a topic'
        )

    def configure(self, task: Any) -> None:
        """Read the topic or the expression."""
        super().configure(task)
        task.activity_type = tag(self.node)
        if isinstance(task, ExternalTask):
            task.topic = self.reader.expression("topic")
            if task.topic is None:
                raise self.reader.refuse("the external task has no topic", "name one in camunda:topic")
        elif isinstance(task, ScriptTask):
            task.script = self.reader.expression("expression")
            task.result_variable = camunda(self.node, "resultVariable")


class RuleTaskParser(ServiceTaskParser):
    """A business rule task: a decision, or an external task."""

    def create_task(self) -> Any:
        """A rule task where a decision is named."""
        if camunda(self.node, "decisionRef") is None:
            return super().create_task()
        self.spec_class = RuleTask
        return ElementParser.create_task(self)

    def configure(self, task: Any) -> None:
        """Read the decision and where its result goes."""
        super().configure(task)
        if not isinstance(task, RuleTask):
            return
        task.decision_id = camunda(self.node, "decisionRef") or ""
        task.result_variable = camunda(self.node, "resultVariable")
        task.result_form = camunda(self.node, "mapDecisionResult") or "resultList"
        if task.result_form not in DECISION_FORMS:
            raise self.reader.refuse(
                f"mapDecisionResult {task.result_form!r} is unknown", "one of " + ", ".join(DECISION_FORMS)
            )


class ScriptTaskParser(ActivityParser):
    """A script task, in FEEL."""

    def configure(self, task: Any) -> None:
        """Compile the script; any language but FEEL is refused."""
        super().configure(task)
        if camunda(self.node, "resource") is not None:
            raise self.reader.refuse(
                "a script in a file of its own is not run", "write it into the script task"
            )
        text = text_in(child(self.node, "script"))
        script_format = self.node.get("scriptFormat") or ""
        if text:
            task.script = self.reader.language.script(script_format, text, self.bpmn_id)
        task.result_variable = camunda(self.node, "resultVariable")


class SendTaskParser(ServiceTaskParser):
    """A send task: a message of BPMN, or external work."""

    def create_task(self) -> Any:
        """The plain class where a message is named."""
        if message_trigger(self.node, self.reader) is None:
            return super().create_task()
        return ElementParser.create_task(self)

    def configure(self, task: Any) -> None:
        """Read the message."""
        super().configure(task)
        trigger = message_trigger(self.node, self.reader)
        if trigger is not None and not isinstance(task, (ExternalTask, ScriptTask)):
            task.triggers = (trigger,)


class ReceiveTaskParser(ActivityParser):
    """A receive task in the flow."""

    def configure(self, task: Any) -> None:
        """Read the message; one that starts a process is refused."""
        super().configure(task)
        if self.node.get("instantiate") == "true":
            raise self.reader.refuse(
                "a receive task that starts a process is not run", "use a message start event"
            )
        trigger = message_trigger(self.node, self.reader)
        if trigger is None:
            raise self.reader.refuse("the receive task names no message", "choose a message with a name")
        task.triggers = (trigger,)


class SubProcessParser(ActivityParser):
    """A sub-process drawn inside: its content becomes a specification of its own."""

    def attributes(self) -> dict[str, Any]:
        """Parse the content, and pass on the name of its specification."""
        key = self.process_parser.inner_key(self.bpmn_id)
        return {**super().attributes(), "subworkflow_spec": key}

    def create_task(self) -> Any:
        """An event sub-process is another class."""
        if self.node.get("triggeredByEvent") == "true":
            self.spec_class = self.EVENT_SUBPROCESS_CLASS
        return super().create_task()

    def configure(self, task: Any) -> None:
        """Read the content; the start event of an event sub-process says what triggers it."""
        super().configure(task)
        if tag(self.node) == "adHocSubProcess":
            task.sequential = self.node.get("ordering") == "Sequential"
            task.cancels_rest = self.node.get("cancelRemainingInstances") != "false"
            condition = text_in(child(self.node, "completionCondition"))
            if condition:
                task.done_when = self.reader.language.condition(condition, self.bpmn_id)
        inner = self.process_parser.parse_inner(self.node, self.lane)
        if not task.is_event_subprocess:
            return
        if len(inner.starts) != 1 or not inner.starts[0].triggers:
            raise self.reader.refuse("an event sub-process has one start event with a trigger", "draw one")
        task.triggers = inner.starts[0].triggers
        task.interrupting = inner.starts[0].interrupting
        task.start_id = inner.starts[0].activity_id
        task.parallel_multiple = inner.starts[0].parallel_multiple
