"""What the pages say of remarks and of who is named in them, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "mentions": ("Where I am mentioned", "提到我的"),
    "no_mentions": ("Nobody has mentioned you yet.", "还没有人提到您。"),
    "mention_new": ("new", "未读"),
    "mention_hint": (
        "@ and a name tells a colleague who may see this case.",
        "输入 @ 和姓名可提醒有权查看此工单的同事。",
    ),
    "mention_people": ("People to mention", "可提及的同事"),
    "mention_by": ("{who} on {what}", "{who}，{what}"),
    "similar": ("Similar past cases", "类似的历史工单"),
    "similar_cause": ("What was found", "原因"),
    "similar_solution": ("What was done", "解决办法"),
    "similar_rating": ("Customer’s rating", "客户评分"),
    "similar_none": ("Not on record.", "没有记录。"),
    "refused_may_not_see": (
        "{names} may not see this case, and so cannot be told of it.",
        "{names} 无权查看此工单，无法提及。",
    ),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
