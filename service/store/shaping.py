"""Rows made into views: what leaves the database for people."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from service.domain.cases import Case, CaseMessage
from service.domain.customers import Contact, Customer, ServiceRecord
from service.domain.definitions import ProcessDefinition
from service.domain.history import HistoryEvent
from service.domain.incidents import Incident
from service.domain.instances import ProcessInstance
from service.domain.people import Actor, Person
from service.domain.saved_views import SavedView
from service.domain.tasks import TaskComment, UserTask
from service.domain.tiers import TierDecision
from service.domain.timers import TimerJob
from service.domain.views import (
    CaseDetail,
    CaseMessageView,
    CaseView,
    CommentView,
    DefinitionView,
    HistoryView,
    IncidentView,
    InstanceView,
    PersonView,
    SavedViewView,
    ServiceRecordView,
    TaskView,
    TimerView,
)
from service.domain.views.clocks import TaskClock
from service.domain.views.tiers import TierDecisionView


def task_view(
    task: UserTask,
    *,
    case_number: str | None,
    subject: str | None = None,
    names: Mapping[str, str] | None = None,
    clock: TaskClock | None = None,
) -> TaskView:
    """A task with its case's number, named in the reader's language."""
    return TaskView(
        id=task.id,
        activity_id=task.activity_id,
        name=(names or {}).get(task.activity_id, task.name),
        case_id=task.case_id,
        case_number=case_number if task.case_id else None,
        case_subject=subject,
        instance_id=task.instance_id,
        process_key=task.process_key,
        state=task.state,
        candidate_groups=tuple(task.candidate_groups),
        assignee=task.assignee,
        priority=task.priority,
        created_at=task.created_at,
        due_at=task.due_at,
        follow_up_at=task.follow_up_at,
        round=task.round,
        form_key=task.form_key,
        claimed_at=task.claimed_at,
        completed_at=task.completed_at,
        completed_by=task.completed_by,
        delegated_by=task.delegated_by,
        delegation=task.delegation,
        acting_for=task.acting_for,
        signing=task.signing,
        clock=clock,
    )


def comment_view(comment: TaskComment) -> CommentView:
    """A remark."""
    return CommentView(comment.id, comment.at, comment.by, comment.text)


def case_view(case: Case, customer_name: str) -> CaseView:
    """A case with its customer's name."""
    return CaseView(
        id=case.id,
        number=case.number,
        kind=case.kind,
        channel=case.channel,
        subject=case.subject,
        status=case.status,
        severity=case.severity,
        urgency=case.urgency,
        category=case.category,
        tier=case.tier,
        round=case.round,
        customer_id=case.customer_id,
        customer_name=customer_name,
        contacted_at=case.contacted_at,
        created_at=case.created_at,
        closed_at=case.closed_at,
        closed_how=case.closed_how,
        closed_by=case.closed_by,
        closed_reason=case.closed_reason,
        withdrawn_at=case.withdrawn_at,
        instance_id=case.instance_id,
    )


def case_with(
    case: Case,
    customer: Customer,
    contact: Contact,
    *,
    messages: tuple[CaseMessageView, ...],
    open_tasks: tuple[TaskView, ...],
) -> CaseDetail:
    """A case with all that belongs to it, for whoever sees every part."""
    return CaseDetail(
        case=case_view(case, customer.name),
        description=case.description,
        contact_name=contact.name,
        contact_phone=contact.phone,
        contact_email=contact.email,
        order_no=case.order_no,
        product_model=case.product_model,
        purchased_on=case.purchased_on,
        contracted_on=case.contracted_on,
        address=case.address,
        expected_solution=case.expected_solution,
        responsibility=case.responsibility,
        department=case.department,
        compensation=_plainly(case.compensation),
        satisfied_outcome=case.satisfied_outcome,
        satisfied_handling=case.satisfied_handling,
        satisfaction=case.satisfaction,
        entry_delay_s=case.entry_delay_s,
        created_by=case.created_by,
        messages=messages,
        open_tasks=open_tasks,
    )


def _plainly(amount: Decimal | None) -> Decimal | None:
    """An amount as people write it, whichever database kept it: 50000, not 50000.0."""
    if amount is None:
        return None
    whole = amount.to_integral_value()
    return whole if amount == whole else amount.normalize()


def message_view(message: CaseMessage, *, by: str | None = None) -> CaseMessageView:
    """Words exchanged; ``by`` stands in for the name of who wrote them."""
    wrote = message.by if by is None else by
    return CaseMessageView(message.id, message.direction, message.channel, message.text, message.at, wrote)


def history_view(event: HistoryEvent) -> HistoryView:
    """One thing that happened."""
    return HistoryView(
        instance_id=event.instance_id,
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        type=event.type,
        activity_id=event.activity_id,
        task_id=event.task_id,
        detail=event.detail,
    )


def instance_view(instance: ProcessInstance, *, incidents: int) -> InstanceView:
    """An instance with the number of its open incidents."""
    return InstanceView(
        id=instance.id,
        case_id=instance.case_id,
        business_key=instance.business_key,
        definition_id=instance.definition_id,
        process_key=instance.process_key,
        version=instance.version,
        state=instance.state,
        active=tuple(instance.active),
        incidents=incidents,
        started_at=instance.started_at,
        ended_at=instance.ended_at,
    )


def timer_view(timer: TimerJob) -> TimerView:
    """A timer."""
    return TimerView(
        id=timer.id,
        instance_id=timer.instance_id,
        activity_id=timer.activity_id,
        process_key=timer.process_key,
        due_at=timer.due_at,
        state=timer.state,
        attempts=timer.attempts,
        fired_at=timer.fired_at,
        lateness_ms=timer.lateness_ms,
    )


def incident_view(incident: Incident) -> IncidentView:
    """An incident."""
    return IncidentView(
        id=incident.id,
        instance_id=incident.instance_id,
        case_id=incident.case_id,
        process_key=incident.process_key,
        activity_id=incident.activity_id,
        kind=incident.kind,
        message=incident.message,
        state=incident.state,
        times=incident.times,
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at,
        resolved_by=incident.resolved_by,
        note=incident.note,
    )


def definition_view(definition: ProcessDefinition, *, running: int = 0) -> DefinitionView:
    """A definition version with the number of its running instances."""
    return DefinitionView(
        id=definition.id,
        key=definition.key,
        version=definition.version,
        name=definition.name,
        digest=definition.digest,
        deployed_at=definition.deployed_at,
        running=running,
    )


def record_view(record: ServiceRecord) -> ServiceRecordView:
    """An entry of the service record."""
    return ServiceRecordView(
        id=record.id,
        customer_id=record.customer_id,
        case_id=record.case_id,
        at=record.at,
        by=record.by,
        kind=record.kind,
        text=record.text,
        detail=record.detail,
        corrects_id=record.corrects_id,
    )


def saved_view_view(view: SavedView, by: Actor) -> SavedViewView:
    """A kept view, as this person has it."""
    return SavedViewView(
        id=view.id,
        name=view.name,
        owner=view.owner,
        shared_with=view.group_name,
        asked={key: str(text) for key, text in view.asked.items()},
        may_drop=view.may_be_dropped_by(by),
    )


def tier_decision_view(row: TierDecision) -> TierDecisionView:
    """What was decided on a customer's tier."""
    return TierDecisionView(
        customer_id=row.customer_id,
        tier_before=row.tier_before,
        tier_proposed=row.tier_proposed,
        tier=row.tier,
        reason=row.reason,
        decided_by=row.decided_by,
        at=row.at,
    )


def person_view(person: Person, groups: tuple[str, ...]) -> PersonView:
    """A person with their groups."""
    return PersonView(
        name=person.name,
        display_name=person.display_name,
        groups=groups,
        supervises=tuple(person.supervises),
        language=person.language,
        active=person.active,
    )
