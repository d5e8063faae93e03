"""What notices and their ways are called, in English and Chinese side by side."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "notice_received": ("Matter received", "已收到事项"),
    "notice_progress": ("How far it is", "处理进度"),
    "notice_delay": ("It may take longer", "可能延迟"),
    "notice_done": ("Matter settled", "事项已办结"),
    "notice_questionnaire": ("Questionnaire", "问卷"),
    "notice_questionnaire_reminder": ("Reminder of the questionnaire", "问卷提醒"),
    "notice_recourse": ("Where else to turn", "其他求助途径"),
    "notice_your_tier": ("Your service level", "服务级别通知"),
    "notice_consent": ("What customers agree to", "个人信息使用说明"),
    "notice_task_arrived": ("Work has come", "新任务"),
    "notice_task_taken": ("Work fell away", "任务已取消"),
    "notice_promise_due": ("A promise is at risk", "承诺有风险"),
    "notice_promise_broken": ("A promise was broken", "承诺未兑现"),
    "notice_breach": ("A promised time has passed", "已超过承诺时间"),
    "notice_remind": ("Still late", "仍未完成"),
    "notice_clock_warning": ("A deadline is near", "即将到期"),
    "notice_clock_breach": ("A deadline has passed", "已超期"),
    "notice_clock_review": ("Still waiting?", "是否仍在等待"),
    "notice_tier_changed": ("A customer’s tier has changed", "客户级别变更"),
    "notice_mentioned": ("Somebody was mentioned", "被提及"),
    "notice_case_copied": ("A case was copied", "工单抄送"),
    "notice_task_given": ("A task was given", "任务改派"),
    "notice_task_handed": ("A task was handed on", "任务转交"),
    "notice_task_lent": ("A task was lent", "任务委托"),
    "notice_task_nudged": ("A nudge", "催办"),
    "notice_task_resolved": ("A lent task is back", "委托交回"),
    "notice_task_returned": ("A case was returned", "退回办理"),
    "notice_task_sign_asked": ("A signature is asked for", "请会签"),
    "notice_task_sign_refused": ("A signature was refused", "拒绝会签"),
    "notice_task_signed": ("A task was signed", "已会签"),
    "notice_task_moved": ("A task was given to somebody else", "任务移交他人"),
    "notice_task_taken_back": ("A lent task was taken back", "委托收回"),
    "notice_wrote_after_closing": ("Words after the end", "结案后来信"),
    "notice_plain": ("Plain words", "普通通知"),
    "notice_access_granted": ("Access was granted", "访问已批准"),
    "notice_access_refused": ("Access was refused", "访问被拒绝"),
    "notices_customers": ("To customers", "发给客户"),
    "notices_staff": ("To staff", "发给员工"),
    "notices_version": ("Version {version}", "第 {version} 版"),
    "way_mail": ("mail", "邮件"),
    "way_sms": ("short message", "短信"),
    "way_wecom": ("WeCom", "企业微信"),
    "way_dingtalk": ("DingTalk", "钉钉"),
    "way_webhook": ("webhook", "网络回调"),
    "way_console": ("log", "日志"),
    "way_none": ("no way", "无渠道"),
    "delivery_why_unsubscribed": ("wants no questionnaires", "不接收问卷"),
    "delivery_why_nothing that is set up reaches them": (
        "nothing that is set up reaches them",
        "没有可送达的渠道",
    ),
    "side_settle": ("Kept or taken back?", "兑现或收回"),
}

ENGLISH: Mapping[str, str] = {name: both[0] for name, both in PHRASES.items()}
CHINESE: Mapping[str, str] = {name: both[1] for name, both in PHRASES.items()}
