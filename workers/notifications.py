"""The topic ``notify``: tell the people named in ``to`` what the process wants them to know, over every
channel.

``to`` lists ``customer``, ``person:<name>``, ``assignee:<activity>``, ``lead:<group>``, ``group:<group>``, ``supervisor`` or an
address; ``template`` picks the words, ``text`` and the other inputs fill them.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.people import SYSTEM
from service.operations.outbox import EffectWork
from service.queries.cases import case_detail
from service.runtime import Runtime
from workers.channels import Channels, Notification
from workers.task_words import WORDS

CUSTOMER = "customer"

_WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        "breach": (
            "{case}: a promised time has passed",
            "Case {case}: “{late_activity}” is late ({late_group}). {text}",
        ),
        "remind": (
            "{case}: still late",
            "Case {case}: “{late_activity}” is still late ({late_group}). {text}",
        ),
        "progress": (
            "{case}: how far we are",
            "Your matter {case}: {text} We expect to be done: {expected_completion}.",
        ),
        "clock_warning": ("{case}: {clock} is due soon", "Case {case}, {clock}: {standing}."),
        "clock_breach": ("{case}: {clock} is overdue", "Case {case}, {clock}: {standing}. Notice {number}."),
        "clock_review": ("{case}: still waiting?", "Case {case}, {clock}: {standing}."),
        "mentioned": ("{case}: {who} mentions you", "{who}, {case}, “{what}”: {text}\n{link}"),
        "recourse": ("{case}: where else you can turn", "Your matter {case}: {text}"),
        "tier_changed": (
            "{customer_name}: tier {tier}",
            "{customer_name} is served as tier {tier} from now on (before: {tier_before}). {text}",
        ),
        "your_tier": (
            "Your service level is {tier}",
            "Dear {customer_name}, from now on we serve you at level {tier} (1 is the highest).",
        ),
        "": ("{case}", "{text}"),
    },
    "zh": {
        "breach": ("{case}：已超过承诺时间", "案件 {case}：“{late_activity}”已超时（{late_group}）。{text}"),
        "remind": ("{case}：仍未完成", "案件 {case}：“{late_activity}”仍未完成（{late_group}）。{text}"),
        "progress": ("{case}：处理进度", "您的事项 {case}：{text} 预计完成时间：{expected_completion}。"),
        "clock_warning": ("{case}：{clock}即将到期", "案件 {case}，{clock}：{standing}。"),
        "clock_breach": ("{case}：{clock}已超期", "案件 {case}，{clock}：{standing}。第 {number} 次通知。"),
        "clock_review": ("{case}：是否仍在等待？", "案件 {case}，{clock}：{standing}。"),
        "mentioned": ("{case}：{who} 提到了您", "{who}，{case}，“{what}”：{text}\n{link}"),
        "recourse": ("{case}：其他求助途径", "您的事项 {case}：{text}"),
        "tier_changed": (
            "{customer_name}：客户级别 {tier}",
            "{customer_name} 的级别由 {tier_before} 级调整为 {tier} 级，请按新级别服务。{text}",
        ),
        "your_tier": (
            "您的服务级别：{tier} 级",
            "尊敬的 {customer_name}，即日起我们按 {tier} 级为您服务（1 级最高）。",
        ),
        "": ("{case}", "{text}"),
    },
}


class _Facts(dict[str, str]):
    """What fills a template; a fact nobody gave is a dash, for a missing word must stop nothing."""

    def __missing__(self, name: str) -> str:
        return "–"


def notify(rt: Runtime, channels: Channels, effect: EffectWork) -> Mapping[str, object]:
    """Send it over every channel; the outputs name the channels that took it."""
    return {"sent_by": list(channels.send(notification_of(rt, effect)))}


def notification_of(rt: Runtime, effect: EffectWork) -> Notification:
    """The notification an effect asks for, worded."""
    to = _recipients(effect.payload.get("to"))
    subject, text = _worded(rt.settings.language, effect, rt.settings.public_url)
    return Notification(
        key=effect.idempotency_key,
        to=to,
        mail_to=_mail_addresses(rt, effect, to),
        subject=subject,
        text=text,
        case_number=effect.case_number,
    )


def _recipients(told: object) -> tuple[str, ...]:
    if isinstance(told, str):
        return (told,)
    return tuple(str(each) for each in told) if isinstance(told, list | tuple) else ()


def _worded(language: str, effect: EffectWork, public_url: str) -> tuple[str, str]:
    words = _WORDS.get(language, _WORDS["en"])
    template = str(effect.payload.get("template") or "")
    subject, text = words.get(template) or WORDS.get(language, WORDS["en"]).get(template) or words[""]
    facts = _Facts({name: _plain(value) for name, value in effect.payload.items() if value is not None})
    facts["case"] = effect.case_number or "–"
    facts.setdefault("text", "")
    if "task_id" in facts:
        facts["link"] = f"{public_url.rstrip('/')}/desk/tasks/{facts['task_id']}"
    return subject.format_map(facts), text.format_map(facts).strip()


def _plain(value: object) -> str:
    """The value as words; braces in it stay braces, for they are filled in only once."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _mail_addresses(rt: Runtime, effect: EffectWork, to: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses we know: those written out, and the customer's own."""
    written = [each for each in to if "@" in each and ":" not in each]
    if CUSTOMER in to and effect.case_id is not None:
        mail = case_detail(rt, effect.case_id, by=SYSTEM).contact_email
        written += [mail] if mail else []
    return tuple(written)
