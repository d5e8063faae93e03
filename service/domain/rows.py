"""All mapped rows in one place, so that the metadata is complete for whoever needs all of it."""

from service.domain.access import AccessGrant
from service.domain.acts import CaseCopy, TaskDoer, TaskNudge, TaskSignature
from service.domain.attachments import Attachment
from service.domain.audit import AuditEntry
from service.domain.base import Base
from service.domain.calendars.rows import CalendarDay, CalendarNotice
from service.domain.cases import Case, CaseCounter, CaseMessage
from service.domain.clocks.case_pauses import CasePause
from service.domain.clocks.rows import Clock, ClockEntry, ClockNotice
from service.domain.customers import Contact, Customer, ServiceRecord
from service.domain.definitions import DefinitionFile, Deployment, ProcessDefinition, StartTrigger
from service.domain.exits import CaseExit
from service.domain.follow_ups import PlannedVisit
from service.domain.history import HistoryEvent
from service.domain.incidents import Incident
from service.domain.instances import CaseRun, ProcessInstance
from service.domain.links import CaseLink, Consent, Knock
from service.domain.mentions import Mention
from service.domain.messages import EarlyMessage, Subscription
from service.domain.notice_templates import NoticeMark, NoticeTemplate
from service.domain.outbox import OutboxMessage
from service.domain.people import (
    FailedSignIn,
    Group,
    IdempotencyKey,
    Person,
    PersonGroup,
    SessionToken,
    WorkerHeartbeat,
)
from service.domain.promise_book import CustomerPromise
from service.domain.saved_views import SavedView
from service.domain.searching import CustomerWord
from service.domain.sections import SectionSignature
from service.domain.stepping_in.batches import Batch, BatchItem
from service.domain.substitutions import Substitution
from service.domain.surveys import Survey, SurveyAnswer
from service.domain.tasks import TaskComment, UserTask, UserTaskGroup
from service.domain.tiers import CustomerIndicators, TierDecision
from service.domain.timers import TimerJob

__all__ = [
    "AuditEntry",
    "AccessGrant",
    "Attachment",
    "Base",
    "Batch",
    "BatchItem",
    "CalendarDay",
    "CalendarNotice",
    "Case",
    "CaseCopy",
    "CaseCounter",
    "CaseExit",
    "CaseLink",
    "CaseMessage",
    "CaseRun",
    "CasePause",
    "Clock",
    "ClockEntry",
    "ClockNotice",
    "Consent",
    "Contact",
    "Customer",
    "CustomerIndicators",
    "CustomerWord",
    "CustomerPromise",
    "DefinitionFile",
    "Deployment",
    "EarlyMessage",
    "FailedSignIn",
    "Group",
    "HistoryEvent",
    "IdempotencyKey",
    "Incident",
    "Knock",
    "Mention",
    "NoticeMark",
    "NoticeTemplate",
    "OutboxMessage",
    "Person",
    "PersonGroup",
    "PlannedVisit",
    "ProcessDefinition",
    "ProcessInstance",
    "SectionSignature",
    "SavedView",
    "ServiceRecord",
    "SessionToken",
    "StartTrigger",
    "Subscription",
    "Substitution",
    "Survey",
    "SurveyAnswer",
    "TaskComment",
    "TaskDoer",
    "TaskNudge",
    "TaskSignature",
    "TierDecision",
    "TimerJob",
    "UserTask",
    "UserTaskGroup",
    "WorkerHeartbeat",
]
