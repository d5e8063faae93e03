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
    "event_task.section_signed": ("{who} signed a section of {what}", "{who} 签署了{what}的一部分"),
    "event_task.section_reopened": (
        "{who} took a signature under {what} back",
        "{who} 撤回了{what}的一处签字",
    ),
    "refused_section_signed": ("This section is signed already.", "此部分已签字。"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
