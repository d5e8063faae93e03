"""What the inbox says, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "scope_copied": ("Copied to me", "抄送我的"),
    "only_at_risk": ("At risk", "有风险"),
    "only_on_time": ("On time", "未超期"),
    "only_paused": ("Paused", "已暂停"),
    "mark_overdue": ("Overdue", "超期"),
    "nudged": ("nudged {times}×", "催办 {times} 次"),
    "mark_at_risk": ("At risk", "有风险"),
    "mark_paused": ("Paused", "暂停"),
    "filter": ("Filter", "筛选"),
    "filter_title": ("Filter the inbox", "筛选待办"),
    "filter_group": ("Group", "组"),
    "filter_process": ("Process", "流程"),
    "filter_tier": ("Customer’s tier", "客户级别"),
    "filter_who": ("Who has it", "办理人"),
    "filter_any": ("Any", "不限"),
    "filter_show": ("Show", "查看"),
    "filter_off": ("Take the filter {what} off", "取消筛选：{what}"),
    "filter_none": ("Take all filters off", "取消全部筛选"),
    "view_title": ("Keep this view", "保存此视图"),
    "view_name": ("Its name", "视图名称"),
    "view_for": ("Who sees it", "谁可见"),
    "view_own": ("Only me", "仅自己"),
    "view_save": ("Keep", "保存"),
    "view_drop": ("Drop the view {name}", "删除视图：{name}"),
    "views": ("Kept views", "已存视图"),
    "views_none": ("No view is kept yet.", "还没有保存的视图。"),
    "view_shared": ("shared with {group}", "与{group}共享"),
    "told_view_saved": ("The view is kept.", "视图已保存。"),
    "told_view_dropped": ("The view is dropped.", "视图已删除。"),
    "news_one": ("One new task", "1 项新任务"),
    "news_some": ("{count} new tasks", "{count} 项新任务"),
    "news_changed": ("The list has changed", "列表有变化"),
    "news_show": ("Show", "查看"),
    "search_most": (
        "Many cases fit. Only the newest are shown: type more to narrow it down.",
        "符合的工单很多，只显示最新的一部分：请再输入一些以缩小范围。",
    ),
    "row_gone": ("Done, or no longer yours to see", "已办结或不再可见"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
