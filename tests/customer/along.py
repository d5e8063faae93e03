"""A case taken to the questionnaire, with the workers at work."""

from __future__ import annotations

from datetime import timedelta

from service.clock import SetClock
from service.domain.people import Actor
from service.domain.views import OpenedCase
from service.operations.tasks import complete_task
from service.runtime import Runtime
from tests.desk.along import taken, written_answers
from tests.desk.office import feedback
from workers.channels import Channels, Notification
from workers.due import Hands
from workers.handlers import default_handlers
from workers.sweeper import Sweeper


def simply_answered(rt: Runtime, opened: OpenedCase) -> None:
    """The front desk answers at once; the follow-up is next."""
    task_id = taken(rt, opened, "respond")
    said = written_answers("feedback", "respond") | {"simple": True}
    answers = {name: value for name, value in said.items() if name not in ("address", "contracted_on")}
    complete_task(rt, task_id, answers, by=Actor("one_of_customer_service", frozenset({"customer_service"})))


class Kept:
    """A channel that keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[Notification] = []

    def send(self, notification: Notification) -> str:
        """Keep it."""
        self.sent.append(notification)
        return "kept"


def work(rt: Runtime, channels: Channels | None = None) -> None:
    """Do everything that is due, and what comes of it."""
    sweeper = Sweeper(Hands(rt, default_handlers(rt, channels or Channels({"console": Kept()}))), None)
    while sweeper.run_once():
        pass


def asked(rt: Runtime, clock: SetClock, channels: Channels | None = None) -> OpenedCase:
    """A case whose work is done and whose customer is asked by link."""
    opened = feedback(rt)
    simply_answered(rt, opened)
    clock.advance(timedelta(minutes=6))
    work(rt, channels)
    return opened
