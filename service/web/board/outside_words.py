"""What the page of work for programs outside says, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "board_outside": ("Outside work", "外部任务"),
    "outside_waiting": ("Waiting", "待领取"),
    "outside_held": ("Being done", "处理中"),
    "outside_later": ("To be tried again", "待重试"),
    "outside_stuck": ("Stuck", "异常"),
    "outside_paused": ("Run suspended", "流程已暂停"),
    "outside_topic": ("Topic", "主题"),
    "outside_what": ("Work", "任务"),
    "outside_case": ("Case", "工单"),
    "outside_standing": ("How it stands", "状态"),
    "outside_worker": ("Program", "程序"),
    "outside_tried": ("Attempts", "尝试"),
    "outside_since": ("since {at}", "自 {at}"),
    "outside_incident": ("See the incident", "查看异常"),
    "outside_again": ("again from {at}", "{at} 起可再领取"),
    "outside_until": ("until {at}", "至 {at}"),
    "outside_ran_out": ("its time ran out {at}", "占用已于 {at} 到期"),
    "outside_failed": ("failed {times}×, {left} left", "失败 {times} 次，剩余 {left} 次"),
    "outside_none": ("No work waits for a program outside.", "没有等待外部程序的任务。"),
    "outside_none_such": ("No work stands like that.", "没有这样的任务。"),
}

ENGLISH: Mapping[str, str] = {key: english for key, (english, _) in PHRASES.items()}
CHINESE: Mapping[str, str] = {key: chinese for key, (_, chinese) in PHRASES.items()}
