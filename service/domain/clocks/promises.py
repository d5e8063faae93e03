"""What a clock promises: so much of a unit on a calendar, by which row of which table; and the kinds of
clock there are.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.calendars import WorkingCalendar
from service.domain.words import Words
from service.frozen import frozen


class Unit(StrEnum):
    """What an amount counts, as the policy tables write it."""

    MINUTES = "min"
    HOURS = "h"
    WORKING_DAYS = "WD"


@frozen
class Promise:
    """One answer of a policy table, with where it came from.

    ``amount`` None promises nothing: the clock only measures. ``warn_percent`` of the working time used up
    is the warning; None warns never. ``because`` holds the facts that picked the row, such as ``("tier",
    "2")``.
    """

    amount: int | None
    unit: Unit
    calendar: str
    warn_percent: int | None
    table: str = ""
    version: str = ""
    row: str = ""
    because: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse amounts and percentages that mean nothing."""
        if self.amount is not None and self.amount < 0:
            raise ValueError("a promise cannot be negative")
        if self.warn_percent is not None and not 0 < self.warn_percent < 100:
            raise ValueError("a warning comes after 1 to 99 percent")

    @property
    def terms(self) -> tuple[int | None, Unit, str, int | None]:
        """What is promised, whichever row says so."""
        return self.amount, self.unit, self.calendar, self.warn_percent

    def due_after(self, start: datetime, calendar: WorkingCalendar) -> datetime | None:
        """When a clock started then is due if nothing happens to it: D2 for days, working time for the
        rest.
        """
        if self.amount is None:
            return None
        if self.unit is Unit.WORKING_DAYS:
            return calendar.close_of_working_day(start, self.amount)
        minutes = self.amount * (60 if self.unit is Unit.HOURS else 1)
        return calendar.add_working_time(start, timedelta(minutes=minutes))


KINDS = {
    "respond": Words("首次响应", "first response"),
    "transfer": Words("移交", "hand-over"),
    "assess": Words("评估", "assessment"),
    "review": Words("方案评审", "review"),
    "plan_visit": Words("安排上门", "planning of the visit"),
    "on_site": Words("上门", "on-site visit"),
    "resolve": Words("解决", "resolution"),
    "audit": Words("结果审核", "audit"),
    "progress": Words("下次进展通知", "next progress notice"),
    "tell_progress": Words("告知进展", "telling the progress"),
    "read_message": Words("阅读客户消息", "reading the customer's message"),
    "follow_up": Words("回访", "follow-up"),
    "next_attempt": Words("再次联系客户", "next attempt to reach the customer"),
    "follow_up_visit": Words("定期回访", "follow-up visit"),
    "complaint_transfer": Words("投诉移交", "hand-over of the complaint"),
    "take_charge": Words("接手", "taking charge"),
    "investigate": Words("调查", "investigation"),
    "remedy": Words("处理方案", "remedy proposal"),
    "agree": Words("与客户商定", "agreement with the customer"),
    "confirm_payment": Words("确认付款", "confirmation of payment"),
    "complaint_follow_up": Words("投诉回访", "follow-up of the complaint"),
    "decide_recourse": Words("裁定", "decision"),
    "prevent": Words("预防措施", "preventive measures"),
    "acknowledge_escalation": Words("确认升级", "acknowledgement of the escalation"),
    "decide_tier": Words("客户级别评定", "decision on a customer's tier"),
    "sign_sheet": Words("反馈表签署", "signing of the service sheet"),
    "decide_access": Words("访问审批", "decision on access"),
    "entry": Words("录入", "entry of the record"),
    "total": Words("全程", "whole case"),
}
"""The kinds of clock of the policies, by the name a diagram uses in ``sla``; a process may add its own."""

STARTS_AT_CONTACT = frozenset({"respond", "complaint_transfer", "resolve", "entry", "total"})
"""D1: these count from the customer's contact; most others from the beginning of the work they time."""

STARTS_AT_RESOLUTION = frozenset({"follow_up", "complaint_follow_up"})
"""S1-3.3b: these count from when the matter was resolved, however long its audit took."""

REPLY_KINDS = frozenset({"respond", "progress", "tell_progress", "read_message"})
"""D7: these promise the customer words rather than work, and stop when the case is resolved."""


def kinds_of(sla: str) -> tuple[str, ...]:
    """The kinds of clock the property ``sla`` of an element names: one, or several with commas between."""
    return tuple(dict.fromkeys(part.strip() for part in sla.split(",") if part.strip()))


def kind_words(kind: str) -> Words:
    """How people call a kind of clock; its own name when it is none of ours."""
    return KINDS.get(kind) or Words(kind, kind)
