"""What happened and what was refused, as the staff desk tells it, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "event_case.opened": ("{who} opened the case", "{who} 建立了工单"),
    "event_case.message": ("{who} recorded a message", "{who} 记录了一条消息"),
    "event_case.closed": ("The case was closed: {status}", "工单已关闭：{status}"),
    "event_case.withdrawn": ("The customer withdrew the case", "客户撤回了工单"),
    "event_case.signed_off": ("The customer signed that it is settled", "客户签名确认已解决"),
    "event_case.link_renewed": ("{who} made the customer a new link", "{who} 为客户生成了新链接"),
    "event_case.link_revoked": ("{who} took the customer's links back", "{who} 收回了客户的链接"),
    "event_promise.made": ("{who} promised the customer something", "{who} 向客户作出承诺"),
    "event_promise.ended": ("A promise ended with the case ({status})", "一项承诺随工单结束（{status}）"),
    "event_promise.kept": ("{who} noted that a promise was kept", "{who} 标记承诺已兑现"),
    "event_promise.taken_back": ("{who} took a promise back", "{who} 收回了一项承诺"),
    "event_survey.asked": ("The customer was asked whether they are satisfied", "已请客户评价"),
    "event_survey.answered": ("The customer answered the questionnaire", "客户答复了问卷"),
    "event_survey.lapsed": ("The questionnaire was not answered in time", "问卷未在时限内答复"),
    "event_task.created": ("{what} began to wait", "待办：{what}"),
    "event_task.claimed": ("{who} claimed {what}", "{who} 领取了{what}"),
    "event_task.unclaimed": ("{who} gave back {what}", "{who} 退回了{what}"),
    "event_task.reassigned": ("{who} reassigned {what}", "{who} 改派了{what}"),
    "event_task.delegated": ("{who} handed on {what}", "{who} 转交了{what}"),
    "event_task.completed": ("{who} completed {what}", "{who} 完成了{what}"),
    "event_task.commented": ("{who} remarked on {what}", "{who} 备注了{what}"),
    "event_task.cancelled": ("{what} is no longer needed", "{what}已不再需要"),
    "event_timer.fired": ("The time came: {what}", "时间已到：{what}"),
    "event_timer.moved": ("{who} moved the time of {what}", "{who} 调整了时间：{what}"),
    "event_incident.opened": ("Something got stuck at {what}", "{what}出现异常"),
    "event_incident.resolved": ("What was stuck at {what} goes on", "{what}的异常已处理"),
    "event_instance.suspended": ("{who} paused the case", "{who} 暂停了办理"),
    "event_instance.resumed": ("{who} let the case go on", "{who} 恢复了办理"),
    "event_instance.terminated": ("{who} ended the process", "{who} 终止了流程"),
    "who_system": ("aftercare", "系统"),
    "who_customer": ("The customer", "客户"),
    "refused_task_already_claimed": (
        "{assignee} was faster and has this task now.",
        "{assignee} 已先一步领取了此任务。",
    ),
    "refused_task_not_claimed": ("Claim the task first.", "请先领取任务。"),
    "refused_task_gone": ("This task is already finished.", "此任务已经结束。"),
    "refused_not_a_candidate": (
        "This task is for other groups; you cannot claim it.",
        "此任务属于其他组，您不能领取。",
    ),
    "refused_four_eyes": (
        "This needs somebody other than who did the work before.",
        "此项须由之前办理人以外的人处理。",
    ),
    "refused_not_the_assignee": ("Somebody else has this task now.", "此任务现由他人办理。"),
    "refused_not_a_supervisor": ("Only a supervisor of its group may do this.", "只有该组的主管可以这样做。"),
    "refused_instance_suspended": (
        "A supervisor has paused this case; nothing in it moves until it is resumed.",
        "主管已暂停此工单，恢复之前无法办理。",
    ),
    "refused_internal_error": (
        "A fault of the service; its log tells more.",
        "服务器出错，详情见其日志。",
    ),
    "refused_instance_ended": ("This case has ended meanwhile.", "此工单已经结束。"),
    "refused_case_closed": ("This case is already closed.", "此工单已经关闭。"),
    "refused_step_failed": (
        "The process could not go on from here. Nothing was changed, and the supervisor has been told.",
        "流程无法从这里继续。没有任何改动，已通知主管。",
    ),
    "refused_wrong_password": ("The user name or the password is wrong.", "用户名或密码不正确。"),
    "refused_too_many_sign_ins": (
        "Too many failed attempts. Try again in {minutes} min, or in another browser you used before.",
        "失败次数过多，请在 {minutes} 分钟后再试，或换用以前登录过的其他浏览器。",
    ),
    "refused_invalid": ("Something is missing there.", "内容不完整。"),
    "refused_not_in_group": ("This is for the front desk.", "此操作由客服部办理。"),
    "refused_other": (
        "This could not be done: something has changed meanwhile. Reload the page.",
        "无法完成：情况已有变化，请刷新页面。",
    ),
    "wrong_say_something": ("Please fill this in.", "请填写此项。"),
    "wrong_whom_to_ask_for": ("Whom can we ask for?", "请填写联系人。"),
    "wrong_how_to_reach_them": ("A phone number or an e-mail address is needed.", "请填写电话或邮箱。"),
    "wrong_who_the_customer_is": ("Who is the customer?", "请填写客户名称。"),
    "wrong_in_the_future": ("This must lie in the future.", "须是将来的时间。"),
    "wrong_a_time_zone_such_as_asia_shanghai": (
        "There is no such time zone; one is Asia/Shanghai.",
        "没有此时区；例如 Asia/Shanghai。",
    ),
    "wrong_not_in_the_future": ("This lies in the future.", "不能是将来的时间。"),
    "wrong_a_telephone_number_has_digits": ("A telephone number has digits.", "电话号码要有数字。"),
    "wrong_an_e_mail_address_has_an_between_a_name_and_a_place": (
        "An e-mail address has an @ between a name and a place.",
        "电子邮箱要在用户名和域名之间有 @。",
    ),
    "wrong_this_is_years_ago_check_the_year": (
        "This is years ago. Is the year right?",
        "这是多年以前，请核对年份。",
    ),
    "wrong_this_is_very_long_ago_check_the_year": (
        "This is very long ago. Is the year right?",
        "这过于久远，请核对年份。",
    ),
    "wrong_not_after_the_customer_s_contact": (
        "This is after the customer’s contact, on {fact}.",
        "不能晚于客户联系的日期 {fact}。",
    ),
    "wrong_a_date": ("This must be a date.", "请填写有效的日期。"),
    "wrong_twice_the_same": ("The two are not the same.", "两次输入不一致。"),
    "wrong_at_least_8_characters": ("At least 8 characters.", "至少 8 个字符。"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
