"""What queries and operations give back: frozen values, free of the session, ready to be dumped."""

from service.domain.views.cases import (
    CaseDetail,
    CaseMessageView,
    CaseView,
    CustomerView,
    OpenedCase,
    ServiceRecordView,
    TrackedCase,
)
from service.domain.views.pages import Page, PageRequest
from service.domain.views.people import PersonView, SignedIn
from service.domain.views.tasks import CommentView, TaskDetail, TaskView
from service.domain.views.watching import (
    DefinitionView,
    DeploymentView,
    Health,
    HistoryView,
    IncidentView,
    InstanceDetail,
    InstanceView,
    TimerView,
    WorkerView,
)

__all__ = [
    "CaseDetail",
    "CaseMessageView",
    "CaseView",
    "CommentView",
    "CustomerView",
    "DefinitionView",
    "DeploymentView",
    "Health",
    "HistoryView",
    "IncidentView",
    "InstanceDetail",
    "InstanceView",
    "OpenedCase",
    "Page",
    "PageRequest",
    "PersonView",
    "ServiceRecordView",
    "SignedIn",
    "TaskDetail",
    "TaskView",
    "TimerView",
    "TrackedCase",
    "WorkerView",
]
