"""What people and the process did, as the audit lists it beside a name, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "act_activity.cancelled": ("made the process leave a step early", "使流程提前离开某步"),
    "act_activity.caught": ("made an awaited event take place", "触发了流程等待的事件"),
    "act_activity.entered": ("brought the process to a step", "使流程到达某步"),
    "act_activity.failed": ("made a step fail", "使某步失败"),
    "act_activity.left": ("brought the process past a step", "使流程离开某步"),
    "act_activity.passed": ("brought the process past a step", "使流程经过某步"),
    "act_activity.thrown": ("made the process announce an event", "使流程发出事件"),
    "act_case.consented": ("agreed to how their data is used", "同意了个人信息的使用说明"),
    "act_case.customer_merged": ("merged the case’s customer into another", "合并了工单的客户"),
    "act_case.signed_off": ("signed that it is settled", "签名确认已解决"),
    "act_contact.subscribed": ("wants questionnaires again", "恢复接收问卷"),
    "act_contact.unsubscribed": ("wants no more questionnaires", "不再接收问卷"),
    "act_effect.cancelled": ("made automatic work needless", "使自动任务不再需要"),
    "act_effect.done": ("did work of a program", "完成了程序的工作"),
    "act_effect.error": ("reported an error of a program’s work", "报告了程序工作的错误"),
    "act_effect.failed": ("gave a program’s work up", "程序的工作多次失败"),
    "act_effect.requested": ("asked for automatic work", "请求了自动任务"),
    "act_instance.completed": ("brought the process to its end", "使流程结束"),
    "act_instance.started": ("let the process begin", "启动了流程"),
    "act_instance.stopped": ("ended the process early", "提前终止了流程"),
    "act_signal.received": ("sent the process a signal", "向流程发送了信号"),
    "act_survey.answered": ("answered the questionnaire", "答复了问卷"),
    "act_survey.asked": ("asked the customer how satisfied they are", "请客户评价满意度"),
    "act_survey.lapsed": ("let a questionnaire lapse", "问卷未在时限内答复"),
    "act_task.cancelled": ("made a task needless", "使任务不再需要"),
    "act_task.created": ("let a task begin to wait", "产生了待办"),
    "act_task.returned": ("sent the case back to an earlier step", "退回了办理"),
    "act_task.section_reopened": ("took their name back from a section", "撤回了栏目的签名"),
    "act_task.section_signed": ("signed a section", "签署了栏目"),
    "act_task.sign_refused": ("refused to sign a task", "拒绝会签"),
    "act_task.signed": ("signed a task", "会签了任务"),
    "act_timer.cancelled": ("made a timer needless", "使定时器不再需要"),
    "act_timer.fired": ("let a time come", "使时间提前到达"),
    "act_timer.scheduled": ("set a time", "设定了时间"),
    "act_view.dropped": ("dropped a saved view", "删除了保存的视图"),
    "act_view.saved": ("saved a view", "保存了视图"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
