"""What contradicts something that has happened meanwhile."""

from __future__ import annotations

from service.errors.kinds import Conflict


class StaleWrite(Conflict):
    """The row was changed by somebody else meanwhile."""


class TaskAlreadyClaimed(Conflict):
    """Task {task_id} is already claimed by {assignee}."""

    names_people = ("assignee",)


class TaskNotClaimed(Conflict):
    """Task {task_id} is not claimed by anybody."""


class TaskGone(Conflict):
    """Task {task_id} is already {state}."""


class DelegationPending(Conflict):
    """Task {task_id} is lent by {owner}; hand it back to them instead."""

    names_people = ("owner",)


class NotLent(Conflict):
    """Task {task_id} was not lent, so there is nobody to hand it back to."""


class NothingToTakeBack(Conflict):
    """Task {task_id} is neither lent by {name} nor held by their substitute."""

    names_people = ("name",)


class AwaitsSignature(Conflict):
    """Task {task_id} waits for a signature."""


class NothingToSign(Conflict):
    """Task {task_id} was not handed in yet; there is nothing to sign."""


class SignatureGone(Conflict):
    """What {signer} was asked to sign is already {state}."""

    names_people = ("signer",)


class CannotReturn(Conflict):
    """Task {task_id} cannot be returned to {activity}: {reason}."""


class InstanceSuspended(Conflict):
    """Process instance {instance_id} is suspended; nothing in it moves until it is resumed."""


class InstanceEnded(Conflict):
    """Process instance {instance_id} has already ended ({state})."""


class CaseClosed(Conflict):
    """Case {number} is already closed ({status})."""


class PromiseOver(Conflict):
    """Promise {promise_id} is already {state}."""


class NothingToAnswer(Conflict):
    """Nothing is asked of the customer of case {number} at the moment."""


class TimerGone(Conflict):
    """Timer {timer_id} is already {state}."""


class IncidentResolved(Conflict):
    """Incident {incident_id} is already resolved."""


class EffectGone(Conflict):
    """Outbox message {outbox_id} is already {state}."""


class NotTheWorker(Conflict):
    """External task {task_id} is not with worker {worker}: it was never fetched, was given back, or another
    has it now.
    """


class AmbiguousCorrelation(Conflict):
    """Message {name} fits {count} waits; its correlation keys must point at one."""


class NothingToRetry(Conflict):
    """Incident {incident_id} has nothing that can be tried again; resolve it instead."""


class IdempotencyKeyReused(Conflict):
    """This Idempotency-Key was used for a different request."""


class SectionSigned(Conflict):
    """The section “{section}” is signed already; its signature must be taken back first."""


class AccessAskedAlready(Conflict):
    """You have already asked to see what is sensitive about {name}; it is not decided yet."""


class CustomerMerged(Conflict):
    """{name} was merged into another customer ({into})."""


class NameTaken(Conflict):
    """There is already a {what} called {name}."""


class HoldsRealData(Conflict):
    """This database holds real data; demo data will not be mixed into it."""
