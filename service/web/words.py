"""What the pages say, in English and Chinese; both tables have the same keys, and a test holds them to it."""

from __future__ import annotations

from collections.abc import Mapping

from service.web import (
    act_words,
    attachment_words,
    customer_file_words,
    desk_words,
    diagram_words,
    event_words,
    inbox_words,
    merge_words,
    remark_words,
    section_words,
    tier_words,
    waiting_words,
)
from service.web.board import audit_words, figure_words, outside_words, step_words, time_words
from service.web.customer import desk_words as customer_desk_words
from service.web.customer import notice_words
from service.web.customer import words as customer_words

ENGLISH: Mapping[str, str] = {
    "title": "aftercare",
    "tagline": "After-sales service, run from its diagrams",
    "lead": (
        "A complaint, a repair, a follow-up call: each is a case. A diagram decides who does what "
        "next and by "
        "when. People take the work that waits, timers see to it that nothing is forgotten, and "
        "everything done "
        "is on record."
    ),
    "open_docs": "Browse the API",
    "document": "OpenAPI document",
    "now": "Now",
    "works": "Everything is working",
    "works_not": "Something needs attention",
    "database": "Database",
    "database_ok": "answers",
    "database_not": "cannot serve now",
    "workers": "Workers",
    "workers_seen": "{count} at work",
    "workers_none": "none seen lately",
    "waiting": "Due work",
    "waiting_none": "nothing waits",
    "waiting_some": "{count} due, the oldest for {age}",
    "incidents": "Incidents",
    "incidents_none": "none open",
    "incidents_some": "{count} open",
    "live": "Processes that are live",
    "live_lead": (
        "Each is a drawing that its process owner can change; a case stays on the version it began with."
    ),
    "process": "Process",
    "version": "Version",
    "since": "Live since",
    "none_live": "No process has been deployed yet. `aftercare deploy processes/` puts the files live.",
    "unknown_live": "The database does not answer, so it cannot be said which processes are live.",
    "walk": "How a case goes",
    "walk_1": "The customer’s words",
    "walk_2": "Answer or assess",
    "walk_3": "Put it right",
    "walk_4": "Ask the customer",
    "walk_5": "On record",
    "walk_back": "not satisfied: another round",
    "walk_alt": (
        "From the customer’s words to an assessment, the work, a call to the customer, and the "
        "record; an unsatisfied customer leads back to the assessment."
    ),
    "who": "Who it is for",
    "staff": "Staff",
    "staff_told": "see the tasks of their groups, claim one, and complete it with a form.",
    "supervisors": "Supervisors",
    "supervisors_told": "watch what runs, reassign, move a timer, and resolve what is stuck.",
    "owners": "Process owners",
    "owners_told": "draw the processes, the decision tables and the forms, and put a new version live.",
    "customers": "Customers",
    "customers_told": "follow their own case through a link of theirs.",
    "programs": "For programs",
    "programs_told": (
        "Sign in, and send the token with each request. Every call is described, with examples, in "
        "the API browser."
    ),
    "docs_title": "API",
    "docs_script": (
        "The API browser is a script; this browser does not run it. The document itself is at /openapi.json."
    ),
    "docs_missing": (
        "The API browser has not been built here (run `./run up` once). The document itself is at "
        "/openapi.json."
    ),
    "home": "Home",
    "health": "Health",
    "language": "Language",
    "skip": "Skip to the content",
    "free": "Free software under the MIT licence",
    "case": "Case",
    "lost_title": "There is nothing at this address",
    "lost": "The link may be incomplete. Try copying it once more.",
    "trouble_title": "That did not work",
    "trouble": "The server could not answer just now. Please try again in a moment.",
}

CHINESE: Mapping[str, str] = {
    "title": "aftercare",
    "tagline": "按流程图办理的售后服务",
    "lead": (
        "一次投诉、一次维修、一次回访，都是一张工单。流程图决定下一步由谁来做、何时完成；"
        "员工领取待办，定时器确保无一遗漏，所做的一切都有记录。"
    ),
    "open_docs": "浏览接口文档",
    "document": "OpenAPI 文件",
    "now": "现在",
    "works": "一切运行正常",
    "works_not": "有需要留意的地方",
    "database": "数据库",
    "database_ok": "正常应答",
    "database_not": "暂时不可用",
    "workers": "后台进程",
    "workers_seen": "{count} 个在工作",
    "workers_none": "近期没有发现",
    "waiting": "到期事项",
    "waiting_none": "没有积压",
    "waiting_some": "{count} 项到期，最久已等 {age}",
    "incidents": "异常",
    "incidents_none": "没有未处理的",
    "incidents_some": "{count} 项未处理",
    "live": "正在使用的流程",
    "live_lead": "每个流程都是一张图，由流程负责人修改；工单始终按其开始时的版本办理。",
    "process": "流程",
    "version": "版本",
    "since": "启用时间",
    "none_live": "尚未部署任何流程。运行 `aftercare deploy processes/` 即可启用。",
    "unknown_live": "数据库没有应答，无法得知正在使用的流程。",
    "walk": "一张工单的历程",
    "walk_1": "客户来话",
    "walk_2": "答复或评估",
    "walk_3": "解决问题",
    "walk_4": "回访客户",
    "walk_5": "归档",
    "walk_back": "不满意：再来一轮",
    "walk_alt": "从客户来话，到评估、解决、回访、归档；客户不满意则回到评估。",
    "who": "谁在使用",
    "staff": "员工",
    "staff_told": "查看本组待办，领取任务，填写表单完成。",
    "supervisors": "主管",
    "supervisors_told": "掌握全局，改派任务，调整定时，处理卡住的事项。",
    "owners": "流程负责人",
    "owners_told": "绘制流程、决策表和表单，并启用新版本。",
    "customers": "客户",
    "customers_told": "通过专属链接了解自己工单的进展。",
    "programs": "供程序调用",
    "programs_told": "先登录，再在每次请求中带上令牌。每个接口的说明和示例都在接口文档里。",
    "docs_title": "接口",
    "docs_script": "接口文档页面需要运行脚本，当前浏览器没有运行。文档本身位于 /openapi.json。",
    "docs_missing": "此处尚未构建接口文档页面（请运行一次 `./run up`）。文档本身位于 /openapi.json。",
    "home": "首页",
    "health": "运行状况",
    "language": "语言",
    "skip": "跳到正文",
    "free": "以 MIT 许可证发布的自由软件",
    "case": "工单",
    "lost_title": "此地址没有内容",
    "lost": "链接可能不完整，请重新复制一次。",
    "trouble_title": "没有成功",
    "trouble": "服务器暂时无法答复，请稍后再试。",
}

ROOMS = (
    act_words,
    attachment_words,
    audit_words,
    customer_file_words,
    merge_words,
    customer_desk_words,
    notice_words,
    customer_words,
    desk_words,
    diagram_words,
    event_words,
    figure_words,
    step_words,
    tier_words,
    inbox_words,
    remark_words,
    section_words,
    time_words,
    outside_words,
    waiting_words,
)
"""Where the rooms keep their words, a module each: ``ENGLISH`` and ``CHINESE`` with the same keys."""

TABLES: Mapping[str, Mapping[str, str]] = {
    "en": {key: text for room in ROOMS for key, text in room.ENGLISH.items()} | dict(ENGLISH),
    "zh": {key: text for room in ROOMS for key, text in room.CHINESE.items()} | dict(CHINESE),
}

_UNITS = ((86_400, "day", "天"), (3_600, "hour", "小时"), (60, "minute", "分钟"), (1, "second", "秒"))


def lasting(seconds: float, language: str) -> str:
    """A length of time in its largest whole unit, as people say it."""
    size, english, chinese = next((unit for unit in _UNITS if seconds >= unit[0]), _UNITS[-1])
    count = int(seconds // size)
    if language == "zh":
        return f"{count} {chinese}"
    return f"{count} {english}" if count == 1 else f"{count} {english}s"
