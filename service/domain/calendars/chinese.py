"""What the reading of calendars and days refuses, in Chinese: what is wrong, and how to write it right.

The English stands where it is refused; here it is the key, with the facts in braces.
"""

from __future__ import annotations

from collections.abc import Mapping

REFUSED: Mapping[str, str] = {
    "enter at least one day, or the last day that is known": "请至少录入一天，或填写节假日已知至哪一天",
    "write a list, each line beginning with a dash": "须写成列表，每行以短横线开头",
    "{day} is given twice": "{day} 重复录入，同一天只能录入一次",
    "a day has {keys} and nothing else": "每一天只能填写这些内容：{keys}",
    "kind must be {kinds}": "日期类型（kind）只能是：{kinds}",
    "a holiday has no hours; write kind: short for a day with fewer hours": (
        "放假日没有工作时间；如只是缩短，请将类型选为“缩短工作时间”（kind: short）"
    ),
    'a short day needs its hours, such as hours: ["09:00-12:00"]': (
        '缩短的工作日须填写工作时间（hours），例如 "09:00-12:00"'
    ),
    "`to` must not be before `from`, nor more than a year after it": (
        "结束日期（to）不能早于开始日期（from），两者相距不能超过一年"
    ),
    "say in `name` why the day is different; explanations of deadlines show it": (
        "请填写原因（name），期限说明中会显示"
    ),
    '{value} is no opening; write one such as "09:00-12:00", in quotes': (
        "{value} 不是营业时段，请写成 09:00-12:00 这样"
    ),
    "an opening must end after it begins, within one day (00:00-24:00)": (
        "营业时段的结束须晚于开始，且在同一天内（00:00-24:00）"
    ),
    "{earlier} and {later} overlap": "{earlier} 与 {later} 重叠，请分开填写",
    "{value} is no date; write one such as 2026-10-01": "{value} 不是日期，请写成 2026-10-01 这样",
    "name at least one calendar": "请至少写出一个日历",
    "there is no calendar called {name}": "没有名为 {name} 的日历",
    "write the calendar's name, time zone and hours below its key": "请在日历键名下写出名称、时区和工作时间",
    "unknown; a calendar has {keys}": "没有此项；日历可以填写：{keys}",
    "unknown time zone {zone}; write one such as Asia/Shanghai or Europe/Berlin": (
        "没有时区 {zone}，请写成 Asia/Shanghai 或 Europe/Berlin 这样"
    ),
    "unknown holidays {name}; write {choices} or none": "没有节假日表 {name}，请写 {choices} 或 none",
    'give at least one day working hours, such as monday-friday: ["09:00-18:00"]': (
        '至少一天须有工作时间，例如 monday-friday: ["09:00-18:00"]'
    ),
    "write a day such as saturday, a stretch such as monday-friday, or every day": (
        "请写星期（如 saturday）、一段（如 monday-friday）或 every day"
    ),
}
