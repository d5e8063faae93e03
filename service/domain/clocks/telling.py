"""The lines of an explanation as sentences, in the reader's language and by the reader's clock. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from service.domain.calendars import DayKind
from service.domain.clocks.explanation import Line, LineCode
from service.domain.clocks.promises import STARTS_AT_RESOLUTION, kind_words
from service.domain.clocks.wording import (
    Reader,
    day_words,
    days_words,
    duration_words,
    moment_words,
    promise_words,
    stretch_words,
    time_words,
    working_time_words,
)
from service.domain.words import Words

_CAUSES = {
    "tier": Words("客户级别变更", "change of tier"),
    "severity": Words("严重程度变更", "change of severity"),
    "table": Words("期限表变更", "change of the table"),
}
_CASE_KINDS = {
    "feedback": Words("反馈", "feedback"),
    "complaint": Words("投诉", "complaint"),
}
_SEVERITIES = {
    "minor": Words("轻微", "minor"),
    "general": Words("一般", "general"),
    "major": Words("重大", "major"),
}
_VALUES = {"case_kind": _CASE_KINDS, "severity": _SEVERITIES}
_FACTS = {
    "tier": Words("客户级别", "tier"),
    "case_kind": Words("工单类型", "kind of case"),
    "severity": Words("严重程度", "severity"),
}
_AT_RESOLUTION = Words("问题解决之时", "when the matter was resolved")
_STARTS = dict.fromkeys(STARTS_AT_RESOLUTION, _AT_RESOLUTION) | {
    "next_attempt": Words("上次联系未果之时", "when the customer was last tried in vain"),
}
"""From what moment those clocks count that count neither from the contact nor from the work they time."""
_REASONS = {
    "resolved": Words("工单已解决", "the case was resolved"),
    "closed": Words("工单已关闭", "the case was closed"),
}


def tell(lines: Iterable[Line], reader: Reader) -> list[str]:
    """One sentence for each line, in the same order."""
    return [_SENTENCES[line.code](line, reader) for line in lines]


def _at(at: datetime | None, reader: Reader) -> str:
    return moment_words(at, reader) if at is not None else reader.told("未定", "not known")


def _started(line: Line, reader: Reader) -> str:
    kind, at = kind_words(line.kind).told_in(reader.language), _at(line.at, reader)
    why = _STARTS.get(line.kind)
    begun = reader.told(f"（{why.zh}）", f", {why.en}") if why else ""
    return reader.told(
        f"「{kind}」时钟（第 {line.number} 轮）从 {at} 开始{begun}",
        f"Clock “{kind}”, round {line.number}, starts {at}{begun}",
    )


def _entered_late(line: Line, reader: Reader) -> str:
    at, late = (
        _at(line.at, reader),
        duration_words(line.duration, reader) if line.duration is not None else "",
    )
    return reader.told(
        f"由 {line.by} 于 {at} 录入，录入延迟 {late}工作时间；计时仍从联系时开始",
        f"Entered {at} by {line.by}, {late} of working time later; it counts from the contact all the same",
    )


def _rule(line: Line, reader: Reader) -> str:
    return reader.told(f"规则：{_terms(line, reader)}", f"Rule: {_terms(line, reader)}")


def _terms(line: Line, reader: Reader) -> str:
    """What is promised, by which row, on which calendar."""
    promise = line.promise
    if promise is None:
        return ""
    parts = [promise_words(promise, reader)]
    if promise.table:
        table = "时限表" if promise.table == "deadline" else f"{promise.table} "
        parts.append(
            reader.told(
                f"{table}第 {promise.version} 版第 {promise.row} 行",
                f"{promise.table} version {promise.version} row {promise.row}",
            )
        )
    parts += [
        f"{_told(_FACTS, name, reader)} {_told(_VALUES.get(name, {}), told, reader)}"
        for name, told in promise.because
    ]
    name, digest = line.name.told_in(reader.language) if line.name else promise.calendar, line.digest
    parts.append(reader.told(f"日历「{name}」（{digest}）", f"calendar “{name}” ({digest})"))
    return reader.told("，", ", ").join(parts)


def _told(words: dict[str, Words], key: str, reader: Reader) -> str:
    return words.get(key, Words(key, key)).told_in(reader.language)


def _reruled(line: Line, reader: Reader) -> str:
    cause, at, terms = _told(_CAUSES, line.kind, reader), _at(line.at, reader), _terms(line, reader)
    decided = (
        reader.told(f"；主管决定：{line.reason}", f"; decided by a supervisor: {line.reason}")
        if line.reason
        else ""
    )
    return reader.told(
        f"{at} 因{cause}改用规则（{line.by}）：{terms}；起点和暂停不变{decided}",
        f"New rule {at} by {line.by} ({cause}): {terms}; same start, same pauses{decided}",
    )


def _rule_kept(line: Line, reader: Reader) -> str:
    cause, at, terms = _told(_CAUSES, line.kind, reader), _at(line.at, reader), _terms(line, reader)
    return reader.told(
        f"{at} {cause}（{line.by}）：新规则为{terms}；未采用，因为未到期的期限只能提前，已定的日期不自动变动",
        f"{at} {cause} by {line.by}: the rule would be {terms}; not taken, because an open deadline may only "
        f"come forward and a fixed date stays",
    )


def _counted(line: Line, reader: Reader) -> str:
    day = _days(line, reader)
    spans = reader.told("、", ", ").join(
        f"{time_words(start, reader)}–{time_words(end, reader)}" for start, end in line.spans
    )
    worked = duration_words(line.duration, reader) if line.duration is not None else ""
    return reader.told(f"计入 {day}{spans}：{worked}", f"Counted {day}, {spans}: {worked}")


def _counted_days(line: Line, reader: Reader) -> str:
    days, number = _days(line, reader), days_words(line.number, reader)
    worked = _worked(line, reader)
    return reader.told(f"计入 {days}：{number}{worked}", f"Counted {days}: {number}{worked}")


def _skipped(line: Line, reader: Reader) -> str:
    days, name = _days(line, reader), _name(line, reader)
    return reader.told(f"跳过 {days}：{name}，不计", f"Skipped {days}: {name}")


def _added(line: Line, reader: Reader) -> str:
    days, name, worked = _days(line, reader), _name(line, reader), _worked(line, reader)
    number = days_words(line.number, reader)
    why = reader.told("调休补班", "make-up working day")
    if line.kind == DayKind.COMPANY_WORKING:
        why = reader.told("公司加班日", "the company works")
    return reader.told(
        f"加上 {days}：{why}（{name}），{number}{worked}", f"Added {days}: {why} ({name}), {number}{worked}"
    )


def _shortened(line: Line, reader: Reader) -> str:
    days, name, worked = _days(line, reader), _name(line, reader), _worked(line, reader)
    return reader.told(f"缩短 {days}：{name}{worked}", f"Short {days}: {name}{worked}")


def _days(line: Line, reader: Reader) -> str:
    if line.first is None or line.last is None:
        return ""
    return stretch_words(line.first, line.last, reader)


def _name(line: Line, reader: Reader) -> str:
    return line.name.told_in(reader.language) if line.name else ""


def _worked(line: Line, reader: Reader) -> str:
    if line.duration is None:
        return ""
    return reader.told(
        f"，{duration_words(line.duration, reader)}", f", {duration_words(line.duration, reader)}"
    )


def _paused(line: Line, reader: Reader) -> str:
    start, awaited = _at(line.at, reader), _name(line, reader)
    end = _at(line.until, reader) if line.until else reader.told("现在", "now")
    idle = working_time_words(line.duration, reader) if line.duration is not None else ""
    return reader.told(
        f"暂停 {start} 至 {end}（{line.by}），等待：{awaited}；原因：{line.reason}；其中 {idle}不计",
        f"Paused {start} to {end} by {line.by}, waiting for {awaited} ({line.reason}): {idle} not counted",
    )


def _promised(line: Line, reader: Reader) -> str:
    at = _at(line.at, reader)
    return reader.told(
        f"{line.by} 已答应客户 {at}；此日期不自动变动",
        f"{line.by} promised the customer {at}; it never moves by itself",
    )


def _moved(line: Line, reader: Reader) -> str:
    at, due = _at(line.at, reader), _at(line.until, reader)
    return reader.told(
        f"{at} 由 {line.by} 手工改为 {due}，原因：{line.reason}；此后不自动变动",
        f"Moved by hand {at} by {line.by} to {due} ({line.reason}); it never moves by itself",
    )


def _redated(line: Line, reader: Reader) -> str:
    before, after = _at(line.at, reader), _at(line.until, reader)
    return reader.told(
        f"日历「{_name(line, reader)}」变更（{line.digest}）：由 {before} 改为 {after}",
        f"Calendar “{_name(line, reader)}” changed ({line.digest}): from {before} to {after}",
    )


def _due(line: Line, reader: Reader) -> str:
    return reader.told(f"因此期限为 {_at(line.at, reader)}", f"So it is due {_at(line.at, reader)}")


def _stands_still(line: Line, reader: Reader) -> str:
    left = working_time_words(line.duration, reader) if line.duration is not None else ""
    at = _at(line.at, reader)
    return reader.told(
        f"时钟停着，还剩 {left}；若现在恢复，期限为 {at}",
        f"The clock stands still with {left} left; if it ran again now, it would be due {at}",
    )


def _only_measured(line: Line, reader: Reader) -> str:
    used = working_time_words(line.duration, reader) if line.duration is not None else ""
    return reader.told(f"不设期限；至今 {used}", f"No deadline; {used} so far")


def _measured(line: Line, reader: Reader) -> str:
    used = working_time_words(line.duration, reader) if line.duration is not None else ""
    at = _at(line.at, reader)
    return reader.told(f"不设期限；{at} 结束，共 {used}", f"No deadline; it took {used}, until {at}")


def _provisional(line: Line, reader: Reader) -> str:
    last = day_words(line.last, reader) if line.last else ""
    return reader.told(
        f"暂定：日历「{_name(line, reader)}」的节假日只到 {last}，此后按普通工作日计算",
        f"Provisional: calendar “{_name(line, reader)}” knows its holidays only through {last}; "
        f"ordinary weekdays are assumed beyond",
    )


def _exempted(line: Line, reader: Reader) -> str:
    at = _at(line.at, reader)
    return reader.told(f"{at} 由 {line.by} 豁免：{line.reason}", f"Exempted {at} by {line.by}: {line.reason}")


def _cancelled(line: Line, reader: Reader) -> str:
    at, reason = _at(line.at, reader), _told(_REASONS, line.reason, reader)
    return reader.told(f"{at} 取消（{line.by}）：{reason}", f"Cancelled {at} by {line.by}: {reason}")


def _happened(zh: str, en: str) -> Callable[[Line, Reader], str]:
    """A sentence that says only what happened and when."""
    return lambda line, reader: reader.told(f"{_at(line.at, reader)} {zh}", f"{en} {_at(line.at, reader)}")


_SENTENCES: dict[LineCode, Callable[[Line, Reader], str]] = {
    LineCode.STARTED: _started,
    LineCode.ENTERED_LATE: _entered_late,
    LineCode.RULE: _rule,
    LineCode.RERULED: _reruled,
    LineCode.RULE_KEPT: _rule_kept,
    LineCode.COUNTED: _counted,
    LineCode.COUNTED_DAYS: _counted_days,
    LineCode.SKIPPED: _skipped,
    LineCode.ADDED: _added,
    LineCode.SHORTENED: _shortened,
    LineCode.PAUSED: _paused,
    LineCode.PROMISED: _promised,
    LineCode.MOVED: _moved,
    LineCode.REDATED: _redated,
    LineCode.DUE: _due,
    LineCode.STANDS_STILL: _stands_still,
    LineCode.ONLY_MEASURED: _only_measured,
    LineCode.MEASURED: _measured,
    LineCode.PROVISIONAL: _provisional,
    LineCode.WARNED: _happened("已预警", "Warned"),
    LineCode.BREACHED: _happened("超期", "Breached"),
    LineCode.EXEMPTED: _exempted,
    LineCode.MET: _happened("按时完成", "Met in time"),
    LineCode.MET_LATE: _happened("超期完成", "Met late"),
    LineCode.CANCELLED: _cancelled,
}
