"""What is not there, or not for the caller to see."""

from __future__ import annotations

from service.errors.kinds import NotFound


class CaseNotFound(NotFound):
    """There is no case {case_id}."""


class CustomerNotFound(NotFound):
    """There is no customer {customer_id}."""


class ContactNotFound(NotFound):
    """There is no contact {contact_id} at this customer."""


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
