"""What stands around a drawing, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "diagram": ("Where it stands in the process", "流程进度图"),
    "diagram_at": ("It stands at", "当前所在"),
    "diagram_done": ("Done so far", "已完成"),
    "diagram_over": ("It is over.", "流程已结束。"),
    "diagram_in": ("Larger", "放大"),
    "diagram_out": ("Smaller", "缩小"),
    "diagram_whole": ("All of it", "查看全图"),
    "diagram_here": ("Where it stands", "定位当前"),
    "diagram_full": ("Full screen", "全屏"),
    "diagram_keys": (
        "Drag to move. With the diagram focused: + − to zoom, arrows to move, 0 for all of it.",
        "拖动可移动。选中流程图后：+ − 缩放，方向键移动，0 查看全图。",
    ),
    "diagram_times": ("{count} times", "{count} 次"),
    "diagram_loading": ("The drawing is being fetched …", "正在载入流程图…"),
    "diagram_failed": (
        "The drawing could not be shown. The list below says the same.",
        "流程图无法显示，请参阅下方列表。",
    ),
    "diagram_legend_at": ("stands here", "当前所在"),
    "diagram_legend_done": ("has been done", "已办理"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
