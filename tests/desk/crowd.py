"""An office where much is going on: so many rows of everything that asking once for each shows."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import UUID

from service.clock import SetClock
from service.domain.clocks import Waiting
from service.domain.people import SYSTEM
from service.domain.views import OpenedCase, PageRequest
from service.operations.attachments import AttachmentGiven, keep_attachment
from service.operations.cases import NewCaseMessage, add_message, withdraw_case
from service.operations.copies import CopyGiven, copy_task
from service.operations.customer.book import promise
from service.operations.nudges import nudge_task
from service.operations.pauses import pause_case
from service.operations.saved_views import NewView, save_view
from service.operations.sessions import sign_in
from service.operations.signatures import SignatureAsked, ask_signature
from service.operations.stepping_in.batches import Order, order_batch
from service.operations.stepping_in.kinds import Intervention, Kind
from service.operations.substitutions import SubstituteNamed, name_substitute
from service.operations.tasks import claim_task, comment_on_task
from service.queries import mentions
from service.queries.attachments import case_attachments
from service.queries.board.asking import RunFilter
from service.queries.cases import case_detail
from service.runtime import Runtime
from tests.customer.along import asked
from tests.desk.along import MANAGER
from tests.desk.office import AGENT, feedback, task_of
from tests.desk.outside import fetched, parcels
from tests.desk.test_attachments import photo

MANY = 20
SOME = 10
COLLEAGUES = ("agent2", "tech", "production", "logistics", "finance", "owner", "manager")


def crowd(rt: Runtime, clock: SetClock) -> dict[str, str]:
    """Fill the office; what the pages' addresses name."""
    questioned = asked(rt, clock)
    cases = [feedback(rt, f"Matter {number}") for number in range(MANY)]
    cases += [feedback(rt, f"Lamp {number}", f"139000100{number:02}") for number in range(SOME)]
    busy = task_of(rt, cases[0])
    much_to_sign(rt, cases)
    much_said(rt, cases[0], busy)
    much_to_watch(rt, cases)
    for _ in range(SOME):
        sign_in(rt, "manager", "demo")
        sign_in(rt, "agent", "demo")
    (mention, *_) = mentions.mentions(rt, PageRequest(), by=MANAGER).items
    file = case_attachments(rt, cases[0].id, by=SYSTEM)[0]
    batch = order_batch(rt, suspending("the one looked at"), by=MANAGER)
    clock.advance(timedelta(days=5))
    return {
        "case": str(cases[0].id),
        "customer": str(case_detail(rt, cases[0].id, by=SYSTEM).case.customer_id),
        "instance": str(cases[0].instance_id),
        "task": str(busy),
        "link": link_of(cases[0]),
        "asked": link_of(questioned),
        "mention": str(mention.id),
        "file": str(file.id),
        "batch": str(batch.id),
    }


def link_of(case: OpenedCase) -> str:
    """The customer's link, without where it is served."""
    return "/t/" + case.tracking_url.rpartition("/t/")[2]


def much_said(rt: Runtime, case: OpenedCase, task: UUID) -> None:
    """Remarks, files and messages on one case."""
    claim_task(rt, task, by=AGENT)
    nudge_task(rt, task, text="They called again.", by=SYSTEM)
    for number in range(MANY):
        comment_on_task(rt, task, f"@manager @agent2 remark {number}", by=AGENT)
    for number in range(SOME):
        given = AttachmentGiven(f"door{number}.jpg", "image/jpeg", BytesIO(photo((40 + number, 20))))
        keep_attachment(rt, case.id, given, by=AGENT)
        add_message(rt, case.id, NewCaseMessage(f"Any news? {number}", "in", "phone"), by=AGENT)
        promise(rt, case.id, f"Call {number}", due_at=rt.now() + timedelta(days=1 + number), by=AGENT)


def much_to_sign(rt: Runtime, cases: list[OpenedCase]) -> None:
    """Signatures asked of the supervisor, tasks copied to many."""
    for number, case in enumerate(cases[1:MANY]):
        task = task_of(rt, case)
        claim_task(rt, task, by=AGENT)
        ask_signature(rt, task, SignatureAsked("manager", "before", f"No. {number}"), by=AGENT)
        copy_task(rt, task, CopyGiven(COLLEAGUES, "For your information."), by=AGENT)
    copy_task(rt, task_of(rt, cases[0]), CopyGiven(COLLEAGUES, "For your information."), by=AGENT)


def much_to_watch(rt: Runtime, cases: list[OpenedCase]) -> None:
    """Pauses, exits, batches, absences, views that are kept, work outside."""
    tomorrow = rt.now() + timedelta(days=1)
    for number, case in enumerate(cases[MANY:-3]):
        waiting = Waiting("customer_asked_for_time", "A photo", tomorrow.date())
        pause_case(rt, case.id, waiting=waiting, by=AGENT)
        save_view(rt, NewView(f"View {number}", {"scope": "all"}), by=MANAGER)
        order_batch(rt, suspending(f"Recall {number}"), by=MANAGER)
        span = (rt.now() + timedelta(days=number, hours=1), rt.now() + timedelta(days=number, hours=9))
        name_substitute(rt, SubstituteNamed("agent", "agent2", "customer_service", *span), by=MANAGER)
    parcels(rt, MANY)
    fetched(rt, SOME)
    for case in cases[-3:]:
        withdraw_case(rt, case.id, reason="Bought elsewhere", by=AGENT)


def suspending(reason: str) -> Order:
    """A batch that suspends every run."""
    return Order(Intervention(Kind.SUSPEND, reason), RunFilter(process_key="feedback"))
