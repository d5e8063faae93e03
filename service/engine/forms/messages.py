"""What is wrong with an answer, as a code with parameters, and the sentence for it in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one answer; ``code`` is stable, ``params`` fill its sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


class InvalidAnswers(Exception):
    """The answers do not fit the form."""

    def __init__(self, problems: Mapping[str, Sequence[FieldProblem]]) -> None:
        """Keep the problems by field name."""
        super().__init__("The answers do not fit the form: " + ", ".join(problems))
        self.problems = {name: tuple(found) for name, found in problems.items()}

    @property
    def fields(self) -> dict[str, list[str]]:
        """The sentences by field, in English."""
        return self.fields_in("en")

    def fields_in(self, language: str) -> dict[str, list[str]]:
        """The sentences by field, in the reader's language."""
        return {name: [sentence(p, language) for p in found] for name, found in self.problems.items()}


def sentence(problem: FieldProblem, language: str = "en") -> str:
    """The problem in words: Chinese for ``zh`` and its regions, English otherwise."""
    words = _CHINESE if language.lower().startswith("zh") else _ENGLISH
    return words[problem.code].format(**problem.params)


_ENGLISH = {
    "required": "An answer is required.",
    "must_be_ticked": "This must be ticked.",
    "unknown_field": "The form has no such field.",
    "hidden_field": "This field is not asked for with these answers; leave it out.",
    "fixed_field": "This field cannot be changed here.",
    "not_text": "This must be text.",
    "not_number": "This must be a number.",
    "not_yes_no": "This must be true or false.",
    "not_list": "This must be a list.",
    "not_signed": "This section is not signed yet.",
    "one_file": "One file only.",
    "not_kept": "This file is not one of this case.",
    "not_context": "This must be an object with fields.",
    "not_date": "This must be a date like 2026-01-31.",
    "not_time": "This must be a time like 14:30.",
    "not_datetime": "This must be a date and time like 2026-01-31T14:30:00+08:00.",
    "too_small": "This must be at least {minimum}.",
    "too_large": "This must be at most {maximum}.",
    "too_many_decimals": "At most {digits} decimal places.",
    "too_many_digits": "At most {digits} digits.",
    "off_step": "This must be a multiple of {step}.",
    "too_short": "At least {length} characters.",
    "too_long": "At most {length} characters.",
    "pattern_mismatch": "This does not have the expected format.",
    "not_email": "This must be an e-mail address.",
    "not_phone": "This must be a phone number.",
    "not_an_option": "{value} is not one of the choices.",
    "chosen_twice": "{value} is chosen twice.",
    "no_options": "There is nothing to choose from here.",
    "too_many_items": "At most {count} entries.",
    "too_many_rows": "The lists of this form take at most {count} rows, all together.",
    "rows_fixed": "This list has {count} rows, no more and no fewer.",
    "too_deep": "This is nested too deeply.",
    "bad_character": "This contains a character that cannot be stored.",
    "not_finite": "This must be a finite number.",
    "answers_too_large": "The answers are larger than {size} bytes.",
    "cannot_compute": "This field could not be computed: {reason}",
}

_CHINESE = {
    "required": "此项必填。",
    "must_be_ticked": "此项必须勾选。",
    "unknown_field": "表单中没有此字段。",
    "hidden_field": "按当前填写内容，此字段不需要填写，请去掉。",
    "fixed_field": "此字段在这里不能修改。",
    "not_text": "此项必须是文本。",
    "not_number": "此项必须是数字。",
    "not_yes_no": "此项必须是“是”或“否”。",
    "not_list": "此项必须是列表。",
    "not_signed": "此部分尚未签字。",
    "one_file": "只能有一个文件。",
    "not_kept": "此文件不属于本工单。",
    "not_context": "此项必须是由字段组成的对象。",
    "not_date": "此项必须是日期，例如 2026-01-31。",
    "not_time": "此项必须是时间，例如 14:30。",
    "not_datetime": "此项必须是日期和时间，例如 2026-01-31T14:30:00+08:00。",
    "too_small": "不能小于 {minimum}。",
    "too_large": "不能大于 {maximum}。",
    "too_many_decimals": "最多 {digits} 位小数。",
    "too_many_digits": "最多 {digits} 位数字。",
    "off_step": "必须是 {step} 的整数倍。",
    "too_short": "至少 {length} 个字符。",
    "too_long": "最多 {length} 个字符。",
    "pattern_mismatch": "格式不正确。",
    "not_email": "请填写有效的电子邮箱地址。",
    "not_phone": "请填写有效的电话号码。",
    "not_an_option": "“{value}”不在可选项中。",
    "chosen_twice": "“{value}”重复选择。",
    "no_options": "此处没有可选项。",
    "too_many_items": "最多 {count} 条。",
    "too_many_rows": "本表单的各个列表合计最多 {count} 行。",
    "rows_fixed": "此列表固定为 {count} 行，不能增减。",
    "too_deep": "嵌套层数过多。",
    "bad_character": "包含无法保存的字符。",
    "not_finite": "必须是有限的数字。",
    "answers_too_large": "填写内容超过 {size} 字节。",
    "cannot_compute": "此字段无法计算：{reason}",
}
