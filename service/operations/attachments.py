"""Files added to a case: received to a limit, checked by what they hold, kept under a random name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import IO, TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from service.domain.attachments import (
    ZIPPED,
    Attachment,
    FileKind,
    Purpose,
    clean_name,
    kind_of,
    office_kind,
)
from service.domain.cases import Case
from service.domain.people import CUSTOMER
from service.domain.tasks import UserTask
from service.errors import CaseNotFound, Invalid
from service.ids import new_id
from service.runtime.transaction import About
from service.store.attachments import attachment_view
from service.store.files import FileStore, Received, TooLarge, parts_of
from service.store.pictures import PictureRefused, redrawn
from service.store.visibility import may_see_case, must_work_on_case

if TYPE_CHECKING:
    from service.domain.people import Actor
    from service.domain.views.attachments import AttachmentView
    from service.runtime import Runtime
    from service.runtime.transaction import Transaction
    from service.settings import Settings

_UNCLAIMED_FOR = timedelta(days=1)
"""A file without a row is left this long: its row may be about to be written."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class AttachmentGiven:
    """A file as it is sent; what it says of its type is not believed."""

    name: str
    content_type: str
    stream: IO[bytes]
    purpose: str = Purpose.FILE
    task_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file on the disk, its row not yet written."""

    stored: str
    kind: FileKind
    size: int
    digest: str
    measures: tuple[int, int] | None = None


@dataclass(slots=True)
class ReadyFile:
    """A file on the disk, and what was said of it; ``entered`` once a row names it."""

    given: AttachmentGiven
    kept: _Kept
    entered: bool = False


def file_store(settings: Settings) -> FileStore:
    """Where attachments lie."""
    return FileStore(settings.data_dir / "attachments")


def keep_attachment(rt: Runtime, case_id: UUID, given: AttachmentGiven, *, by: Actor) -> AttachmentView:
    """Add a file to a case one works on; a picture is drawn anew, so that it tells nothing beside itself."""
    with made_ready(rt, case_id, given, by=by) as ready:
        return enter_attachment(rt, case_id, ready, by=by)


@contextmanager
def made_ready(rt: Runtime, case_id: UUID, given: AttachmentGiven, *, by: Actor) -> Iterator[ReadyFile]:
    """The file where it stays, looked at and drawn anew before any writer's turn; without a row by the end of
    the block it is taken away again.

    Whoever acts as the customer came by the tracking link of this very case.
    """
    with rt.reading() as session:
        if by is not CUSTOMER and not may_see_case(session, case_id, by):
            raise CaseNotFound(case_id=case_id)
    files = file_store(rt.settings)
    try:
        with files.received(given.stream, most=rt.settings.attachment_bytes) as received:
            kept = _kept(files, received)
    except TooLarge as refused:
        raise Invalid.field("file", "larger than allowed") from refused
    ready, well = ReadyFile(given, kept), False
    try:
        if given.purpose == Purpose.PHOTO and kept.measures is None:
            raise Invalid.field("file", "a picture that cannot be read")
        yield ready
        well = True
    finally:
        if not (ready.entered and (well or _has_row(rt, kept.stored))):
            files.drop(kept.stored)


def _has_row(rt: Runtime, stored: str) -> bool:
    """Whether its row was written for good: what failed after that does not take the file away."""
    with rt.reading() as session:
        return session.execute(select(Attachment.id).where(Attachment.stored == stored)).first() is not None


def enter_attachment(rt: Runtime, case_id: UUID, ready: ReadyFile, *, by: Actor) -> AttachmentView:
    """Write the row of a file made ready for this case."""
    with rt.transaction() as tx:
        if by is not CUSTOMER:
            must_work_on_case(tx.session, case_id, by)
        row = _entered(tx, case_id, ready, (by, rt.settings))
        ready.entered = True
        return attachment_view(row)


def sweep_files(rt: Runtime) -> int:
    """Take away files whose row was never written, left by a crash; tells how many."""
    files, gone = file_store(rt.settings), 0
    old = files.older_than(rt.now() - _UNCLAIMED_FOR)
    while names := list(islice(old, _AT_ONCE)):
        wanted = select(Attachment.stored).where(Attachment.stored.in_(names))
        with rt.reading() as session:
            known = set(session.execute(wanted).scalars())
        for name in set(names) - known:
            files.drop(name)
            gone += 1
    return gone


def _kept(files: FileStore, received: Received) -> _Kept:
    """The file where it stays, after its content was looked at."""
    if received.size == 0:
        raise Invalid.field("file", "empty")
    kind = kind_of(received.head)
    if kind is ZIPPED:
        kind = office_kind(parts_of(received.path))
    if kind is None:
        raise Invalid.field("file", "not a kind of file that is kept")
    if not kind.picture:
        return _Kept(files.keep(received.path), kind, received.size, received.digest)
    try:
        picture = redrawn(received.path, kind)
    except PictureRefused as refused:
        raise Invalid.field("file", refused.reason) from refused
    stored = files.keep(picture.content)
    files.keep_small(stored, picture.small)
    measures = (picture.width, picture.height)
    return _Kept(stored, picture.kind, len(picture.content), received.digest, measures)


def _entered(tx: Transaction, case_id: UUID, ready: ReadyFile, sent: tuple[Actor, Settings]) -> Attachment:
    (by, settings), given, kept = sent, ready.given, ready.kept
    case = tx.get(Case, case_id, CaseNotFound(case_id=case_id))
    instance = tx.lock_instance(case.instance_id) if case.instance_id else None
    counted = select(func.count()).select_from(Attachment).where(Attachment.case_id == case_id)
    if (tx.session.execute(counted).scalar() or 0) >= settings.attachments_per_case:
        raise Invalid.field("file", "too many files in this case")
    task = _task(tx, case_id, given.task_id)
    width, height = kept.measures or (None, None)
    row = tx.add(
        Attachment(
            id=new_id(),
            case_id=case_id,
            task_id=given.task_id,
            purpose=Purpose(given.purpose),
            name=clean_name(given.name, kept.kind),
            content_type=kept.kind.content_type,
            size=kept.size,
            digest=kept.digest,
            stored=kept.stored,
            width=width,
            height=height,
            at=tx.at,
            by=by.name,
        )
    )
    if instance is not None:
        about = About(task.activity_id if task else None, given.task_id)
        tx.tell(instance, "attachment.added", by.name, about=about, detail=dict(_told(row)))
    return row


def _told(row: Attachment) -> Iterator[tuple[str, object]]:
    """What the history keeps of it."""
    yield "attachment_id", str(row.id)
    yield "name", row.name
    yield "purpose", row.purpose
    yield "size", row.size
    yield "digest", row.digest


def _task(tx: Transaction, case_id: UUID, task_id: UUID | None) -> UserTask | None:
    if task_id is None:
        return None
    task = tx.session.get(UserTask, task_id)
    if task is None or task.case_id != case_id:
        raise Invalid.field("task_id", "a task of another case")
    return task
