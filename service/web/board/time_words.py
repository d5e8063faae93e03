"""What the pages of calendars, pauses and exits say, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "board_calendars": ("Calendars", "日历"),
    "board_pauses": ("Pauses", "暂停"),
    "board_exits": ("How cases ended", "结案方式"),
    # calendars
    "cal_lead": (
        "Deadlines count the hours below; statutory holidays and make-up days are known by themselves.",
        "期限按以下工作时间计算；法定节假日和调休补班日已自动计入。",
    ),
    "cal_default": ("used unless another is named", "默认使用"),
    "cal_zone": ("Time zone", "时区"),
    "cal_known": ("Holidays known through {day}", "节假日已知至 {day}"),
    "cal_always": ("no holidays to know", "不受节假日影响"),
    "cal_hours": ("Working hours", "工作时间"),
    "cal_closed": ("closed", "休息"),
    "cal_days": ("The company's own days", "公司自定日期"),
    "cal_no_provisional": ("There are none.", "目前没有。"),
    "cal_none": ("None entered yet.", "尚未录入。"),
    "cal_enter": ("Enter days", "录入日期"),
    "cal_from": ("From", "从"),
    "cal_to": ("To", "至"),
    "cal_kind": ("What kind of days", "日期类型"),
    "cal_kind_holiday": ("day off", "放假"),
    "cal_kind_working": ("working day", "上班"),
    "cal_kind_short": ("shorter day", "缩短工作时间"),
    "cal_day_company_holiday": ("day off", "放假"),
    "cal_day_company_working": ("working day", "上班"),
    "cal_day_short": ("shorter day", "缩短工作时间"),
    "cal_day_make_up": ("make-up day", "调休补班"),
    "cal_name": ("Why, as explanations will say it", "原因（会显示在期限说明中）"),
    "cal_span": ("Hours, if not the usual ones", "工作时间（与平时不同时填写）"),
    "cal_through": ("Holidays are known through", "节假日已知至"),
    "cal_save": ("Enter and date open deadlines anew", "录入并重新计算未到期的期限"),
    "cal_wrong": (
        "These days could not be entered: the last day must not come before the first, hours are written "
        "like 09:00-12:00, a shorter day needs its hours, and the reason must be said.",
        "日期未能录入：结束日期不得早于开始日期；工作时间写成 09:00-12:00；"
        "缩短的工作日须写明时间；并须填写原因。",
    ),
    "cal_moved": ("Deadlines that were dated anew: {count}", "已重新计算的期限：{count}"),
    "cal_moved_none": ("Entered. No open deadline falls otherwise.", "已录入，未到期的期限均无变化。"),
    "cal_change": ("from {before} to {after}", "由 {before} 改为 {after}"),
    "cal_provisional": ("Provisional deadlines", "暂定期限"),
    "cal_provisional_lead": (
        "They fall beyond the last day whose holidays are known; once the notice is entered they are dated "
        "anew.",
        "这些期限超出节假日已知的范围，录入新一年的放假通知后将重新计算。",
    ),
    # pauses
    "pause_only_": ("Still waiting", "仍在等待"),
    "pause_only_answered": ("Customer had answered", "客户其实已回复"),
    "pause_only_review": ("To be looked at again", "到期应复查"),
    "pause_only_all": ("All", "全部"),
    "pause_case": ("Case", "工单"),
    "pause_since": ("Since", "开始"),
    "pause_for": ("Waits for", "等待"),
    "pause_review": ("Look again", "复查日期"),
    "pause_late": ("overdue", "已过期"),
    "pause_ended": ("Ended", "结束"),
    "pause_goes_on": ("goes on", "仍在暂停"),
    "pause_by_customer": ("by the customer's message", "因客户消息结束"),
    "pause_answered": ("The customer had answered {at}", "客户已于 {at} 回复"),
    "pause_idle": ("{length} of working time stood still since", "此后停滞 {length}工作时间"),
    "pause_none": ("No case stands still like that.", "没有这样的暂停。"),
    # exits
    "exit_satisfied": ("Satisfied", "客户满意"),
    "exit_recourse_exhausted": ("Recourse exhausted", "无法进一步处理"),
    "exit_withdrawn": ("Withdrawn", "客户撤回"),
    "exit_unreachable": ("Not reached", "无法联系"),
    "exit_case": ("Case", "工单"),
    "exit_how": ("How", "方式"),
    "exit_when": ("When", "时间"),
    "exit_outcome": ("Outcome", "对结果"),
    "exit_handling": ("Handling", "对处理过程"),
    "exit_why": ("On record", "记录"),
    "exit_yes": ("satisfied", "满意"),
    "exit_no": ("not satisfied", "不满意"),
    "exit_decided": ("decided by {who}, approved by {other}", "决定：{who}，批准：{other}"),
    "exit_recourse": ("Told of outside recourse: {text}", "已告知外部途径：{text}"),
    "exit_since": ("From", "从"),
    "exit_until": ("To", "至"),
    "exit_none": ("No case ended like that.", "没有以此方式结束的工单。"),
    "weekday_0": ("Mon", "周一"),
    "weekday_1": ("Tue", "周二"),
    "weekday_2": ("Wed", "周三"),
    "weekday_3": ("Thu", "周四"),
    "weekday_4": ("Fri", "周五"),
    "weekday_5": ("Sat", "周六"),
    "weekday_6": ("Sun", "周日"),
}

ENGLISH: Mapping[str, str] = {key: english for key, (english, _) in PHRASES.items()}
CHINESE: Mapping[str, str] = {key: chinese for key, (_, chinese) in PHRASES.items()}
