"""Words of notices, given anew at run time; every version stays on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.notice_templates import PLACES, NoticeTemplate, check_words, fill
from service.errors import StaleWrite, TemplateNotFound
from service.queries.customer.wording import LANGUAGES, TemplateView, must_be_editor, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.domain.people import Actor
    from service.runtime import Runtime

EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "case": "FB-2026-000001",
        "subject": "The door of the partition does not close",
        "customer_name": "Ms Lin",
        "due": "24 Nov, 18:00",
        "promise": "a first answer",
        "outcome": "settled",
        "text": "The new hinge arrives tomorrow.",
        "expected_completion": "25 Nov",
        "task": "Answer the customer",
        "what": "Answer the customer",
        "who": "Chen Wei",
        "group": "Customer service",
        "clock": "first response",
        "standing": "20 min of working time left",
        "late_activity": "Answer the customer",
        "late_group": "Customer service",
    },
    "zh": {
        "case": "FB-2026-000001",
        "subject": "隔断门关不上",
        "customer_name": "林女士",
        "due": "11月24日 18:00",
        "promise": "首次答复",
        "outcome": "已解决",
        "text": "新合页明天到货。",
        "expected_completion": "11月25日",
        "task": "答复客户",
        "what": "答复客户",
        "who": "陈伟",
        "group": "客服部",
        "clock": "首次响应",
        "standing": "还剩 20 分钟工作时间",
        "late_activity": "答复客户",
        "late_group": "客服部",
    },
}
_ALWAYS = {
    "count": "3",
    "number": "1",
    "tier": "2",
    "tier_before": "3",
    "link": "https://care.example/t/…",
    "unsubscribe": "https://care.example/t/…/unsubscribe",
    "desk": "https://care.example/desk",
}


def save_template(
    rt: Runtime, place: tuple[str, str], words: tuple[str, str], *, seen: int | None = None, by: Actor
) -> TemplateView:
    """Give a notice new words from now on; ``seen``: the version they were written over, if that matters."""
    key, language = _known(place)
    must_be_editor(by)
    check_words(key, *words)
    with rt.transaction() as tx:
        now = words_of(rt, tx.session, key, language)
        if seen is not None and seen != now.version:
            raise StaleWrite
        if (now.subject, now.text) == words:
            return now
        row = NoticeTemplate(
            key=key,
            language=language,
            version=now.version + 1,
            subject=words[0].strip(),
            text=words[1].strip(),
            made_at=tx.at,
            made_by=by.name,
        )
        tx.add(row)
        tx.flush()
        return words_of(rt, tx.session, key, language)


def preview(rt: Runtime, place: tuple[str, str], words: tuple[str, str], *, by: Actor) -> tuple[str, str]:
    """The words filled in with made-up facts, checked as they would be at saving."""
    key, language = _known(place)
    must_be_editor(by)
    check_words(key, *words)
    facts = {**_ALWAYS, **EXAMPLES[language], "company": rt.settings.called(language)}
    return fill(words[0], facts), fill(words[1], facts)


def _known(place: tuple[str, str]) -> tuple[str, str]:
    key, language = place
    if key not in PLACES or language not in LANGUAGES:
        raise TemplateNotFound(key=f"{key}/{language}")
    return place
