"""Who may see what, as SQL conditions: the one place for the rule, used by queries and operations alike.

A task: members of a candidate group, whoever stands in for one, its assignee, those who supervise one of its
groups, those it was copied to. A case: the front desk, members and supervisors of a group that has or had a
task in it, whoever was its task's assignee, those it was copied to. Whoever has or had a task beside it, such
as a section of its sheet to sign, sees it at a glance: the parts of it that are their work.
Instances, timers, incidents: supervisors of such groups; process owners too where the caller says so.
What was told to a customer of no case: those who look after customers. An incident of no instance: of a
message to a customer, supervisors who may look at them; of one to people of ours, those who supervise every
group; of what could not even begin, every supervisor and process owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from service.domain.acts import CaseCopy
from service.domain.cases import Case
from service.domain.customer_access import case_parts, knows_customers, parts_seen
from service.domain.customers import Customer
from service.domain.history import WORK_DONE, HistoryEvent
from service.domain.incidents import Incident, IncidentKind
from service.domain.instances import CaseRun, ProcessInstance
from service.domain.outbox import OutboxMessage
from service.domain.people import FRONT_DESK, PROCESS_OWNER
from service.domain.tasks import UserTask, UserTaskGroup
from service.errors import CaseNotFound, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from service.domain.people import Actor

Condition = ColumnElement[bool]


def groups_seen(by: Actor) -> frozenset[str]:
    """The groups whose tasks this person may see: theirs, those they stand in for, those they supervise."""
    return by.groups_worked | by.supervises - {"*"}


def sees_task(by: Actor) -> Condition:
    """The tasks this person may see."""
    return true() if by.supervises_all else task_seen_by(by.name, sorted(groups_seen(by)))


def task_seen_by(name: object, groups: Sequence[object]) -> Condition:
    """The tasks somebody of this name may see who sees the tasks of these groups; both may be marks."""
    mine = (
        exists()
        .where(UserTaskGroup.task_id == UserTask.id, UserTaskGroup.group_name.in_(groups))
        .correlate_except(UserTaskGroup)
    )
    copied = (
        exists()
        .where(CaseCopy.task_id == UserTask.id, CaseCopy.person_name == name)
        .correlate_except(CaseCopy)
    )
    held = (UserTask.assignee == name, UserTask.delegated_by == name, UserTask.acting_for == name)
    return or_(*held, copied, *([mine] if groups else []))


def sees_case(by: Actor) -> Condition:
    """The cases this person may see."""
    if by.supervises_all or by.is_in(FRONT_DESK):
        return true()
    copied = (
        exists()
        .where(CaseCopy.case_id == Case.id, CaseCopy.person_name == by.name)
        .correlate_except(CaseCopy)
    )
    return or_(works_on_case(by), copied)


def works_on_case(by: Actor) -> Condition:
    """The cases this person may do something to: all they see, but for those they were given to read."""
    if by.supervises_all or by.is_in(FRONT_DESK):
        return true()
    seen = groups_seen(by)
    groups = (
        exists()
        .where(UserTaskGroup.instance_id == Case.instance_id, UserTaskGroup.group_name.in_(seen))
        .correlate_except(UserTaskGroup)
    )
    given = (
        exists()
        .where(UserTask.instance_id == Case.instance_id, UserTask.assignee == by.name)
        .correlate_except(UserTask)
    )
    return or_(groups, given)


def glimpses_case(by: Actor) -> Condition:
    """The cases this person may see at a glance at least: whole, or for a task in a run beside them."""
    if by.supervises_all or by.is_in(FRONT_DESK):
        return true()
    theirs = or_(
        exists()
        .where(UserTaskGroup.task_id == UserTask.id, UserTaskGroup.group_name.in_(groups_seen(by)))
        .correlate(UserTask),
        UserTask.assignee == by.name,
    )
    beside = (
        exists()
        .where(CaseRun.case_id == Case.id, UserTask.instance_id == CaseRun.instance_id, theirs)
        .correlate_except(CaseRun, UserTask)
    )
    return or_(sees_case(by), beside)


def reads_events(by: Actor) -> Condition:
    """What of the history of a case they may see at a glance this person may read: all of a case they see
    whole; of another what was done beside it and, if that is their work, in it, but not what was said.
    """
    beside = select(CaseRun.instance_id).where(CaseRun.case_id == Case.id).correlate(Case)
    told = [sees_case(by), HistoryEvent.instance_id.in_(beside)]
    return or_(*told, *([HistoryEvent.type.in_(WORK_DONE)] if "story" in case_parts(by) else []))


def reads_files(by: Actor) -> Condition:
    """The cases whose files this person may look at."""
    return glimpses_case(by) if "files" in case_parts(by) else sees_case(by)


def sees_instance(by: Actor, instance_id: Any, *, owners: bool) -> Condition:  # Any: a mapped column
    """The instances this person may see; ``owners``: process owners see every one."""
    if by.supervises_all or (owners and by.is_in(PROCESS_OWNER)):
        return true()
    if not by.supervises:
        return false()
    return (
        exists()
        .where(UserTaskGroup.instance_id == instance_id, UserTaskGroup.group_name.in_(by.supervises))
        .correlate_except(UserTaskGroup)
    )


def sees_run(by: Actor) -> Condition:
    """The instances whose drawing this person may look at: those they watch, those of a case they see, those
    they have or had a task in.
    """
    watched = sees_instance(by, ProcessInstance.id, owners=True)
    case = exists().where(Case.id == ProcessInstance.case_id, glimpses_case(by)).correlate_except(Case)
    theirs = (
        exists()
        .where(UserTaskGroup.instance_id == ProcessInstance.id, UserTaskGroup.group_name.in_(groups_seen(by)))
        .correlate_except(UserTaskGroup)
    )
    given = (
        exists()
        .where(UserTask.instance_id == ProcessInstance.id, UserTask.assignee == by.name)
        .correlate_except(UserTask)
    )
    return or_(watched, case, theirs, given)


def sees_customer(by: Actor) -> Condition:
    """The customers this person may look at: all for those whose work it is, else those of cases they see."""
    if knows_customers(by):
        return true()
    return exists().where(Case.customer_id == Customer.id, glimpses_case(by)).correlate_except(Case)


def sees_told(by: Actor) -> Condition:
    """The messages sent this person may read: of the cases they see, else of customers they look after."""
    if by.supervises_all:
        return true()
    alone = and_(Case.id.is_(None), _of_customer_seen(by)) if "told" in parts_seen(by) else false()
    return or_(and_(Case.id.is_not(None), sees_case(by)), alone)


def sees_incident(by: Actor, *, owners: bool) -> Condition:
    """The incidents this person may see; ``owners``: process owners see those of every run."""
    if by.supervises_all:
        return true()
    of_run = and_(Incident.instance_id.is_not(None), sees_instance(by, Incident.instance_id, owners=owners))
    return or_(of_run, and_(Incident.instance_id.is_(None), _sees_incident_alone(by, owners=owners)))


def _sees_incident_alone(by: Actor, *, owners: bool) -> Condition:
    """Of the incidents of no instance: only messages can fail without one, all else could not even begin."""
    not_begun = Incident.kind != IncidentKind.EFFECT
    if by.is_supervisor:
        told = OutboxMessage.id == Incident.subject_id
        return or_(not_begun, exists().where(told, _of_customer_seen(by)).correlate(Incident))
    return not_begun if owners and by.is_in(PROCESS_OWNER) else false()


def _of_customer_seen(by: Actor) -> Condition:
    """Messages to customers this person may look at."""
    return (
        exists().where(Customer.id == OutboxMessage.customer_id, sees_customer(by)).correlate(OutboxMessage)
    )


def may_see_case(session: Session, case_id: UUID, by: Actor) -> bool:
    """Whether this person may see this case."""
    wanted = select(Case.id).where(Case.id == case_id, sees_case(by))
    return session.execute(wanted).first() is not None


def must_work_on_case(session: Session, case_id: UUID, by: Actor) -> None:
    """Refuse whoever may only read the case; for whoever may not see it, it is not there."""
    wanted = select(Case.id).where(Case.id == case_id, works_on_case(by))
    if session.execute(wanted).first() is not None:
        return
    if may_see_case(session, case_id, by):
        raise NotAllowed(reason="this case was copied to you to read along")
    if session.execute(select(Case.id).where(Case.id == case_id, glimpses_case(by))).first() is not None:
        raise NotAllowed(reason="of this case only what you sign is yours to do")
    raise CaseNotFound(case_id=case_id)


def may_see_incident(session: Session, incident_id: UUID, by: Actor, *, owners: bool) -> bool:
    """Whether this person may see this incident."""
    wanted = select(Incident.id).where(Incident.id == incident_id, sees_incident(by, owners=owners))
    return session.execute(wanted).first() is not None


def may_see_instance(session: Session, instance_id: UUID, by: Actor, *, owners: bool = False) -> bool:
    """Whether this person may see this instance."""
    wanted = select(ProcessInstance.id).where(
        ProcessInstance.id == instance_id, sees_instance(by, ProcessInstance.id, owners=owners)
    )
    return session.execute(wanted).first() is not None
