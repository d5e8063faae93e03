"""Everything that can go wrong and be told to a caller, in one tree, by what the caller can do about it.

    AftercareError
    ├── NotFound            it is not there, or not for you to see
    ├── NotAllowed          you see it, but this is not yours to do
    │   └── NotSignedIn     we do not know who you are
    ├── Invalid             what you sent cannot be accepted; ``fields`` says why, field by field
    │   └── FilesRefused    a deployment with findings
    ├── Conflict            somebody was there first, or the thing is past that; look again
    │   └── StaleWrite      a writer worked on an old copy; trying again helps
    ├── TooMany             too often; ``retry_after`` says when again
    ├── StepFailed          the process could not go on; an incident tells the supervisor
    └── Unavailable         the database cannot serve now; try later
        ├── StorageFull     it has no room left
        └── ReleaseTooOld   a newer release was here: it can serve, this one cannot

A leaf: imports nothing of ours. The first paragraph of a class's docstring is the message; every fact given
to the constructor is an attribute and fills the message's ``{names}``. ``code`` is the class's name in snake
case, and stable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar


class AftercareError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "aftercare_error"

    def __init_subclass__(cls) -> None:
        """Derive the stable code from the class's name."""
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, **facts: object) -> None:
        """Keep the facts as attributes and put them into the message."""
        self.facts: Mapping[str, object] = facts
        self.__dict__.update(facts)
        super().__init__(self._message())

    def _message(self) -> str:
        first = (type(self).__doc__ or "").strip().partition("\n\n")[0]
        return " ".join(first.split()).format_map({key: str(value) for key, value in self.facts.items()})


# --- not there ----------------------------------------------------------------------------------------------


class NotFound(AftercareError):
    """There is no such thing here."""


class CaseNotFound(NotFound):
    """There is no case {case_id}."""


class CustomerNotFound(NotFound):
    """There is no customer {customer_id}."""


class AttachmentNotFound(NotFound):
    """There is no attachment {attachment_id}."""


class PromiseNotFound(NotFound):
    """There is no promise {promise_id}."""


class TemplateNotFound(NotFound):
    """There is no notice template {key}."""


class SavedViewNotFound(NotFound):
    """There is no view {view_id} of yours."""


class SectionNotFound(NotFound):
    """There is no signed section {section} here."""


class MentionNotFound(NotFound):
    """There is no mention {mention_id} of yours."""


class TaskNotFound(NotFound):
    """There is no user task {task_id}."""


class InstanceNotFound(NotFound):
    """There is no process instance {instance_id}."""


class TimerNotFound(NotFound):
    """There is no timer {timer_id}."""


class ClockNotFound(NotFound):
    """There is no clock {clock_id}."""


class CalendarNotFound(NotFound):
    """There is no calendar called {calendar}."""


class IncidentNotFound(NotFound):
    """There is no incident {incident_id}."""


class EffectNotFound(NotFound):
    """There is no outbox message {outbox_id}."""


class DefinitionNotFound(NotFound):
    """There is no process definition {definition}."""


class PersonNotFound(NotFound):
    """There is no person called {name}."""


class SubstitutionNotFound(NotFound):
    """There is no substitution {substitution_id}."""


class SignatureNotFound(NotFound):
    """There is no signature {signature_id} asked for."""


class SessionNotFound(NotFound):
    """There is no sign-in {session} of yours."""


# --- not yours ----------------------------------------------------------------------------------------------


class NotAllowed(AftercareError):
    """You may not do this: {reason}."""


class NotSignedIn(NotAllowed):
    """Sign in first."""


class WrongPassword(NotSignedIn):
    """The user name or the password is wrong."""


class NotACandidate(NotAllowed):
    """{name} may not claim task {task_id}: it is for {groups}."""


class FourEyes(NotAllowed):
    """{name} may not take task {task_id}: it needs somebody other than who did the work before."""


class NotTheAssignee(NotAllowed):
    """Task {task_id} is not claimed by {name}."""


class NotStandingIn(NotAllowed):
    """{name} does not stand in for {absent} with this task at the moment."""


class NotTheSigner(NotAllowed):
    """{name} was not asked to sign task {task_id}."""


class SignInRefused(NotSignedIn):
    """The sign-in was refused: {reason}."""


class NotASupervisor(NotAllowed):
    """{name} does not supervise any of the groups concerned."""


class MayNotSee(NotAllowed):
    """{names} may not see this case, and so cannot be told of it."""


class NotInGroup(NotAllowed):
    """{name} is in none of the groups that may do this: {groups}."""


# --- not acceptable -----------------------------------------------------------------------------------------


class Invalid(AftercareError):
    """What was sent cannot be accepted."""

    def __init__(self, fields: Mapping[str, Sequence[str]], **facts: object) -> None:
        """Keep, for each field at fault, what is wrong with it."""
        self.fields: dict[str, list[str]] = {name: list(reasons) for name, reasons in fields.items()}
        super().__init__(**facts)

    @classmethod
    def field(cls, name: str, reason: str) -> Invalid:
        """The error for a single field."""
        return cls({name: [reason]})

    def __str__(self) -> str:
        """The message with the fields, for logs and command lines."""
        told = "; ".join(f"{name}: {', '.join(reasons)}" for name, reasons in self.fields.items())
        return f"{self._message()} {told}".strip()


class FilesRefused(Invalid):
    """These files cannot be deployed."""

    def __init__(self, findings: Sequence[object]) -> None:
        """Keep every finding (``service.engine.progress.Finding``) for the process owner."""
        self.findings = tuple(findings)
        super().__init__({})


# --- too late -----------------------------------------------------------------------------------------------


class Conflict(AftercareError):
    """This contradicts what has happened meanwhile."""


class StaleWrite(Conflict):
    """The row was changed by somebody else meanwhile."""


class TaskAlreadyClaimed(Conflict):
    """Task {task_id} is already claimed by {assignee}."""


class TaskNotClaimed(Conflict):
    """Task {task_id} is not claimed by anybody."""


class TaskGone(Conflict):
    """Task {task_id} is already {state}."""


class DelegationPending(Conflict):
    """Task {task_id} is lent by {owner}; hand it back to them instead."""


class NotLent(Conflict):
    """Task {task_id} was not lent, so there is nobody to hand it back to."""


class NothingToTakeBack(Conflict):
    """Task {task_id} is neither lent by {name} nor held by their substitute."""


class AwaitsSignature(Conflict):
    """Task {task_id} waits for a signature."""


class NothingToSign(Conflict):
    """Task {task_id} was not handed in yet; there is nothing to sign."""


class SignatureGone(Conflict):
    """What {signer} was asked to sign is already {state}."""


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


class AmbiguousCorrelation(Conflict):
    """Message {name} fits {count} waits; its correlation keys must point at one."""


class NobodyWaits(Conflict):
    """Nothing waits for {what}, and it cannot be kept."""


class NothingToRetry(Conflict):
    """Incident {incident_id} has nothing that can be tried again; resolve it instead."""


class IdempotencyKeyReused(Conflict):
    """This Idempotency-Key was used for a different request."""


class SectionSigned(Conflict):
    """The section “{section}” is signed already; its signature must be taken back first."""


class AccessAskedAlready(Conflict):
    """You have already asked to see what is sensitive about {name}; it is not decided yet."""


class NameTaken(Conflict):
    """There is already a {what} called {name}."""


class HoldsRealData(Conflict):
    """This database holds real data; demo data will not be mixed into it."""


# --- later --------------------------------------------------------------------------------------------------


class TooMany(AftercareError):
    """Too many attempts; try again in {retry_after} seconds."""


class NudgedLately(TooMany):
    """Task {task_id} was nudged a short while ago; it may be nudged again in {retry_after} seconds."""


class TooManySignIns(TooMany):
    """Too many failed sign-ins; try again in {retry_after} seconds."""


class TooManyKnocks(TooMany):
    """Too many tries from this address; try again in {retry_after} seconds."""


class StepFailed(AftercareError):
    """The process could not go on from here ({reason}); incident {incident_id} was opened, nothing was
    changed.
    """


class Unavailable(AftercareError):
    """The database does not answer at the moment; try again shortly."""


class StorageFull(Unavailable):
    """There is no room left to store anything."""


class SchemaOutdated(Unavailable):
    """The database is at version {found} and this release needs {needed}; run `aftercare db upgrade`."""


class ReleaseTooOld(Unavailable):
    """This release is older than what it found ({found}); a newer one must do this."""
