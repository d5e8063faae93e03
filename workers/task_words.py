"""What people are told of what colleagues do around a task, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

Template = tuple[str, str]

_BOTH: Mapping[str, tuple[Template, Template]] = {
    "task_lent": (
        ("{case}: {who} lends you “{what}”", "{who} asks you to do their part of “{what}”.\n{link}"),
        ("{case}：{who} 委派给您“{what}”", "{who} 请您协办“{what}”，办好后请交还。\n{link}"),
    ),
    "task_handed": (
        ("{case}: “{what}” is yours now", "{who} handed “{what}” to you.\n{link}"),
        ("{case}：“{what}”已转交给您", "{who} 把“{what}”转交给您。\n{link}"),
    ),
    "task_given": (
        ("{case}: “{what}” is yours now", "{who} gave “{what}” to you: {text}\n{link}"),
        ("{case}：“{what}”已改派给您", "{who} 把“{what}”改派给您：{text}\n{link}"),
    ),
    "task_resolved": (
        ("{case}: “{what}” is back with you", "{who} has done their part of “{what}”. {text}\n{link}"),
        ("{case}：“{what}”已交还给您", "{who} 已办好“{what}”中的部分。{text}\n{link}"),
    ),
    "task_taken_back": (
        ("{case}: “{what}” was taken back", "{who} took “{what}” back; you need do nothing.\n{link}"),
        ("{case}：“{what}”已被收回", "{who} 收回了“{what}”，您无需再办理。\n{link}"),
    ),
    "task_nudged": (
        ("{case}: {who} asks you to hurry", "“{what}” is waited for (nudge {number}). {text}\n{link}"),
        ("{case}：{who} 催办", "请尽快办理“{what}”（第 {number} 次催办）。{text}\n{link}"),
    ),
    "case_copied": (
        ("{case}: {who} copies you in", "{who} lets you read case {case}. {text}"),
        ("{case}：{who} 抄送给您", "{who} 把案件 {case} 抄送给您。{text}"),
    ),
    "task_sign_asked": (
        ("{case}: please sign “{what}”", "Your signature is asked for on “{what}”.\n{link}"),
        ("{case}：请您签署“{what}”", "“{what}”需要您签署。\n{link}"),
    ),
    "task_signed": (
        ("{case}: “{what}” is signed", "{who} signed “{what}”.\n{link}"),
        ("{case}：“{what}”已签署", "{who} 已签署“{what}”。\n{link}"),
    ),
    "task_sign_refused": (
        ("{case}: “{what}” was not signed", "{who} did not sign “{what}”; it is back with you.\n{link}"),
        ("{case}：“{what}”未获签署", "{who} 未同意签署“{what}”，任务已退给您。\n{link}"),
    ),
    "task_returned": (
        ("{case}: returned to “{what}”", "{who} returned the case to “{what}”: {text}\n{link}"),
        ("{case}：已退回到“{what}”", "{who} 把案件退回到“{what}”：{text}\n{link}"),
    ),
}

WORDS: Mapping[str, Mapping[str, Template]] = {
    "en": {name: both[0] for name, both in _BOTH.items()},
    "zh": {name: both[1] for name, both in _BOTH.items()},
}
