"""What the page says that makes two entries of one customer one, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "merge": ("Merge a duplicate into this customer", "将重复客户合并到此客户"),
    "merge_told": (
        "Their cases, contacts and visits move here; the other entry leads here from then on.",
        "对方的工单、联系人和回访将移到此处，此后打开对方档案即转到这里。",
    ),
    "merge_search": ("Which entry is the duplicate?", "哪一份是重复档案？"),
    "merge_find": ("Find", "查找"),
    "merge_none": ("No other customer fits.", "没有其他符合条件的客户。"),
    "merge_look": ("See what would move", "查看将移动的内容"),
    "merge_moves": ("This would move from {other} to {kept}", "将从“{other}”移到“{kept}”"),
    "merge_cases": ("Cases: {count}, of these open: {open}", "工单：{count} 张，其中办理中 {open} 张"),
    "merge_contacts": ("Contacts: {count}", "联系人：{count} 位"),
    "merge_files": ("Files in the cases: {count}", "工单附件：{count} 个"),
    "merge_visits": ("Follow-up visits: {count}", "回访：{count} 次"),
    "merge_surveys": ("Questionnaires: {count}", "问卷：{count} 份"),
    "merge_records": (
        "Entries on record, read together from now on: {count}",
        "服务档案条目：{count} 条（此后合并查阅）",
    ),
    "merge_other": ("Choose another entry", "选择其他档案"),
    "merge_tiers": (
        "Tier: {kept} stays; the other’s was {other}",
        "级别：保留 {kept} 级，对方原为 {other} 级",
    ),
    "merge_reason": ("Why are they the same?", "判断为同一客户的理由"),
    "merge_do": ("Merge them", "确认合并"),
    "merge_no_way_back": ("This cannot be undone.", "此操作无法撤销。"),
    "merge_back": ("Back to the customer", "返回客户档案"),
    "merge_done": (
        "Merged. Everything of the duplicate is here now.",
        "已合并，重复档案的内容已全部移到此处。",
    ),
    "record_customer_merged": ("Duplicate merged", "合并重复客户"),
    "refused_customer_merged": (
        "One of them was merged into another customer meanwhile.",
        "其中一方已被合并到其他客户。",
    ),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
