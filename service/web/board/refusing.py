"""Why an act by hand cannot be done, told in the reader's language: field by field, or by its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from service.errors import Invalid, NotFound
from service.web import language, words
from service.web.refusals import attempt, field_sentences

_REASONS = (
    (r"the run does not stand at '(.+)'", r"流程不在“\1”"),
    (r"nothing of the run would be left \((.+)\)", "这样将不剩任何环节；请说明从何处继续，或改为终止"),
    (r"there is no element '(.+)'", r"没有环节“\1”"),
    (
        r"nothing can be started at '(.+)': a boundary event .+",
        r"不能从“\1”开始：边界事件随其活动开始，请从其后的环节开始",
    ),
    (r"nothing can be started at '(.+)': an event sub-process .+", r"不能从“\1”开始：事件子流程由其事件触发"),
    (r"nothing can be started at '(.+)': it only undoes .+", r"不能从“\1”开始：它仅用于撤销其他工作"),
    (
        r"'(.+)' cannot be entered from outside: .+",
        r"无法从外部进入“\1”：其所在的流程或子流程尚未打开，请从调用或包含它的活动开始",
    ),
    (
        r"'(.+)' is part of what runs (\d+) times now .+",
        r"“\1”所在部分正同时运行 \2 次，请从包含它的活动开始",
    ),
    (
        r"the join '(.+)' would wait for a path .+",
        r"汇聚“\1”将等待一条再也不会到来的路径；请一并放弃它，或从缺少的路径开始",
    ),
    (r"the wait at '(.+)' cannot be given up by itself: .+", r"“\1”是同一活动的多个实例之一，不能单独放弃"),
    (r"the wait at '(.+)' cannot be given up: .+", r"“\1”仅在监听，随其范围结束，不能放弃"),
    (r"work is being undone at '(.+)'.+", r"“\1”正在撤销工作，请等其结束"),
    (r"(.+): the other version has no such element at this place", r"“\1”在另一版本的此处不存在"),
    (r"(.+): the other version has no '(.+)' at this place", r"“\1”：另一版本的此处没有“\2”"),
    (r"(.+): it is an? (\w+) there, not an? (\w+)", r"“\1”在另一版本中是 \2，不是 \3"),
    (r"(.+): it is done another number of times there", r"“\1”在另一版本中的执行次数不同"),
    (r"(.+): it waits for something else there", r"“\1”在另一版本中等待的内容不同"),
    (r"(.+): it sits on another activity there", r"“\1”在另一版本中附着于其他活动"),
    (r"(.+): work waits there, which cannot just be given up", r"“\1”处有未完成的工作，不能直接放弃"),
    (r"(.+): paths that have come together there .+", r"“\1”处已汇聚的路径在另一版本中不再通向它"),
)
"""What the engine says of acts by hand, and the same in Chinese; what is not here stays in English."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it was not done: in words, and field by field; true if it was refused at all."""

    why: str = ""
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK

    def __bool__(self) -> bool:
        return bool(self.why)

    def __str__(self) -> str:
        return self.why


GRANTED = Refused()
"""Nothing was refused."""


def attempt_telling(call: Callable[[], object], labels: Mapping[str, str] | None = None) -> Refused:
    """Do it; if that was refused, why: by these labels where a field has one of its own here."""
    try:
        why = reason_words(attempt(lambda: _fields(call)))
    except _WrongFields as wrong:
        told = fields_words(wrong.fields, labels or {})
        return Refused(told, wrong.fields, HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotFound as missing:
        return Refused(str(missing), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return Refused(why, status=HTTPStatus.CONFLICT) if why else GRANTED


class _WrongFields(Exception):
    """Some fields cannot be read."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__()
        self.fields = fields


def _fields(call: Callable[[], object]) -> None:
    try:
        call()
    except Invalid as wrong:
        raise _WrongFields(field_sentences(wrong)) from wrong


def fields_words(wrong: Mapping[str, list[str]], labels: Mapping[str, str] | None = None) -> str:
    """Each field by its label, and what is wrong with it."""
    say = words.TABLES[language.asked_language()]
    begin, end = say["list_begin"], say["list_end"]
    own = labels or {}
    told = (
        (own.get(name) or say.get(f"step_field_{name}", name))
        + begin
        + ", ".join(each.rstrip("。.") for each in reasons)
        + end
        for name, reasons in wrong.items()
    )
    return " ".join(told)


def refusal_words(detail: Mapping[str, object]) -> str:
    """Why an instance of a batch was left as it is."""
    say = words.TABLES[language.asked_language()]
    fields, facts = detail.get("fields"), detail.get("facts")
    if isinstance(fields, dict) and fields:
        return fields_words({str(name): [str(each) for each in some] for name, some in fields.items()})
    template = say.get(f"refused_{detail.get('code')}")
    if template is None or not isinstance(facts, dict):
        return str(detail.get("message") or "")
    try:
        return reason_words(template.format_map(facts))
    except KeyError:
        return str(detail.get("message") or "")


def reason_words(text: str) -> str:
    """The text with the engine's reasons in the reader's language."""
    if language.asked_language() != "zh" or not text:
        return text
    for english, chinese in _REASONS:
        text = re.sub(english, chinese, text)
    return text
