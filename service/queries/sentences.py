"""Every event of the history as a sentence, in English and Chinese side by side.

``{who}`` is the person by their name, ``{what}`` the element by its; other names are facts of the event's
detail. A kind of event that has no sentence here is told by its own name (a test finds it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.instances import ProcessInstance
from service.domain.people import CUSTOMER, SYSTEM, Person
from service.domain.views import HistoryView, Page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.domain.people import Actor
    from service.engine import Definition
    from service.runtime import Runtime

SENTENCES: Mapping[str, tuple[str, str]] = {
    "activity.cancelled": (
        "“{what}” was left because something else came first",
        "因其他事件发生，离开了“{what}”",
    ),
    "activity.caught": ("“{what}” took place", "发生了“{what}”"),
    "activity.entered": ("The process reached “{what}”", "流程到达“{what}”"),
    "activity.failed": ("“{what}” failed", "“{what}”失败"),
    "activity.left": ("The process left “{what}”", "流程离开“{what}”"),
    "activity.passed": ("The process passed “{what}”", "流程经过“{what}”"),
    "activity.thrown": ("“{what}” was announced", "发出了“{what}”"),
    "attachment.added": ("{who} added the file {name}", "{who} 添加了文件 {name}"),
    "case.closed": ("The case was closed: {status}", "工单已关闭：{status}"),
    "case.consented": ("The customer agreed to how their data is used", "客户同意了个人信息的使用说明"),
    "case.customer_merged": ("{who} merged the customer {from} into {to}", "{who} 将客户 {from} 合并到 {to}"),
    "case.copied": ("{who} showed this to {to}", "{who} 抄送给了 {to}"),
    "case.link_renewed": ("{who} made the customer a new link", "{who} 为客户生成了新链接"),
    "case.link_revoked": ("{who} took the customer's links back", "{who} 收回了客户的链接"),
    "case.message": ("{who} recorded words {direction} the customer", "{who} 记录了{direction}客户的消息"),
    "case.opened": ("{who} opened case {number}", "{who} 建立了工单 {number}"),
    "case.paused": ("{who} paused the case's clocks", "{who} 暂停了工单的计时"),
    "case.resumed": ("The case's clocks run again", "工单的计时恢复"),
    "case.sheet_opened": ("{who} opened the service sheet", "{who} 开立了售后反馈表"),
    "case.signed_off": ("The customer signed that it is settled: {name}", "客户签名确认已解决：{name}"),
    "case.tier_changed": ("{who} changed the tier from {from} to {to}", "{who} 将级别由 {from} 调为 {to}"),
    "case.withdrawn": ("The customer withdrew the case; {who} recorded it", "客户撤回了工单，由 {who} 记录"),
    "clock.acknowledged": ("{who} acknowledged that a deadline passed", "{who} 确认了超期"),
    "clock.exempted": ("{who} exempted a deadline", "{who} 豁免了一项期限"),
    "clock.moved": ("{who} moved a deadline", "{who} 调整了一项期限"),
    "contact.subscribed": ("The customer wants questionnaires again", "客户恢复接收问卷"),
    "contact.unsubscribed": ("The customer wants no more questionnaires", "客户不再接收问卷"),
    "effect.cancelled": ("“{what}” is no longer needed", "不再需要“{what}”"),
    "effect.done": ("“{what}” was done", "“{what}”已完成"),
    "effect.error": ("“{what}” ended with the error {error}", "“{what}”以错误 {error} 结束"),
    "effect.failed": ("“{what}” failed after several attempts", "“{what}”多次尝试后失败"),
    "effect.requested": ("“{what}” was asked for", "已请求“{what}”"),
    "incident.opened": ("The process got stuck at “{what}”", "流程在“{what}”处卡住"),
    "incident.resolved": ("{who} resolved what was stuck at “{what}”", "{who} 处理了“{what}”处的异常"),
    "instance.completed": ("The process came to its end", "流程已结束"),
    "instance.migrated": ("{who} moved the case to another version", "{who} 将流程换到另一版本"),
    "instance.modified": ("{who} moved where the case stands", "{who} 调整了流程所处的位置"),
    "instance.restarted": ("{who} let the case begin anew at “{what}”", "{who} 从“{what}”重新开始"),
    "instance.resumed": ("{who} let the case go on", "{who} 恢复了办理"),
    "instance.started": ("The process began", "流程开始"),
    "instance.stopped": ("{who} ended the process early", "{who} 提前终止了流程"),
    "instance.suspended": ("{who} suspended the case", "{who} 暂停了办理"),
    "instance.terminated": ("The process was ended", "流程已终止"),
    "instance.variables_set": ("{who} corrected the data of the case", "{who} 更正了流程数据"),
    "message.received": ("The process received a message: “{what}”", "流程收到消息：“{what}”"),
    "promise.ended": (
        "A promise ended with its case ({status}): {text}",
        "承诺随工单结束({status})：{text}",
    ),
    "promise.kept": ("{who} noted that a promise was kept: {text}", "{who} 标记承诺已兑现：{text}"),
    "promise.made": ("{who} promised the customer: {text}", "{who} 向客户承诺：{text}"),
    "promise.taken_back": ("{who} took a promise back: {text}", "{who} 收回了承诺：{text}"),
    "signal.received": ("The process received a signal: “{what}”", "流程收到信号：“{what}”"),
    "survey.answered": ("The customer answered the questionnaire", "客户答复了问卷"),
    "survey.asked": ("The customer was asked how satisfied they are", "已请客户评价满意度"),
    "survey.lapsed": ("The questionnaire was not answered in time", "问卷未在时限内答复"),
    "task.cancelled": ("“{what}” is no longer needed", "“{what}”已不再需要"),
    "task.claimed": ("{who} claimed “{what}”", "{who} 领取了“{what}”"),
    "task.commented": ("{who} remarked on “{what}”", "{who} 备注了“{what}”"),
    "task.completed": ("{who} completed “{what}”", "{who} 完成了“{what}”"),
    "task.created": ("“{what}” began to wait for somebody", "“{what}”等待办理"),
    "task.delegated": ("{who} handed “{what}” to {to}", "{who} 将“{what}”转交给 {to}"),
    "task.nudged": ("{who} asked for “{what}” to be hurried", "{who} 催办了“{what}”"),
    "task.reassigned": ("{who} gave “{what}” to {to}", "{who} 将“{what}”改派给 {to}"),
    "task.resolved": ("{who} gave “{what}” back to {to}", "{who} 将“{what}”交还给 {to}"),
    "task.returned": ("{who} sent the case back from “{what}”", "{who} 从“{what}”退回了办理"),
    "task.section_reopened": ("{who} took their name back from “{section}”", "{who} 撤回了“{section}”的签名"),
    "task.section_signed": ("{who} signed the section “{section}”", "{who} 签署了“{section}”"),
    "task.sign_asked": ("{who} asked {to} to sign “{what}”", "{who} 请 {to} 会签“{what}”"),
    "task.sign_refused": ("{who} refused to sign “{what}”", "{who} 拒绝会签“{what}”"),
    "task.sign_withdrawn": ("{who} no longer asks {to} to sign “{what}”", "{who} 不再请 {to} 会签“{what}”"),
    "task.signed": ("{who} signed “{what}”", "{who} 会签了“{what}”"),
    "task.submitted": ("{who} handed in “{what}” for signature", "{who} 提交“{what}”待会签"),
    "task.taken_back": ("{who} took back “{what}”", "{who} 取回了“{what}”"),
    "task.unclaimed": ("{who} gave back “{what}”", "{who} 退回了“{what}”"),
    "timer.cancelled": ("The timer “{what}” is no longer needed", "不再需要定时器“{what}”"),
    "timer.fired": ("The time came: “{what}”", "时间已到：“{what}”"),
    "timer.moved": ("{who} moved the time of “{what}”", "{who} 调整了“{what}”的时间"),
    "timer.scheduled": ("A time was set for “{what}”", "为“{what}”设定了时间"),
}
OTHER = ("{who}: {kind}", "{who}：{kind}")

_WORDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("status", "closed_satisfied"): ("settled", "满意结案"),
    ("status", "closed_recourse_exhausted"): ("recourse exhausted", "告知救济后结案"),
    ("status", "withdrawn"): ("withdrawn", "已撤回"),
    ("status", "unreachable"): ("the customer could not be reached", "联系不上结案"),
    ("direction", "in"): ("from", "来自"),
    ("direction", "out"): ("to", "发给"),
}
_TERMINATED = ("The case was closed because {who} ended its process", "{who} 终止了流程，工单关闭")
_TO_GROUPS = ("{who} gave “{what}” back to its groups", "{who} 将“{what}”退还给候选组")
_AFTER = ("; the case was closed already", "（此前工单已关闭）")
_BECAUSE = (". Reason: {reason}", "。原因：{reason}")
_UNNAMED: Mapping[str, tuple[str, str]] = {
    "exclusiveGateway": ("a point where ways part or meet", "分支或汇合处"),
    "parallelGateway": ("a point where ways run side by side", "并行分支或汇合处"),
    "inclusiveGateway": ("a point where ways part or meet", "分支或汇合处"),
    "eventBasedGateway": ("a wait for what comes first", "等待最先发生的事件之处"),
    "boundaryEvent": ("an event", "某个事件"),
    "intermediateCatchEvent": ("an awaited event", "等待的事件"),
    "serviceTask": ("automatic work", "自动任务"),
    "startEvent": ("its beginning", "起点"),
    "endEvent": ("an end", "终点"),
}
_STEP = ("a step without a name", "未命名的步骤")
"""What elements are called that nobody named in the diagram."""
_NAMELESS = {words for both in (*_UNNAMED.values(), _STEP) for words in both}
_PEOPLE = {SYSTEM.name: ("aftercare", "系统"), CUSTOMER.name: ("The customer", "客户")}


class _Facts(dict[str, str]):
    """What fills a sentence; a fact nobody kept is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def told(rt: Runtime, session: Session, page: Page[HistoryView], *, by: Actor) -> Page[HistoryView]:
    """The same events, each with its sentence: people and elements by their names, in the reader's words."""
    at = 1 if by.language == "zh" else 0
    people = _people(session, page.items, at)
    elements = _elements(rt, session, page.items, by.language)
    items = (
        replace(
            each,
            actor_name=people.get(each.actor, each.actor),
            activity=elements.get((each.instance_id, each.activity_id or "")),
            sentence=_sentence(each, people, elements, at),
        )
        for each in page.items
    )
    return Page(tuple(items), page.next_cursor)


def _sentence(
    event: HistoryView, people: Mapping[str, str], elements: Mapping[tuple[UUID, str], str], at: int
) -> str:
    facts = _Facts({name: _word(name, value, at) for name, value in event.detail.items()})
    for name in ("to", "from"):
        facts[name] = _called(event.detail.get(name), people) or facts[name]
    facts["who"] = people.get(event.actor, event.actor)
    facts["what"] = _what(event, elements)
    facts["kind"] = event.type
    because = _BECAUSE[at].format_map(facts) if event.detail.get("reason") else ""
    sentence = _template(event, at)
    if facts["what"] in _NAMELESS:
        sentence = sentence.replace("“{what}”", "{what}")
    return sentence.format_map(facts) + because


def _template(event: HistoryView, at: int) -> str:
    if event.type == "case.closed" and event.detail.get("how") == "terminated":
        return _TERMINATED[at]
    if event.type == "task.reassigned" and event.detail.get("to") is None:
        return _TO_GROUPS[at]
    after = _AFTER[at] if event.detail.get("after_closing") else ""
    return SENTENCES.get(event.type, OTHER)[at] + after


def _what(event: HistoryView, elements: Mapping[tuple[UUID, str], str]) -> str:
    if event.activity_id:
        return elements.get((event.instance_id, event.activity_id), event.activity_id)
    return str(event.detail.get("name") or event.detail.get("topic") or "–")


def _word(name: str, value: object, at: int) -> str:
    both = _WORDS.get((name, str(value)))
    return both[at] if both is not None else str(value)


def _called(names: object, people: Mapping[str, str]) -> str:
    """One person or several, by what they are called."""
    listed = names if isinstance(names, list | tuple) else [names] if names else []
    return ", ".join(people.get(str(each), str(each)) for each in listed)


def _named(event: HistoryView) -> Iterator[str]:
    yield event.actor
    for name in ("to", "from"):
        value = event.detail.get(name)
        yield from (str(each) for each in (value if isinstance(value, list | tuple) else [value]) if each)


def _people(session: Session, events: Sequence[HistoryView], at: int) -> dict[str, str]:
    asked = {name for each in events for name in _named(each)} - _PEOPLE.keys()
    found = session.execute(select(Person.name, Person.display_name).where(Person.name.in_(asked)))
    return {row.name: row.display_name or row.name for row in found} | {n: w[at] for n, w in _PEOPLE.items()}


def _elements(
    rt: Runtime, session: Session, events: Sequence[HistoryView], language: str
) -> dict[tuple[UUID, str], str]:
    runs = {each.instance_id for each in events}
    found = session.execute(
        select(ProcessInstance.id, ProcessInstance.definition_id).where(ProcessInstance.id.in_(runs))
    )
    of = {row.id: rt.definitions.get(row.definition_id) for row in found}
    return {
        (each.instance_id, each.activity_id): _called_in(of[each.instance_id], each.activity_id, language)
        for each in events
        if each.activity_id and each.instance_id in of
    }


def _called_in(definition: Definition, activity_id: str, language: str) -> str:
    """An element by its name, else by what kind it is: its id means nothing to people."""
    name = definition.name_of(activity_id, language)
    if name != activity_id:
        return name
    info = definition.activities.get(activity_id)
    return _UNNAMED.get(info.activity_type if info else "", _STEP)[language == "zh"]
