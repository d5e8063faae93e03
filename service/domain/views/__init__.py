"""What queries and operations give back: frozen values, free of the session, ready to be dumped."""

from service.domain.views.cases import (
    CaseDetail,
    CaseMessageView,
    CaseView,
    CustomerView,
    OpenedCase,
    ServiceRecordView,
)
from service.domain.views.desk import (
    DeskCounts,
    DeskList,
    DeskRow,
    KnownCustomer,
    SavedViewView,
    SheetField,
    StoryView,
    TaskSheet,
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
    "DeskCounts",
    "DeskList",
    "DeskRow",
    "Health",
    "HistoryView",
    "IncidentView",
    "InstanceDetail",
    "InstanceView",
    "KnownCustomer",
    "OpenedCase",
    "Page",
    "PageRequest",
    "PersonView",
    "SavedViewView",
    "ServiceRecordView",
    "SheetField",
    "SignedIn",
    "StoryView",
    "TaskDetail",
    "TaskSheet",
    "TaskView",
    "TimerView",
    "WorkerView",
]
