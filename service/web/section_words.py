"""What the pages say of sections to be signed, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "sections": ("To be filled in and signed", "分项填写与签字"),
    "service_sheet": ("Service sheet (table 1)", "售后反馈表（表1）"),
    "event_case.sheet_opened": ("{who} opened the service sheet", "{who} 开立了售后反馈表"),
    "act_case.sheet_opened": ("opened the service sheet", "开立售后反馈表"),
    "record_service_sheet": ("Service sheet", "售后反馈表"),
    "case_at_a_glance": (
        "You see what your work on this case needs. The rest is for those who handle it.",
        "您看到的是签字所需的内容，其余内容仅限经办人员查看。",
    ),
    "case_read_only": (
        "This case was given to you to read; others handle it.",
        "此工单抄送给您查阅，由他人办理。",
    ),
    "section_sign": ("Sign this section", "签字确认"),
    "section_waits": ("Waits for {group}.", "待{group}填写并签字。"),
    "section_signed": ("Signed by {who}, {at}", "{who} 于 {at} 签字"),
    "section_reopen": ("Take the signature back", "撤回签字"),
    "event_task.section_signed": ("{who} signed “{section}”", "{who} 签署了“{section}”"),
    "event_task.section_reopened": (
        "{who} took the signature under “{section}” back",
        "{who} 撤回了“{section}”的签字",
    ),
    "event_task.section_reopened_signed": (
        "{who} took the signature of {other} under “{section}” back",
        "{who} 撤回了 {other} 在“{section}”的签字",
    ),
    "event_task.section_reopened_changed": (
        "What {other} had agreed to was changed: the signature under “{section}” is taken back",
        "{other} 已同意的内容有更改，“{section}”的签字自动撤回",
    ),
    "sign_now": ("Sign", "签字"),
    "sign_now_of": ("Sign {case}: {task}", "签字 {case}：{task}"),
    "signatures_lack": ("Waits for {groups} to sign.", "待{groups}签字。"),
    "signatures_more": ("{first} and {more} more", "{first}和另外 {more} 个部门"),
    "signatures_yours": ("For you to fill in and sign:", "请您填写并签字："),
    "signatures_of": ("{signed} of {all} signed", "已签字 {signed} / {all}"),
    "signatures_all": (
        "Everybody has signed. Whoever claims it can complete it, and it is filed.",
        "各部门均已签字。领取后即可办结归档。",
    ),
    "section_frozen": (
        "What is signed cannot be changed; take the signature back to put it right. Both stay on record.",
        "已签字的内容不能修改；如需更正，请先撤回签字，两者均会留痕。",
    ),
    "refused_section_signed": ("This section is signed already.", "此部分已签字。"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
