"""What the pages say a case waits for, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "await_now": ("The case now:", "工单目前："),
    "await_task": ("{name}: to be done by {groups}", "{name}：待{groups}办理"),
    "await_task_held": ("{name}: {people} has it", "{name}：由 {people} 办理"),
    "await_signature": ("{name}: waits for the signature of {people}", "{name}：待 {people} 签字"),
    "await_sections": ("{name}: waits for {groups} to sign", "{name}：待{groups}签字"),
    "await_signed_by": ("waits for {who} to sign", "待{who}签字"),
    "await_timer": ("{name}: goes on at {at}", "{name}：将于 {at} 继续"),
    "await_message": ("{name}: waits for word from outside", "{name}：等待外部消息"),
    "await_outside": ("{name}: waits for a program outside", "{name}：待外部程序处理"),
    "await_outside_held": (
        "{name}: a program outside, {people}, is at it",
        "{name}：外部程序 {people} 正在处理",
    ),
    "await_ours": ("{name}: done by aftercare in a moment", "{name}：系统正在处理，稍候即可"),
    "await_stuck": ("Stuck at “{name}”: a supervisor must step in", "在“{name}”处卡住：待主管处理"),
    "await_suspended": (
        "Suspended: nothing goes on until a supervisor resumes it",
        "已暂停：待主管恢复后继续",
    ),
    "told_no_next": ("Nothing waits for you.", "没有任务在等您。"),
    "await_nothing": ("Nothing: the case is over.", "无：工单已结束。"),
    "await_nothing_seen": ("Nothing that you may see.", "没有您可见的事项。"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
