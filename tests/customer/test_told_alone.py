"""What a customer is told of themselves, not of a case: as customers, and found again with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.customers import Contact
from service.domain.delivery_troubles import Trouble, trouble_of
from service.domain.incidents import Incident
from service.domain.outbox import OutboxState
from service.domain.people import ALL, Actor
from service.domain.tiers import TierAsked
from service.domain.views import PageRequest
from service.domain.views.customer import DeliveryView
from service.errors import CustomerNotFound, IncidentNotFound
from service.operations.incidents import resolve_incident
from service.operations.tiers import decide_tier
from service.queries.customer.advice import ADVICE
from service.queries.customer.deliveries import DeliveryFilter, deliveries
from service.queries.instances import IncidentFilter, incidents
from service.runtime import Runtime
from tests.customer.along import Kept, work
from tests.customer.conftest import text_of
from tests.customer.test_deliveries import nearby
from tests.customer.test_notices import Post, opened, post, smtp
from tests.desk.conftest import Person
from tests.desk.office import AGENT
from tests.workers.outside import receiver
from workers.channels import Channels, open_channels

__all__ = ["nearby", "post", "smtp"]

EVERYTHING = Actor("manager", frozenset({"management_group"}), ALL)
ONE_GROUP = Actor("lead", frozenset({"technical_support"}), frozenset({"technical_support"}))
OWNER = Actor("owner", frozenset({"process_owner"}))
FITTER = Actor("fitter", frozenset({"technical_support"}))


def told_of_tier(rt: Runtime, **contact: str) -> UUID:
    """A customer whose contact is like this, and whose tier was changed."""
    opened(rt)
    with rt.transaction() as tx:
        lin = tx.session.execute(select(Contact)).scalars().one()
        for name, value in contact.items():
            setattr(lin, name, value)
    decide_tier(rt, lin.customer_id, TierAsked(1, "A framework order."), by=EVERYTHING)
    return lin.customer_id


def sent_to(rt: Runtime, customer_id: UUID, by: Actor = AGENT) -> list[DeliveryView]:
    """The messages to this customer that this person may read."""
    return list(deliveries(rt, DeliveryFilter(customer_id=customer_id), PageRequest(), by=by).items)


def test_a_changed_tier_is_told_to_the_customer_in_their_language_and_found_with_them(
    office: Runtime, post: Post, visit: Callable[[str], Person]
) -> None:
    customer_id = told_of_tier(office, language="zh")
    work(office, open_channels(office.settings))
    [mail] = [each for each in post.mails if "lin@example.com" in each["To"]]
    assert mail["Subject"] == "您的服务级别：1 级"
    [told] = sent_to(office, customer_id)
    assert (told.template, told.state, told.case_id) == ("your_tier", OutboxState.SENT, None)
    assert told.customer_id == customer_id
    chen = visit("agent")
    page = text_of(chen.get(f"/desk/customers/{customer_id}"))
    assert "您的服务级别：1 级" in page and "about no case" in page and f"customer:{customer_id}" not in page
    answer = chen.get(f"/api/v1/customers/{customer_id}/deliveries").get_json()
    [row] = answer["items"]
    assert (row["template"], row["customer_id"], row["advice"]) == ("your_tier", str(customer_id), "")


def test_a_customer_of_whom_it_is_told_is_not_rung_at_their_night_nor_told_in_a_room_of_staff(
    office: Runtime, clock: SetClock, told: Callable[..., None]
) -> None:
    told(notify_urls="wecombot://key/ kannel://gateway.example/{to}", tell_staff="")
    clock.set(datetime(2026, 11, 23, 22, 0, tzinfo=UTC))  # 06:00 in Shanghai, 23:00 in Paris
    customer_id = told_of_tier(office, time_zone="Europe/Paris")
    ways = Channels({"sms": Kept(), "wecom": (room := Kept())})
    work(office, ways)
    [held] = sent_to(office, customer_id)
    assert (held.channel, held.held_until) == ("sms", datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    assert not [each for each in room.sent if "level" in each.subject]


def test_an_incident_of_a_message_of_no_case_is_seen_by_who_may_see_whom_it_was_for(
    office: Runtime, told: Callable[..., None], nearby: None
) -> None:
    with receiver(500) as broken:
        told(notify_urls=broken.url, delivery_attempts=1, tell_staff="")
        customer_id = told_of_tier(office)
        work(office, open_channels(office.settings))
    [failed] = sent_to(office, customer_id)

    with office.reading() as session:
        about = dict(session.execute(select(Incident.subject_id, Incident.id)).all())
    assert len(about) == 2, "the departments were not told either"
    of_customer = about.pop(failed.id)
    [of_ours] = about.values()

    def seen(by: Actor) -> set[UUID]:
        return {each.id for each in incidents(office, IncidentFilter(), PageRequest(), by=by).items}

    assert seen(EVERYTHING) == {of_customer, of_ours}
    assert seen(ONE_GROUP) == {of_customer}, "a message to people of ours is for who supervises all"
    assert seen(OWNER) == seen(AGENT) == set()
    with pytest.raises(IncidentNotFound):
        resolve_incident(office, of_ours, note="Rung.", by=ONE_GROUP)
    with pytest.raises(IncidentNotFound):
        resolve_incident(office, of_ours, note="Rung.", by=OWNER)
    assert resolve_incident(office, of_ours, note="Rung.", by=EVERYTHING).state == "resolved"
    with pytest.raises(CustomerNotFound):
        sent_to(office, customer_id, by=FITTER)
    assert deliveries(office, DeliveryFilter(), PageRequest(), by=ONE_GROUP).items == ()
    assert failed.trouble == Trouble.UNREACHABLE and failed.advice == ADVICE[Trouble.UNREACHABLE][0]


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("", None),
        ("unsubscribed", Trouble.UNSUBSCRIBED),
        ("nothing that is set up reaches them", Trouble.NO_WAY),
        ("NotSent: mail.example: {'x@y': (550, b'5.1.1 User unknown')}", Trouble.ADDRESS),
        (
            "NotSent: mail.example: {'x@y': (550, b'Requested action not taken: mailbox unavailable')}",
            Trouble.ADDRESS,
        ),
        ("NotSent: mail.example: {'x@y': (552, b'5.2.2 Mailbox full')}", Trouble.FULL),
        ("NotSent: mail.example: (554, b'5.7.1 Message rejected as spam')", Trouble.REFUSED),
        ("NotSent: mail.example: (535, b'5.7.8 Authentication failed')", Trouble.SIGN_IN),
        ("NotSent: mail.example: (421, b'too many connections')", Trouble.TOO_MANY),
        ("NotSent: mail.example: [Errno 111] Connection refused", Trouble.UNREACHABLE),
        ("NotSent: mail.example: timed out", Trouble.UNREACHABLE),
        ("NotSent: hook.example answered 503", Trouble.UNREACHABLE),
        ("NotSent: hook.example answered 401", Trouble.SIGN_IN),
        ("NotSent: hook.example answered 302", Trouble.SET_UP),
        ("NotSent: mail is not set up", Trouble.SET_UP),
        ('NotSent: wecombot answered 200 {"errcode":93000,"errmsg":"invalid webhook url"}', Trouble.SIGN_IN),
        (
            'NotSent: wecombot answered 200 {"errcode":45009,"errmsg":"api freq out of limit"}',
            Trouble.TOO_MANY,
        ),
        (
            'NotSent: dingtalk answered 200 {"errcode":310000,"errmsg":"keywords not in content"}',
            Trouble.SIGN_IN,
        ),
        ("KeyError: 'notice'", Trouble.OTHER),
    ],
)
def test_what_a_provider_says_is_told_apart_by_what_somebody_can_do_about_it(
    said: str, trouble: Trouble | None
) -> None:
    assert trouble_of(said) == trouble
