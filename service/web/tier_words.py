"""What the page says that gives a case or a customer another tier, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "tier_change": ("Change the tier", "调整级别"),
    "tier_decide": ("Decide the tier", "评定客户级别"),
    "tier_told_case": (
        "The case is served by another tier from now on. Its open deadlines come forward where the tier "
        "promises more, and stay where it promises less.",
        "此工单将按新级别服务：新级别承诺更快的，未到期的期限会提前；承诺较慢的，已承诺的期限不变。",
    ),
    "tier_told_customer": (
        "The decision is kept in the archive. The customer's open cases follow it, their deadlines only come "
        "forward; the departments and the customer are told.",
        "评定结果存档。客户办理中的工单随之调整，期限只会提前；并通知各部门和客户。",
    ),
    "tier_now": ("Now tier {tier}.", "现为 {tier} 级。"),
    "tier_proposed": (
        "The table makes tier {tier} of the newest figures.",
        "按最新指标，级别表建议 {tier} 级。",
    ),
    "tier_new": ("New tier", "新级别"),
    "tier_reason": ("Why?", "理由"),
    "tier_later": (
        "Deadlines may also move later: I answer for it as a supervisor",
        "期限也可以推迟：由我作为主管负责",
    ),
    "tier_try": ("See which deadlines would move", "查看将变动的期限"),
    "tier_moves": ("What would move", "将变动的期限"),
    "tier_cases": ("Open cases served by the new tier: {count}.", "按新级别服务的办理中工单：{count} 张。"),
    "tier_no_moves": ("No open deadline moves.", "没有期限变动。"),
    "tier_case": ("Case", "工单"),
    "tier_clock": ("Promise", "承诺事项"),
    "tier_before": ("Due now", "现期限"),
    "tier_after": ("Would be due", "调整后期限"),
    "tier_do": ("Serve by tier {tier}", "确认调整为 {tier} 级"),
    "told_tier": ("The tier is changed.", "级别已调整。"),
    "event_case.tier_changed": (
        "{who} changed the tier from {before} to {to}",
        "{who} 将级别由 {before} 级调整为 {to} 级",
    ),
    "event_case.customer_merged": (
        "{who} merged the customer {before} into {to}",
        "{who} 将客户 {before} 合并到 {to}",
    ),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
