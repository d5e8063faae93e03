"""What to do about a message that did not get out, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.delivery_troubles import Trouble

ADVICE: Mapping[Trouble, tuple[str, str]] = {
    Trouble.ADDRESS: (
        "There is nobody at this address or number. Find out the right one and enter it.",
        "该地址或号码无效，请核实后更正。",
    ),
    Trouble.FULL: (
        "Their mailbox is full. Ring them, or wait until there is room.",
        "对方邮箱已满，请改用电话联系，或稍后再发。",
    ),
    Trouble.REFUSED: (
        "The receiver takes no messages from us. Ring them, and tell your administrator.",
        "对方拒收我方消息，请改用电话联系，并告知管理员。",
    ),
    Trouble.SIGN_IN: (
        "Our account or key is not accepted there. Your administrator has to renew it.",
        "我方账号或密钥未被接受，请联系管理员更新。",
    ),
    Trouble.TOO_MANY: (
        "We sent too many messages at once. It is tried again by itself.",
        "短时间内发送过多，系统会自动重试。",
    ),
    Trouble.UNREACHABLE: (
        "The service did not answer. It is tried again by itself; if this goes on, tell your administrator.",
        "服务无应答，系统会自动重试；如持续出现，请告知管理员。",
    ),
    Trouble.SET_UP: (
        "This way is not set up rightly. Your administrator has to look at it.",
        "该渠道配置有误，请联系管理员检查。",
    ),
    Trouble.UNSUBSCRIBED: ("They want no questionnaires.", "客户不接收问卷。"),
    Trouble.NO_WAY: (
        "Nothing that is set up reaches them. Enter an e-mail address, or ring them.",
        "没有可送达的渠道，请补充邮箱，或改用电话联系。",
    ),
    Trouble.OTHER: (
        "It did not get out. Tell your administrator what was answered.",
        "未能发出，请将答复内容告知管理员。",
    ),
}
"""In English and Chinese."""


def advice(trouble: Trouble | None, language: str) -> str:
    """What to do about it; nothing where nothing is wrong."""
    return "" if trouble is None else ADVICE[trouble][language == "zh"]
